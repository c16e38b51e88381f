import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventPackage, eventTypes, readEventPackage, writeEventPackage } from '../../../src/ucwa/wire/events.ts';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';

const json = 'application/json';
const xml = 'application/vnd.microsoft.com.ucwa+xml';

const join: EventPackage = {
  self: 'A/events?ack=6',
  next: 'A/events?ack=7',
  senders: [
    {
      rel: 'conversation',
      href: 'C',
      events: [
        {
          link: { rel: 'participantMessaging', href: 'P/messaging' },
          in: { rel: 'participant', href: 'P', title: 'Bo Berg' },
          type: 'added',
        },
      ],
    },
  ],
  unreadable: [],
};

describe('an answer of the event channel', () => {
  const asJson = `{ "_links": { "self": {"href": "A/events?ack=6"}, "next": {"href": "A/events?ack=7"} },
      "sender": [ { "rel": "conversation", "href": "C",
                    "events": [ { "link": {"rel": "participantMessaging", "href": "P/messaging"},
                                  "in":   {"rel": "participant", "href": "P", "title": "Bo Berg"},
                                  "type": "added" } ] } ] }`;

  it('is the sample of ucwa.md 7.2, read and written', () => {
    expect(readEventPackage(asJson, json)).toEqual(join);
    expect(JSON.parse(writeEventPackage(join, 'json'))).toEqual(JSON.parse(asJson));
  });

  it('has in XML an element named after the type', () => {
    const written = writeEventPackage(join, 'xml');
    expect(written).toContain('<events href="A/events?ack=6" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">');
    expect(written).toContain('<link rel="next" href="A/events?ack=7"/><sender rel="conversation" href="C">');
    expect(written).toContain(
      '<added rel="participantMessaging" href="P/messaging"><in rel="participant" href="P" title="Bo Berg"/></added>',
    );
    expect(readEventPackage(written, xml)).toEqual(join);
  });

  it('carries embedded resources, status and reason in both forms', () => {
    const events: EventPackage = {
      self: 's',
      next: 'n',
      senders: [
        {
          rel: 'communication',
          href: 'K',
          events: [
            {
              link: { rel: 'messagingInvitation', href: 'I' },
              type: 'completed',
              status: 'Failure',
              reason: {
                code: 'RemoteFailure',
                subcode: 'Declined',
                message: 'No & never',
                parameters: [{ name: 'a' }],
              },
              embedded: makeResource('messagingInvitation', 'I', {
                properties: { state: 'Declined' },
                embedded: { from: makeResource('participant', 'P') },
              }),
            },
          ],
        },
        { rel: 'me', href: 'M', events: [{ link: { rel: 'presence', href: 'M/p' }, type: 'updated' }] },
        { rel: 'communication', href: 'K', events: [{ link: { rel: 'conversation', href: 'C' }, type: 'deleted' }] },
      ],
      unreadable: [],
    };
    expect(readEventPackage(writeEventPackage(events, 'json'), json)).toEqual(events);
    expect(readEventPackage(writeEventPackage(events, 'xml'), xml)).toEqual(events);
  });

  it.each(['json', 'xml'] as const)('says resync alone, and resume in place of next, in %s', (representation) => {
    const type = `application/${representation}`;
    const resync = writeEventPackage({ self: 's', resync: 'r', senders: [], unreadable: [] }, representation);
    expect(readEventPackage(resync, type)).toEqual({ self: '', resync: 'r', senders: [], unreadable: [] });
    const resume: EventPackage = { self: 's', resume: 'r', senders: [], unreadable: [] };
    expect(readEventPackage(writeEventPackage(resume, representation), type)).toEqual(resume);
  });

  it('may be empty', () => {
    const empty = { self: '', next: 'n', senders: [], unreadable: [] };
    expect(readEventPackage('{"_links":{"next":{"href":"n"}}}', json)).toEqual(empty);
    expect(readEventPackage('{"_links":{"next":{"href":"n"}},"sender":[]}', json)).toEqual(empty);
  });

  it('takes an embedded resource under another key', () => {
    const text = `{"_links":{"next":{"href":"n"}},"sender":[{"rel":"conversation","href":"C","events":[
      {"link":{"rel":"localParticipant","href":"P"},"type":"added","_embedded":{"participant":{"uri":"sip:a@b"}}}]}]}`;
    const [sender] = readEventPackage(text, json).senders;
    expect(sender?.events[0]?.embedded?.properties).toEqual({ uri: 'sip:a@b' });
  });
});

describe('an event that cannot be read', () => {
  it('is named, and does not stop the others', () => {
    const text = `{"_links":{"next":{"href":"n"}},"sender":[
      {"rel":"me","href":"M","events":[
        {"link":{"rel":"me"},"type":"updated"}, {"type":"added"}, 7,
        {"link":{"rel":"note","href":"N"},"type":"vanished"},
        {"link":{"rel":"note","href":"N"},"type":"added"}]},
      {"href":"X"},
      {"rel":"people","href":"P","events":[{"link":{"rel":"contact","href":"c"},"in":4,"type":"added"}]}]}`;
    const { senders, unreadable } = readEventPackage(text, json);
    expect(senders.map(({ rel, events }) => [rel, events.length])).toEqual([
      ['me', 1],
      ['people', 0],
    ]);
    expect(unreadable).toEqual([
      { path: 'sender.0.events.0.link.href', reason: 'expected a text' },
      { path: 'sender.0.events.1.link', reason: 'expected an object' },
      { path: 'sender.0.events.2', reason: 'expected an object' },
      { path: 'sender.0.events.3.type', reason: '"vanished" is not known' },
      { path: 'sender.1.rel', reason: 'expected a text' },
      { path: 'sender.2.events.0.in', reason: 'expected an object' },
    ]);
  });

  it('is named in XML too', () => {
    const text =
      '<events href="s"><link rel="next" href="n"/><sender rel="me" href="M"><added rel="note"/><moved rel="a" href="b"/>' +
      '<updated rel="me" href="M"/></sender></events>';
    const { senders, unreadable } = readEventPackage(text, xml);
    expect(senders[0]?.events).toEqual([{ link: { rel: 'me', href: 'M' }, type: 'updated' }]);
    expect(unreadable).toEqual([
      { path: 'sender.0.events.0.href', reason: 'expected an attribute' },
      { path: 'sender.0.events.1', reason: '"moved" is not known' },
    ]);
  });
});

describe('an answer that is none', () => {
  it.each([
    ['another type', 'x', 'text/html', 'expected JSON or XML but the answer is text/html'],
    ['no links', '{}', json, '_links: expected an object'],
    ['no way to go on', '{"_links":{"self":{"href":"s"}}}', json, '_links: expected next, resync or resume'],
    ['another root', '<resource/>', xml, 'expected <events> but found <resource>'],
  ])('is refused by what is wrong: %s', (_what, text, type, message) => {
    expect(() => readEventPackage(text, type)).toThrow(message);
  });
});

describe('the seed', () => {
  it.each(['added', 'updated', 'deleted'])('comes back as it was, in both forms: %s', (type) => {
    const text = readFileSync(new URL(`../../fixtures/seeds/ucwa-event-${type}.json`, import.meta.url), 'utf8');
    const read = readEventPackage(text, json);
    expect(read.senders[0]?.events[0]?.type).toBe(type);
    expect(JSON.parse(writeEventPackage(read, 'json'))).toEqual(JSON.parse(text));
    expect(readEventPackage(writeEventPackage(read, 'xml'), xml)).toEqual(read);
  });
});

const word = fc.stringMatching(/^[A-Za-z0-9/?=&<>"' ]{1,12}$/);
const link = fc.record({ rel: word, href: word, title: word }, { requiredKeys: ['rel', 'href'] });
const event = fc.record(
  {
    link,
    in: link,
    type: fc.constantFrom(...eventTypes),
    status: word,
    embedded: fc.record({
      rel: fc.constant('x'),
      properties: fc.constant({ a: '1' }),
      links: fc.constant({}),
      embedded: fc.constant({}),
    }),
  },
  { requiredKeys: ['link', 'type'] },
);
const events = fc.record({
  self: word,
  next: word,
  senders: fc.array(fc.record({ rel: word, href: word, events: fc.array(event, { maxLength: 3 }) }), { maxLength: 3 }),
  unreadable: fc.constant<EventPackage['unreadable']>([]),
});

describe('writing and reading back', () => {
  it.each(['json', 'xml'] as const)('gives the same package in %s', (representation) => {
    fc.assert(
      fc.property(events, (one) => {
        expect(readEventPackage(writeEventPackage(one, representation), `application/${representation}`)).toEqual(one);
      }),
    );
  });
});
