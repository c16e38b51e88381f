// How hard the property tests try. A short run is part of every test; `SKYLARK_FUZZ=100` makes a night of it.
import fc from 'fast-check';

const effort = Number(process.env.SKYLARK_FUZZ ?? 1);

/** So many runs, times the effort that was asked for. A failure prints its seed; `SKYLARK_FUZZ_SEED` repeats it. */
export function runs(count: number): { numRuns: number; seed?: number } {
  const seed = process.env.SKYLARK_FUZZ_SEED;
  return { numRuns: Math.ceil(count * effort), ...(seed !== undefined && { seed: Number(seed) }) };
}

/** Values that programs stumble over, and any JSON. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e308,
    2 ** 53,
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

function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (Array.isArray(value)) {
    for (const [key, inner] of value.entries()) {
      found.push({ parent: value, key });
      placesIn(inner, found);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      found.push({ parent: value as Record<string, unknown>, key });
      placesIn(inner, found);
    }
  }
  return found;
}

type Change = { at: number; to: unknown; how: 'replace' | 'remove' | 'repeat' };

function change(value: unknown, { at, to, how }: Change): void {
  const places = placesIn(value);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return;
  const { parent, key } = place;
  if (Array.isArray(parent)) {
    const index = Number(key);
    if (how === 'remove') parent.splice(index, 1);
    else if (how === 'repeat') parent.push(structuredClone(parent[index]));
    else parent[index] = to;
  } else if (how === 'remove') delete parent[key];
  else parent[String(key)] = to;
}

/** Samples with a few places changed, taken out or doubled. */
export function damaged(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const changes = fc.array(
    fc.record({
      at: fc.nat(10_000),
      to: anyJson,
      how: fc.constantFrom<Change['how']>('replace', 'replace', 'remove', 'repeat'),
    }),
    { minLength: 1, maxLength: 5 },
  );
  return fc.tuple(fc.constantFrom(...samples), changes).map(([sample, list]) => {
    const copy = structuredClone(sample);
    for (const one of list) change(copy, one);
    return copy;
  });
}
