// From the reply of a poll to what a page reads: whatever a server sends, the batch is committed, nothing that was there is lost, and every
// reader of the stored rows can read them.

import '../support/extension.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApply } from '../../background/apply.ts';
import { countOf, describe as describeBadge } from '../../background/badge.ts';
import { describeMessages } from '../../background/notification-text.ts';
import { storedValue } from '../../background/stored-value.ts';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import { isPreferenceOn, preferenceTable, type SwitchKey, videoChoice } from '../../extension/preferences.ts';
import { readConversation, readListing, readUnread } from '../../extension/queries.ts';
import { readSearchable, search } from '../../extension/search.ts';
import { readSettings } from '../../extension/settings.ts';
import { lastLine } from '../../popup/list/last-line.ts';
import { decodeContactList } from '../../src/skype/decode/contact.ts';
import { decodeConversation } from '../../src/skype/decode/conversation.ts';
import { decodeEvents, decodeItems } from '../../src/skype/decode/events.ts';
import { fred, joe, messageEvent, textMessage } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { account } from '../support/signed-in.ts';
import { createLoneContext } from '../support/worker-context.ts';
import { anyJson, damaged, runs, trickyText } from './effort.ts';
import { message } from './message-samples.ts';

const seed = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'fixtures', 'seeds', `${name}.json`), 'utf8'));

const link = 'https://gw.example/v1/users/ME/conversations/8:joe.4';
const resources: [string, unknown][] = [
  ['NewMessage', seed('event-message')],
  ['ConversationUpdate', seed('event-conversation')],
  ['UserPresence', seed('event-user-presence')],
  ['EndpointPresence', seed('event-endpoint-presence')],
  [
    'ThreadUpdate',
    {
      id: '19:a@thread.skype',
      version: 7,
      members: [{ id: fred, role: 'Admin' }, { id: joe }],
      properties: { topic: 'T' },
    },
  ],
];
const envelope = ([resourceType, resource]: readonly [string, unknown]) => ({
  ...{ id: 1, type: 'EventMessage', resourceType, time: '2024-05-06T07:08:09Z' },
  resourceLink: resourceType === 'NewMessage' ? undefined : link,
  resource,
});
const event = fc.oneof(
  { weight: 3, arbitrary: message.map((resource) => envelope(['NewMessage', resource])) },
  { weight: 3, arbitrary: damaged(resources.map(envelope)) },
  { weight: 1, arbitrary: anyJson },
);
const contacts = fc.oneof(damaged([seed('contact-combined'), seed('contact-list')]), anyJson);
const conversations = fc.array(damaged([seed('conversation')]), { maxLength: 3 });

const nowMs = 1714979300000;

function build() {
  const context = createLoneContext({ nowMs: () => nowMs });
  return { context, apply: createApply(context) };
}

let database: SkylarkDatabase;
let parts: ReturnType<typeof build>;
beforeEach(async () => {
  extension.reset();
  database = await openDatabase();
  await database.put('accounts', account);
  parts = build();
});
afterEach(async () => {
  database.close();
  (await parts.context.database()).close();
});

async function readAll(query: string): Promise<void> {
  const { entries, people } = await readListing(database, { limit: 100 });
  for (const entry of entries) {
    const { row } = entry;
    expect(Number.isSafeInteger(row.unread) && row.unread >= 0).toBe(true);
    expect(countOf(row)).toBeGreaterThanOrEqual(0);
    expect(lastLine(entry, people, nowMs).text).toBeTypeOf('string');
    const found = await readConversation(database, { account: row.account, conversation: row.id }, { count: 50 });
    const orders = found?.messages.map(({ order }) => order) ?? [];
    expect(orders).toEqual([...orders].sort((a, b) => a - b));
    if (found) expect(describeMessages(row, found.messages, found.people, 'text').title).toBeTypeOf('string');
  }
  const unread = await readUnread(database);
  expect(unread.length).toBeLessThanOrEqual(entries.length);
  expect(describeBadge([account], [], unread.length).badge).toBeTypeOf('string');
  expect(search(await readSearchable(database), query).conversations.length).toBeLessThanOrEqual(entries.length);
}

describe('any reply of a poll', () => {
  it('is committed, keeps what was there, and can be read by every page', async () => {
    const kept = messageEvent(textMessage(5, { text: 'kept', conversation: '8:mary.9', sender: '8:mary.9' }));
    await parts.apply(account, { events: [kept], unreadable: [] });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 6 }), trickyText, async (list, query) => {
        const batch = decodeEvents(list, { user: fred, nowMs });
        await parts.apply(account, batch);
        const messages = batch.events.flatMap((found) => (found.type === 'message' ? [found.message] : []));
        for (const { conversation, id, replaces } of messages) {
          if (replaces === undefined)
            expect(await database.get('messages', [account.id, conversation, id])).toBeDefined();
        }
        expect(await database.get('messages', [account.id, '8:mary.9', '5'])).toBeDefined();
        await readAll(query);
        // A reply can come twice; then nothing is different.
        const before = await database.getAll('conversations');
        await parts.apply(account, batch);
        expect(await database.getAll('conversations')).toEqual(before);
        for (const name of ['messages', 'conversations', 'contacts', 'presence', 'typing', 'edits'] as const)
          await database.clear(name);
        await parts.apply(account, { events: [kept], unreadable: [] });
      }),
      runs(120),
    );
  });

  it('of a listing or a contact list is committed, too', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, contacts, trickyText, async (listed, list, query) => {
        const context = { user: fred, nowMs };
        await parts.apply(
          account,
          decodeItems(listed, 'conversation', (item) => decodeConversation(item, context)),
        );
        await parts.apply(account, decodeContactList(list));
        await readAll(query);
        for (const name of ['messages', 'conversations', 'contacts'] as const) await database.clear(name);
      }),
      runs(60),
    );
  });
});

describe('what is stored beside the chats', () => {
  it('counts as not set when it cannot be read', async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (value) => {
        await extension.api.storage.local.set({ settings: value });
        const settings = await readSettings();
        expect(['text', 'sender', 'none']).toContain(settings.notificationDetail);
        expect(['account', 'light', 'dark', 'system']).toContain(settings.theme);
        expect(['ask', 'always']).toContain(settings.showPictures);
        expect(settings.showNotifications).toBeTypeOf('boolean');
        const schema = v.object({ atMs: v.number() });
        await extension.api.storage.session.set({ x: value });
        const read = await storedValue({ browser: extension.api }, 'session', 'x', schema).read();
        expect(read === undefined || typeof read.atMs === 'number').toBe(true);
      }),
      runs(200),
    );
  });

  it('of the account’s flags says yes or no to every switch, whatever flags there are', () => {
    const switches = Object.entries(preferenceTable).flatMap(([key, row]) =>
      row.kind === 'switch' ? [key as SwitchKey] : [],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.double())), (flags) => {
        for (const key of switches) expect(isPreferenceOn(key, { flags })).toBeTypeOf('boolean');
        expect(['anyone', 'contacts', 'nobody', undefined]).toContain(videoChoice({ flags }));
      }),
      runs(100),
    );
  });
});
