// What a UCWA server can answer: documents in JSON and XML near to the samples and far from them. They are read, or refused with a place
// and a reason; what the gateway writes is what the client reads, in both forms alike.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startDraft } from '../../src/ucwa/channel/draft.ts';
import { foldPackage } from '../../src/ucwa/channel/fold.ts';
import { settle } from '../../src/ucwa/channel/settle.ts';
import { blankState, readState } from '../../src/ucwa/channel/state.ts';
import { readChallenge, writeChallenge } from '../../src/ucwa/wire/challenge.ts';
import { readDataUri, writeDataUri } from '../../src/ucwa/wire/data-uri.ts';
import { readDate, writeDate } from '../../src/ucwa/wire/dates.ts';
import {
  type EventPackage,
  eventTypes,
  readEventPackage,
  type UcwaEvent,
  writeEventPackage,
} from '../../src/ucwa/wire/events.ts';
import { readInputText, writeInput } from '../../src/ucwa/wire/input.ts';
import { type Reason, readReason, writeReason } from '../../src/ucwa/wire/reason.ts';
import { linkOf, type Resource, readResource, writeResource } from '../../src/ucwa/wire/resource.ts';
import { WireError } from '../../src/ucwa/wire/wire-error.ts';
import { anyJson, damaged, runs, trickyName, trickyText } from './effort.ts';
import { element, soup, spoiled } from './markup-pieces.ts';

const sample = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', 'fixtures', 'seeds', name), 'utf8');
const packages: unknown[] = ['added', 'updated', 'deleted'].map((type) =>
  JSON.parse(sample(`ucwa-event-${type}.json`)),
);
const resource: unknown = JSON.parse(sample('ucwa-participant-messaging.json'));
const resourceXml = sample('ucwa-participant-messaging.xml');
const reasonXml =
  '<reason><code>Conflict</code><subcode>AlreadyExists</subcode><parameters><parameter name="a"/></parameters></reason>';
const eventsXml = packages.map((value) =>
  writeEventPackage(readEventPackage(JSON.stringify(value), 'application/json'), 'xml'),
);

const representations = ['json', 'xml'] as const;

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return `${'{"_embedded":{"a":'.repeat(20_000)}1${'}}'.repeat(20_000)}`;
  }
}

function replaceOne(text: string, pattern: RegExp, at: number, by: string): string {
  const places = [...text.matchAll(pattern)];
  const place = places[at % Math.max(1, places.length)];
  return place ? text.slice(0, place.index) + by + text.slice(place.index + place[0].length) : text;
}

const contentType = fc.oneof(
  fc.constantFrom(
    'application/json',
    'application/xml',
    'text/xml; charset=utf-8',
    'application/vnd.microsoft.com.ucwa+xml',
    '',
  ),
  trickyText,
);
const anyDocument = fc.oneof(
  damaged([...packages, resource]).map(jsonOf),
  anyJson.map(jsonOf),
  spoiled([...eventsXml, resourceXml, reasonXml]),
  fc
    .tuple(fc.constantFrom(...eventsXml, resourceXml), trickyName, fc.nat(20))
    .map(([text, name, at]) => replaceOne(text, / (?:rel|name)="[^"]*"/g, at, ` rel="${name}" name="${name}"`)),
  soup,
  element,
  fc.constantFrom('[', '{"_links":', '<a>', '<resource rel="a">').map((text) => text.repeat(30_000)),
);

/** What reading answers; undefined when it refuses in the documented way. */
function readOrRefuse<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    expect(typeof error.path).toBe('string');
    expect(error.reason.length).toBeGreaterThan(0);
    return undefined;
  }
}

const isObject = (value: unknown): boolean => Object.getPrototypeOf(value) === Object.prototype;

function checkResource(found: Resource, depth = 0): void {
  expect(depth).toBeLessThanOrEqual(25);
  for (const record of [found.links, found.embedded, found.properties]) expect(isObject(record)).toBe(true);
  for (const link of Object.values(found.links).flat()) expect(typeof link.href).toBe('string');
  for (const inner of Object.values(found.embedded).flat()) checkResource(inner, depth + 1);
  for (const rel of ['constructor', 'toString', '__proto__'])
    expect(['string', 'undefined']).toContain(typeof linkOf(found, rel));
}

function checkPackage(events: EventPackage): void {
  expect(events.next ?? events.resync ?? events.resume).toBeTypeOf('string');
  for (const { events: list } of events.senders) {
    for (const event of list) {
      expect(eventTypes).toContain(event.type);
      if (event.embedded) checkResource(event.embedded);
    }
  }
}

describe('a document of any kind', () => {
  it('is a resource, or is refused', () => {
    fc.assert(
      fc.property(anyDocument, contentType, (text, type) => {
        const found = readOrRefuse(() => readResource(text, type));
        if (found) checkResource(found);
      }),
      runs(600),
    );
  });

  it('is a package of events, or is refused; folding it never throws, and the state can be stored', () => {
    fc.assert(
      fc.property(anyDocument, contentType, (text, type) => {
        const found = readOrRefuse(() => readEventPackage(text, type));
        if (!found) return;
        checkPackage(found);
        const state = blankState('https://pool.example.org/a/1', '/events?ack=1', 1_700_000_000_000);
        const facts = {
          user: 'sip:ana@example.org',
          origin: 'https://pool.example.org',
          nowMs: 1_700_000_000_000,
          sent: {},
        };
        const draft = startDraft(state, facts);
        foldPackage(draft, found);
        settle(draft);
        expect(readState(JSON.parse(JSON.stringify(draft.state)))).toBeDefined();
      }),
      runs(600),
    );
  });

  it('is the reason of an error, or none', () => {
    fc.assert(
      fc.property(anyDocument, contentType, (text, type) => {
        const found = readReason(text, type);
        if (found) expect(found.code).not.toBe('');
      }),
      runs(600),
    );
  });

  it('is an input, or is refused', () => {
    fc.assert(
      fc.property(anyDocument, fc.constantFrom(...representations), (text, representation) => {
        const found = readOrRefuse(() => readInputText(text, representation));
        if (found) expect(isObject(found)).toBe(true);
      }),
      runs(600),
    );
  });
});

// What XML can carry: no controls, no halves of characters. In JSON everything else comes back as well.
const carried = trickyText.map((text) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones that XML cannot hold
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, ''),
);
const rel = fc.oneof(
  trickyName.filter((name) => name !== '' && name !== 'rel'),
  fc.stringMatching(/^[a-zA-Z]{1,20}$/),
);
const name = rel.filter((text) => !['rel', 'etag', 'self', '_links', '_embedded'].includes(text));
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const without = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;

const link = fc
  .record({ href: carried, title: some(carried), etag: some(carried), revision: some(fc.nat()) })
  .map(without) as fc.Arbitrary<Resource['links'][string][number]>;
const dictionary = <T>(value: fc.Arbitrary<T>) => fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true });

const { anyResource } = fc.letrec<{ anyResource: Resource }>((tie) => ({
  anyResource: fc
    .record({
      rel,
      href: some(carried),
      etag: some(carried),
      properties: dictionary(fc.oneof(carried, fc.array(carried, { maxLength: 3 }))),
      links: dictionary(fc.array(link, { minLength: 1, maxLength: 3 })),
      embedded: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant({}),
        dictionary(fc.array(tie('anyResource'), { minLength: 1, maxLength: 2 })),
      ),
    })
    .map(without) as fc.Arbitrary<Resource>,
}));

const reason = fc
  .record({
    code: carried.filter((text) => text.trim() === text && text !== ''),
    subcode: some(carried.filter((text) => text.trim() === text && text !== '')),
    message: some(carried.filter((text) => text.trim() === text && text !== '')),
  })
  .map(without) as fc.Arbitrary<Reason>;

const eventLink = fc.record({ rel, href: carried, title: some(carried) }).map(without) as fc.Arbitrary<
  UcwaEvent['link']
>;
const event = fc
  .record({
    link: eventLink,
    in: some(eventLink),
    type: fc.constantFrom(...eventTypes),
    status: some(carried),
    reason: some(reason),
    embedded: some(anyResource),
  })
  .map((value) => {
    const { embedded } = value;
    // In XML the key of the one resource is the rel of the link.
    return without({ ...value, embedded: embedded && { ...embedded, rel: value.link.rel } });
  }) as fc.Arbitrary<UcwaEvent>;

describe('what the gateway writes is what the client reads', () => {
  it.each(representations)('of a resource in %s', (representation) => {
    fc.assert(
      fc.property(anyResource, (value) => {
        const text = writeResource(value, representation);
        expect(readResource(text, `application/${representation}`)).toEqual(value);
      }),
      runs(500),
    );
  });

  it('of a resource, in JSON as in XML', () => {
    fc.assert(
      fc.property(anyResource, (value) => {
        const [json, xml] = representations.map((form) =>
          readResource(writeResource(value, form), `application/${form}`),
        );
        expect(json).toEqual(xml);
      }),
      runs(300),
    );
  });

  it.each(representations)('of a package of events in %s', (representation) => {
    const sender = fc.record({ rel, href: carried, events: fc.array(event, { minLength: 1, maxLength: 2 }) });
    fc.assert(
      fc.property(carried, carried, fc.array(sender, { maxLength: 3 }), (self, next, senders) => {
        const value: EventPackage = { self, next, senders, unreadable: [] };
        const text = writeEventPackage(value, representation);
        expect(readEventPackage(text, `application/${representation}`)).toEqual(value);
      }),
      runs(80),
    );
  });

  it.each(representations)('of a reason in %s', (representation) => {
    fc.assert(
      fc.property(reason, (value) => {
        expect(readReason(writeReason(value, representation), `application/${representation}`)).toEqual(value);
      }),
      runs(300),
    );
  });

  it.each(representations)('of an input in %s', (representation) => {
    fc.assert(
      fc.property(dictionary(fc.oneof(carried, fc.array(carried, { maxLength: 3 }))), (value) => {
        expect(readInputText(writeInput(value, representation), representation)).toEqual(value);
      }),
      runs(300),
    );
  });

  it('of a challenge', () => {
    const quoted = trickyText.map((text) => text.replace(/["\\,]/g, '').trim());
    fc.assert(
      fc.property(
        quoted.filter((text) => text !== ''),
        fc.array(
          quoted.filter((text) => text !== ''),
          { maxLength: 3 },
        ),
        (tokenService, grants) => {
          expect(readChallenge(writeChallenge({ tokenService, grants }))).toEqual({ tokenService, grants });
        },
      ),
      runs(300),
    );
    fc.assert(
      fc.property(fc.oneof(trickyText, soup), (text) => {
        expect(readChallenge(text).grants.every((grant) => grant !== '')).toBe(true);
      }),
      runs(300),
    );
  });

  it('of a text as a data address', () => {
    fc.assert(
      fc.property(trickyText, fc.constantFrom('text/plain', 'text/html'), (text, mediaType) => {
        // A line end at its end belongs to the form, of several the last one.
        const whole = text.replace(/\p{Surrogate}/gu, '\ufffd').replace(/(\r?\n)+$/, '');
        expect(readDataUri(writeDataUri({ mediaType, text: whole }))).toEqual({ mediaType, text: whole });
      }),
      runs(500),
    );
    fc.assert(
      fc.property(
        fc.oneof(trickyText, soup),
        fc.constantFrom('', ';base64', ';charset=utf-16', ';;', ','),
        (text, how) => {
          const found = readDataUri(`data:text/plain${how},${text}`);
          expect(found?.text ?? '').not.toMatch(/\p{Surrogate}/u);
        },
      ),
      runs(500),
    );
  });

  it.each(representations)('of a point in time in %s', (representation) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (atMs) => {
        expect(readDate(writeDate(atMs, representation))).toBe(atMs);
      }),
      runs(300),
    );
    fc.assert(
      fc.property(trickyText, (text) => {
        expect(readDate(text)).not.toBeNaN();
      }),
      runs(200),
    );
  });
});
