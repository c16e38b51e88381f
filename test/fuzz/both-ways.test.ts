// What one side writes is what the other side reads: messages and conversations of the gateway, links, identifiers, typed text, positions in
// lists, tokens.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseHorizon } from '../../gateway/messaging/horizons.ts';
import * as links from '../../gateway/messaging/links.ts';
import { createSyncStates, type SyncState } from '../../gateway/messaging/sync-states.ts';
import { messageResource } from '../../gateway/messaging/wire-resources.ts';
import { storable, storableText } from '../../gateway/storage/storable.ts';
import { createPaths } from '../../gateway/ucwa/paths.ts';
import { encodePlainText } from '../../src/markup/encode.ts';
import { decodeEntities, escapeMarkup } from '../../src/markup/entities.ts';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import { toPlainText } from '../../src/markup/plain-text.ts';
import { typedTextOf } from '../../src/markup/typed-text.ts';
import { decodeMessage } from '../../src/skype/decode/message.ts';
import * as identifiers from '../../src/skype/identifiers.ts';
import {
  formatRegistrationToken,
  parseRegistrationToken,
  registrationTokenHeader,
} from '../../src/skype/registration-token.ts';
import { formatEventTime, formatMessageTime, parseIsoTime } from '../../src/skype/timestamps.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { anyJson, runs, trickyText } from './effort.ts';
import { element, soup } from './markup-pieces.ts';

const half = /\p{Surrogate}/gu;
// Controls are in no identifier; what cannot stand in an address at all cannot be in a link either.
const name = trickyText
  .map((text) => text.replace(/\p{Cc}|\p{Surrogate}/gu, '').slice(0, 200))
  .filter((text) => text !== '' && !/^\d+:/.test(text));
const mri = fc.tuple(fc.constantFrom('8', '28', '1', '4', '2'), name).map(([prefix, text]) => `${prefix}:${text}`);
const thread = name.map((text) => `19:${text}@thread.skype`);
const origin = 'https://gateway.example';

describe('a link', () => {
  it('of a person, a conversation, a thread or an endpoint leads back to it', () => {
    fc.assert(
      fc.property(mri, thread, fc.uuid(), (person, group, uuid) => {
        for (const link of [links.contactLink(person), links.contactPresenceLink(person), links.userLink(person)]) {
          expect(identifiers.personOfLink(origin + link)).toBe(person);
        }
        expect(identifiers.personOfLink(links.endpointPresenceLink(person, `{${uuid}}`))).toBe(person);
        expect(identifiers.endpointOfLink(links.endpointPresenceLink(person, `{${uuid}}`))).toBe(`{${uuid}}`);
        expect(identifiers.endpointOfLink(links.endpointLocation(`{${uuid}}`))).toBe(`{${uuid}}`);
        for (const id of [person, group]) {
          for (const link of [links.conversationLink(id), links.messagesLink(id), links.messageLink(id, 7)]) {
            expect(identifiers.conversationOfLink(origin + link)).toBe(id);
          }
        }
        expect(identifiers.conversationOfLink(origin + links.threadLink(group))).toBe(group);
        expect(identifiers.threadOfLink(origin + links.threadLink(group))).toBe(group);
        expect(identifiers.messageOfLink(links.messageLink(person, 1714979289123))).toBe('1714979289123');
      }),
      runs(500),
    );
  });

  it('is an address that a parser of addresses leaves as it is, whatever the identifier', () => {
    fc.assert(
      fc.property(mri, (person) => {
        const link = links.conversationLink(person);
        const { pathname, search, hash } = new URL(link, origin);
        expect([identifiers.conversationOfLink(pathname), search, hash]).toEqual([person, '', '']);
      }),
      runs(300),
    );
  });

  it.each(['real', 'reference'] as const)(
    'of UCWA leads back to the person, in addresses of the %s family',
    (family) => {
      const paths = createPaths(family);
      const address = name.map((text) => `${text.toLowerCase().replace(/[@]/g, '')}@skylark.example`);
      fc.assert(
        fc.property(address, (person) => {
          const path = paths.href('contact', { app: 1, contact: person });
          const last = new URL(path, origin).pathname.split('/').at(-1) ?? '';
          const param = (wanted: string) => (wanted === 'contact' ? decodeURIComponent(last) : undefined);
          expect(paths.idOf({ req: { param, query: () => undefined } } as never, 'contact')).toBe(person);
        }),
        runs(300),
      );
    },
  );
});

describe('a message of the gateway', () => {
  const stored = fc.record({
    content: fc.oneof(soup, element, trickyText).map((text) => text.replace(half, '\ufffd').replaceAll('\0', '')),
    messagetype: fc.constantFrom('Text', 'RichText', 'RichText/Html'),
    sender: mri,
    senderName: trickyText,
    id: fc.integer({ min: 700_000_000_000, max: 4_000_000_000_000 }),
    clientmessageid: fc.option(fc.stringMatching(/^\d{1,19}$/), { nil: null }),
  });

  it('arrives with its sender, its place, its order and every character of its content', () => {
    fc.assert(
      fc.property(stored, thread, (message, cid) => {
        const row = {
          ...message,
          ...{
            version: message.id,
            contenttype: 'text',
            composedAtMs: message.id,
            editedAtMs: null,
            deletedAtMs: null,
            extras: {},
          },
        };
        const wire: unknown = JSON.parse(JSON.stringify(messageResource(row as never, cid)));
        const result = decodeMessage(wire, { user: '8:fred.2', nowMs: message.id });
        expect(result).toMatchObject({
          events: [
            {
              message: {
                conversation: cid,
                sender: message.sender,
                id: String(message.id),
                ...{ order: message.id, version: message.id, composedAtMs: message.id },
                raw: { type: message.messagetype, content: message.content },
                ...(message.clientmessageid === null ? {} : { clientId: message.clientmessageid }),
              },
            },
          ],
        });
      }),
      runs(500),
    );
  });

  it('has times that are read as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
        expect(parseIsoTime(formatMessageTime(ms))).toBe(ms);
        expect(parseIsoTime(formatEventTime(ms))).toBe(ms - (ms % 1000));
      }),
      runs(300),
    );
  });
});

describe('what is typed', () => {
  const who = [
    { id: '8:fred.2', name: 'Fred' },
    { id: '*', name: 'all' },
  ];
  const typed = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ...[
            '*',
            '_',
            '~',
            '`',
            '{code}',
            ' ',
            '\n',
            '@Fred',
            '@all',
            ':)',
            '(y)',
            'https://a.example/b_c*d',
            'www.a.example',
          ],
        ),
        fc.constantFrom(
          ...[
            '<b>',
            '&lt;',
            '&',
            '"',
            "'",
            '(',
            ')',
            '.',
            ',',
            '<a href="javascript:alert(1)">',
            '</at>',
            '👍🏽',
            'word',
          ],
        ),
        trickyText.filter((text) => text.length < 100),
      ),
      { maxLength: 25 },
    )
    .map((parts) => parts.join(''));

  it('is encoded, read for editing and encoded again to the same', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const once = encodePlainText(text, who);
        const back = typedTextOf(parseMarkup(once));
        const twice = encodePlainText(back.text, back.mentions);
        const third = typedTextOf(parseMarkup(twice));
        // Once through the editor, a text stays as it is, however often it is edited.
        expect(toPlainText(parseMarkup(encodePlainText(third.text, third.mentions)))).toBe(
          toPlainText(parseMarkup(twice)),
        );
      }),
      runs(600),
    );
  });

  it('never becomes an element that was not meant, and escaping is undone by reading', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const tags = encodePlainText(text, who).match(/<[^>]*>/g) ?? [];
        const own = /^<\/?(b|i|s|pre|a|at|ss)( (raw_pre|raw_post|href|id|type)="[^"<>]*")*>$/;
        expect(tags.filter((tag) => !own.test(tag))).toEqual([]);
        expect(decodeEntities(escapeMarkup(text))).toBe(text);
      }),
      runs(500),
    );
  });
});

describe('a token or a position', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  it('of a registration is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9+/=]{1,200}$/),
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.uuid(),
        (value, at, uuid) => {
          const token = { value, expiresAtMs: at * 1000, endpointId: `{${uuid}}` };
          expect(parseRegistrationToken(formatRegistrationToken(token))).toEqual(token);
          expect(parseRegistrationToken(registrationTokenHeader(value))).toEqual({ value });
        },
      ),
      runs(300),
    );
  });

  const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER });
  const state: fc.Arbitrary<SyncState> = fc.record({
    kind: fc.constantFrom<SyncState['kind']>('continue', 'older', 'newer'),
    upper: whole,
    lower: whole,
    size: whole,
    startTime: whole,
  });

  it('in a list opens as it was sealed, for one user and one list, and for nobody when a character has changed', async () => {
    const states = createSyncStates(gateway.context as never);
    const refused = (text: string, user: number, place: string) =>
      expect(states.open(user, place, text)).rejects.toMatchObject({ status: 400 });
    await fc.assert(
      fc.asyncProperty(state, trickyText, fc.nat(500), trickyText, async (value, place, at, by) => {
        const sealed = await states.seal(1, place, value);
        expect(await states.open(1, place, sealed)).toEqual(value);
        await refused(sealed, 2, place);
        await refused(sealed, 1, `${place}x`);
        await refused(by, 1, place);
        const other = sealed.slice(0, at % sealed.length) + by + sealed.slice((at % sealed.length) + 1);
        if (other !== sealed) await refused(other, 1, place);
      }),
      runs(100),
    );
  });

  it('of reading has the parts it was written with', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (message, atMs, client) => {
        expect(parseHorizon(`${message};${atMs};${client}`)).toMatchObject({ message, atMs, client: String(client) });
      }),
      runs(200),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          trickyText,
          trickyText.map((text) => `1;${text};2`),
        ),
        (text) => {
          const horizon = parseHorizon(text);
          expect(horizon === undefined || [horizon.message, horizon.atMs].every(Number.isSafeInteger)).toBe(true);
        },
      ),
      runs(200),
    );
  });

  it('is stored as it is when it can be stored, and what cannot be is made so once', async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (value) => {
        const made = storable(value);
        expect(storable(made)).toEqual(made);
        const [row] = await gateway.context.database.query<{ value: unknown }>('select $1::jsonb as value', [
          JSON.stringify(made) ?? 'null',
        ]);
        // A database knows one zero.
        expect(JSON.stringify(sorted(row?.value))).toBe(
          JSON.stringify(sorted(JSON.parse(JSON.stringify(made) ?? 'null'))),
        );
      }),
      runs(150),
    );
    fc.assert(
      fc.property(trickyText, (text) => {
        expect(storableText(storableText(text))).toBe(storableText(text));
        expect(storableText(text)).not.toMatch(/\0|\p{Surrogate}/u);
      }),
      runs(200),
    );
  });
});

/** With the members of every object in one order: the database keeps none. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([key, inner]) => [key, sorted(inner)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}
