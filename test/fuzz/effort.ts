// How hard the property tests try. A short run is part of every test; `SKYLARK_FUZZ=100` makes a night of it.
import fc from 'fast-check';

/** How many times as long as the short run. */
export const effort = Number(process.env.SKYLARK_FUZZ ?? 1);

/** So many runs, times the effort that was asked for. A failure prints its seed; `SKYLARK_FUZZ_SEED` repeats it. */
export function runs(count: number): { numRuns: number; seed?: number } {
  const seed = process.env.SKYLARK_FUZZ_SEED;
  return { numRuns: Math.ceil(count * effort), ...(seed !== undefined && { seed: Number(seed) }) };
}

/** Names that every object has without being told, and the one that changes what an object is. */
export const trickyName = fc.constantFrom(
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'length', ''],
);

/** Text that looks like something else, or is none: halves of characters, controls, other directions, invisible, very long. */
export const trickyText = fc.oneof(
  fc.constantFrom(
    ...[
      '\ud800',
      '\udc00x',
      'a\u0000b',
      '\u202ecod.exe',
      '\u2066x\u2069',
      'a\u200bb',
      '\ufeff',
      '\u0085',
      '\u2028',
      '\uffff',
    ],
    ...[
      'é\u0301'.repeat(30),
      '👨‍👩‍👧',
      '\u0627\u0644',
      '9'.repeat(400),
      '-1e999',
      '0x10',
      '１２３',
      'NaN',
      'Infinity',
      ' 7 ',
      '%00',
      '%',
    ],
    ...[
      '&#0;',
      '&#xd800;',
      '&#99999999999;',
      '&lt;',
      '<',
      '"',
      "'",
      '`',
      '\\',
      '\r\n',
      ']]>',
      '-->',
      '{',
      '[',
      'x'.repeat(5_000),
    ],
  ),
  trickyName,
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Lists and objects one in the other, deeper than any stack carries. */
export const deepValue: fc.Arbitrary<unknown> = fc
  .tuple(fc.constantFrom(100, 3_000, 20_000), fc.boolean(), trickyName)
  .map(([depth, isList, name]) => {
    let value: unknown = 'deep';
    for (let i = 0; i < depth; i++) value = isList ? [value] : Object.fromEntries([[name, value]]);
    return value;
  });

/** Values that programs stumble over, and any JSON. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  trickyText,
  fc.dictionary(fc.oneof(trickyName, fc.string({ maxLength: 6 })), fc.oneof(trickyText, fc.integer()), { maxKeys: 4 }),
  fc.constantFrom(
    null,
    true,
    0,
    -0,
    -1,
    0.1,
    1e308,
    -1e308,
    5e-324,
    2 ** 31,
    2 ** 53,
    2 ** 63,
    8_640_000_000_000_001,
    '',
    '0',
    'null',
    '8:joe.4',
    '19:x@thread.skype',
    '__proto__',
    '\ud800',
  ),
  fc.constantFrom('https://attacker.example/', 'javascript:alert(1)', '/Date(1700000000000)/', '2024-05-06T07:08:09Z'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

type Place = { parent: Record<string, unknown> | unknown[]; key: string | number };

function placesIn(value: unknown, found: Place[] = [], depth = 0): Place[] {
  if (depth > 50) return found;
  if (Array.isArray(value)) {
    for (const [key, inner] of value.entries()) {
      found.push({ parent: value, key });
      placesIn(inner, found, depth + 1);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      found.push({ parent: value as Record<string, unknown>, key });
      placesIn(inner, found, depth + 1);
    }
  }
  return found;
}

type Change = { at: number; to: unknown; name: string; how: 'replace' | 'remove' | 'repeat' | 'rename' };

function change(value: unknown, { at, to, name, how }: Change): void {
  const places = placesIn(value);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return;
  const { parent, key } = place;
  if (Array.isArray(parent)) {
    const index = Number(key);
    if (how === 'remove') parent.splice(index, 1);
    else if (how === 'repeat') parent.push(parent[index]);
    else parent[index] = to;
    return;
  }
  const before = parent[key];
  if (how === 'remove' || how === 'rename') delete parent[key];
  // Never by assignment: that would give the object another prototype instead of a member.
  if (how === 'replace')
    Object.defineProperty(parent, key, { value: to, enumerable: true, configurable: true, writable: true });
  else if (how !== 'remove') {
    Object.defineProperty(parent, name, { value: before, enumerable: true, configurable: true, writable: true });
  }
}

/** Samples with a few places changed, taken out, doubled or renamed. */
export function damaged(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const changes = fc.array(
    fc.record({
      at: fc.nat(10_000),
      to: fc.oneof({ weight: 30, arbitrary: anyJson }, { weight: 1, arbitrary: deepValue }),
      name: trickyName,
      how: fc.constantFrom<Change['how']>('replace', 'replace', 'replace', 'remove', 'repeat', 'rename'),
    }),
    { minLength: 1, maxLength: 5 },
  );
  return fc.tuple(fc.constantFrom(...samples), changes).map(([sample, list]) => {
    const copy = structuredClone(sample);
    for (const one of list) change(copy, one);
    return copy;
  });
}
