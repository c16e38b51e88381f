import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  embeddedOf,
  linkOf,
  makeResource,
  type Resource,
  readResource,
  writeResource,
} from '../../../src/ucwa/wire/resource.ts';
import { WireError } from '../../../src/ucwa/wire/wire-error.ts';

const json = 'application/json; charset=utf-8';
const xml = 'application/xml';

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof WireError) return error.message;
    throw error;
  }
  return 'no failure';
}

describe('a resource', () => {
  const participantMessagingJson = `{ "rel": "participantMessaging",
      "_links": { "self": { "href": "P/messaging" },
                  "participant": { "href": "P", "title": "Bo Berg" } } }`;
  const participantMessagingXml = `<resource rel="participantMessaging" href="P/messaging" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">
      <link rel="participant" href="P" title="Bo Berg" />
      <property name="rel">participantMessaging</property>
    </resource>`;
  const participantMessaging: Resource = {
    rel: 'participantMessaging',
    href: 'P/messaging',
    properties: {},
    links: { participant: [{ href: 'P', title: 'Bo Berg' }] },
    embedded: {},
  };

  it('is the same out of JSON and out of XML (ucwa.md 1.4)', () => {
    expect(readResource(participantMessagingJson, json)).toEqual(participantMessaging);
    expect(readResource(participantMessagingXml, xml)).toEqual(participantMessaging);
  });

  it.each([
    ['application/json', participantMessagingJson],
    ['application/vnd.microsoft.com.ucwa+json', participantMessagingJson],
    ['Application/JSON;charset=UTF-8', `\ufeff${participantMessagingJson}`],
    ['application/vnd.microsoft.com.ucwa+xml; charset=utf-8', participantMessagingXml],
    ['text/xml', `<?xml version="1.0" encoding="utf-8"?>\n${participantMessagingXml}\n`],
  ])('is read as %s', (contentType, text) => {
    expect(readResource(text, contentType)).toEqual(participantMessaging);
  });

  it('is written in the shapes of the notes', () => {
    expect(JSON.parse(writeResource(participantMessaging, 'json'))).toEqual(JSON.parse(participantMessagingJson));
    expect(writeResource(participantMessaging, 'xml')).toBe(
      '<?xml version="1.0" encoding="utf-8"?><resource rel="participantMessaging" href="P/messaging" ' +
        'xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><link rel="participant" href="P" title="Bo Berg"/>' +
        '<property name="rel">participantMessaging</property></resource>',
    );
  });

  it('keeps the key of an embedded resource apart from its own rel', () => {
    const from = makeResource('participant', 'P', { properties: { name: 'Bo' } });
    const invitation = makeResource('messagingInvitation', 'I', { embedded: { from } });
    for (const representation of ['json', 'xml'] as const) {
      const read = readResource(writeResource(invitation, representation), `application/${representation}`);
      expect(embeddedOf(read, 'from')).toEqual(from);
    }
  });

  it('names an embedded resource by its key when it does not say its rel', () => {
    const read = readResource('{"_embedded":{"contact":[{"name":"Bo"},{"rel":"person"}]}}', json);
    expect(read.embedded.contact?.map(({ rel }) => rel)).toEqual(['contact', 'person']);
    expect(read.rel).toBe('');
  });

  it('writes lists as arrays in JSON also with one element, and only lists', () => {
    const contact = makeResource('contact', 'P');
    const one = JSON.parse(
      writeResource(makeResource('myContacts', 'M', { embedded: { contact: [contact] } }), 'json'),
    );
    expect(one._embedded.contact).toHaveLength(1);
    const links = { participant: 'P', failedDeliveryParticipant: ['Q'] };
    const message = JSON.parse(writeResource(makeResource('message', 'M', { links }), 'json'));
    expect(message._links.participant).toEqual({ href: 'P' });
    expect(message._links.failedDeliveryParticipant).toEqual([{ href: 'Q' }]);
    const none = JSON.parse(writeResource(makeResource('myGroups', 'G', { embedded: { group: [] } }), 'json'));
    expect(none._embedded).toEqual({ group: [] });
  });

  it('reads one link and several, with title, revision and etag', () => {
    const text = `{"_links":{"self":{"href":"/s"},"contact":[{"href":"/a","title":"A"},{"href":"/b"}],
      "startMessaging":{"href":"/m","revision":"2","etag":7},"gone":null}}`;
    const read = readResource(text, json);
    expect(read.links).toEqual({
      contact: [{ href: '/a', title: 'A' }, { href: '/b' }],
      startMessaging: [{ href: '/m', revision: 2, etag: '7' }],
    });
    expect(linkOf(read, 'contact')).toBe('/a');
    expect(linkOf(read, 'absent')).toBeUndefined();
  });

  it('writes dates, booleans and numbers as each form has them', () => {
    const resource = makeResource('contactPresence', 'C', {
      properties: { lastActive: new Date(1_700_000_000_000), isThere: true, count: 3, nothing: undefined },
    });
    expect(JSON.parse(writeResource(resource, 'json'))).toMatchObject({
      lastActive: '/Date(1700000000000)/',
      isThere: true,
      count: 3,
    });
    const written = writeResource(resource, 'xml');
    expect(written).toContain('<property name="lastActive">2023-11-14T22:13:20.000Z</property>');
    expect(written).toContain('<property name="isThere">True</property><property name="count">3</property>');
    expect(written).not.toContain('nothing');
  });
});

describe('what is no resource', () => {
  it.each([
    ['HTML of a proxy', '<html></html>', 'text/html', 'expected JSON or XML but the answer is text/html'],
    ['no type', '{}', '', 'expected JSON or XML but the answer is of no type'],
    ['broken JSON', '{', json, 'the document is not valid JSON'],
    ['a list', '[]', json, 'expected an object'],
    ['a link without href', '{"_links":{"me":{"title":"x"}}}', json, '_links.me.href: expected a text'],
    ['the second of two links', '{"_links":{"me":[{"href":"a"},3]}}', json, '_links.me.1: expected an object'],
    [
      'a link deep inside',
      '{"_embedded":{"me":{"_links":{"self":5}}}}',
      json,
      '_embedded.me._links.self: expected an object',
    ],
    ['text instead of XML', 'hello', xml, 'the document is not XML'],
    ['another root', '<reason></reason>', xml, 'expected <resource> but found <reason>'],
    [
      'XML that was cut off',
      '<resource rel="me" href="/m"><link rel="a" href="b"/>',
      xml,
      'resource: the XML document ends early',
    ],
    ['a link without rel', '<resource><link href="b"/></resource>', xml, 'resource.link.rel: expected an attribute'],
    [
      'a link without address',
      '<resource><link rel="b"/></resource>',
      xml,
      'resource.link(b).href: expected an attribute',
    ],
    [
      'a property without name',
      '<resource><property>1</property></resource>',
      xml,
      'resource.property.name: expected an attribute',
    ],
    [
      'more than can be read',
      `<resource>${'<link rel="a" href="b"/>'.repeat(2001)}</resource>`,
      xml,
      'the XML document has too many elements',
    ],
    [
      'longer than can be read',
      `<resource><property name="a">${'x'.repeat(270_000)}</property></resource>`,
      xml,
      'the XML document is too long',
    ],
  ])('is refused by what is wrong: %s', (_what, text, contentType, message) => {
    expect(failure(() => readResource(text, contentType))).toBe(message);
  });

  it('is refused when it is nested without end', () => {
    const deep = `${'{"_embedded":{"a":'.repeat(40)}{}${'}}'.repeat(40)}`;
    expect(failure(() => readResource(deep, json))).toContain('nested too deeply');
  });
});

// XML has no place for these, escaped or not; writers replace them.
const isXmlText = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
  !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u.test(text);
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter(isXmlText);
const name = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,12}$/).filter((word) => !['rel', 'etag', 'self'].includes(word));
const link = fc.record({ href: text, title: text, revision: fc.nat(9), etag: text }, { requiredKeys: ['href'] });
const entries = <T>(value: fc.Arbitrary<T>) => fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true });

const resource: fc.Arbitrary<Resource> = fc.letrec<{ resource: Resource }>((tie) => ({
  resource: fc.record(
    {
      rel: name,
      href: text,
      etag: text,
      properties: entries(fc.oneof(text, fc.array(text, { maxLength: 3 }))),
      links: entries(fc.array(link, { minLength: 1, maxLength: 2 })),
      embedded: fc.oneof(
        { maxDepth: 2 },
        fc.constant({}),
        entries(fc.array(tie('resource'), { minLength: 1, maxLength: 2 })),
      ),
    },
    { requiredKeys: ['rel', 'properties', 'links', 'embedded'] },
  ),
})).resource;

describe('writing and reading back', () => {
  it.each(['json', 'xml'] as const)('gives the same resource in %s', (representation) => {
    fc.assert(
      fc.property(resource, (one) => {
        expect(readResource(writeResource(one, representation), `application/${representation}`)).toEqual(one);
      }),
      { numRuns: 150 },
    );
  });

  it('never throws anything but a WireError', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.constantFrom(json, xml), (source, contentType) => {
        failure(() => readResource(source, contentType));
      }),
      { numRuns: 300 },
    );
  });
});
