// What the property tests have found, kept as it was found: it stays found without luck.
import { describe, expect, it } from 'vitest';
import { encodePlainText } from '../../src/markup/encode.ts';
import { refusalOf } from '../../src/ucwa/channel/refusal.ts';
import { failureOf } from '../../src/ucwa/client/failure.ts';
import { readEventPackage, writeEventPackage } from '../../src/ucwa/wire/events.ts';
import { readInputText } from '../../src/ucwa/wire/input.ts';
import { makeResource, readResource, writeResource } from '../../src/ucwa/wire/resource.ts';
import { countSteps } from './steps.ts';

describe('marks without a partner', () => {
  // Each mark looked for its partner up to the end of the line, each again inside of those that had one: 8 KB took a third of a second, four
  // times as much took 64 times as long.
  it.each(['*a ', '_*a ', '*a', '*_~a ', '* a*', '`a` ', '{code}a'])(
    '%j, again and again, is encoded in proportion',
    (part) => {
      const steps = countSteps(() => encodePlainText(part.repeat(8_000 / part.length)));
      expect(steps).toBeLessThan(100 * 8_000);
    },
  );

  it('still finds the marks that have one', () => {
    expect(encodePlainText('*a _b *c* d_ ~e\n*f*')).toBe(
      '<b raw_pre="*" raw_post="*">a _b *c</b> d_ ~e\n<b raw_pre="*" raw_post="*">f</b>',
    );
  });
});

describe.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'the name %s, which every object has',
  (name) => {
    it('is a rel like any other in XML', () => {
      const text = `<resource rel="a" href="/a"><link rel="${name}" href="/b"/><resource rel="${name}" href="/c"/></resource>`;
      const found = readResource(text, 'application/xml');
      expect(Object.entries(found.links)).toEqual([[name, [{ href: '/b' }]]]);
      expect(Object.keys(found.embedded)).toEqual([name]);
    });

    it('is a rel like any other in JSON', () => {
      const text = `{"rel":"a","_links":{"${name}":{"href":"/b"}},"_embedded":{"${name}":[{}]}}`;
      const found = readResource(text, 'application/json');
      expect(Object.entries(found.links)).toEqual([[name, [{ href: '/b' }]]]);
      expect(Object.keys(found.embedded)).toEqual([name]);
      expect(Object.getPrototypeOf(found.links)).toBe(Object.prototype);
    });

    it('is a kind of resource that can be written', () => {
      const resource = makeResource(name, '/a', { links: { b: '/b' }, embedded: { c: makeResource('c', '/c') } });
      for (const form of ['json', 'xml'] as const) {
        expect(readResource(writeResource(resource, form), `application/${form}`)).toEqual(resource);
      }
    });

    it('is a property like any other', () => {
      const properties = readInputText(`<input><property name="${name}">1</property></input>`, 'xml');
      expect(Object.entries(properties)).toEqual([[name, '1']]);
    });

    it('is no obstacle as the target of an event', () => {
      const link = { rel: name, href: '/x' };
      const events = { self: '/e', next: '/n', unreadable: [] };
      const value = { ...events, senders: [{ rel: 'people', href: '/p', events: [{ link, type: 'added' as const }] }] };
      for (const form of ['json', 'xml'] as const) {
        expect(readEventPackage(writeEventPackage(value, form), `application/${form}`)).toEqual(value);
      }
      const empty = JSON.stringify({
        _links: { next: { href: '/n' } },
        sender: [{ rel: 'people', href: '/p', events: [{ link, type: 'added', _embedded: {} }] }],
      });
      expect(readEventPackage(empty, 'application/json').unreadable).toEqual([]);
    });

    it('is no kind of error, although it is a word of the server', () => {
      const body = JSON.stringify({ code: 'Gone', subcode: name });
      const header = (wanted: string) => (wanted === 'Content-Type' ? 'application/json' : undefined);
      const failure = failureOf({ status: 410, url: 'https://a.example/', text: body, header } as never, 0);
      expect(failure.kind).toBe('not-found');
      expect(refusalOf({ operationId: 'o', subcode: name } as never).kind).toBe('forbidden');
    });
  },
);
