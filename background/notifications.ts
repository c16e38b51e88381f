// Desktop notifications: one per conversation, a summary when there are many, withdrawn when read here or elsewhere. What
// is shown is kept in memory of the browser, so that a new worker neither repeats it nor forgets to take it back.
import * as v from 'valibot';
import type { Notifications as Api } from 'webextension-polyfill';
import type { ConversationRow, MessageRow } from '../extension/database.ts';
import { PeopleWanted } from '../extension/people.ts';
import { readQuietHours } from '../extension/quiet-hours.ts';
import { readSettings } from '../extension/settings.ts';
import type { People } from '../extension/ui/names.ts';
import type { AccountId, ConversationId } from '../src/model/account.ts';
import { mayNotify, notificationFlags } from '../src/sync/notification.ts';
import { isQuiet } from '../src/sync/quiet-hours.ts';
import type { Context } from './context.ts';
import { describeMany, describeMessages, type Words } from './notification-text.ts';
import { storedValue } from './stored-value.ts';

const summaryId = 'skylark';
const mostConversations = 3;
/** So long a message may be on the screen of whoever looks at its conversation before it counts as unseen. */
const settleMs = 500;
/** Browsers drop notifications that come too fast. */
const pauseMs = 1_000;

const shownSchema = v.array(
  v.object({ id: v.string(), account: v.string(), conversation: v.string(), order: v.number() }),
);
type Shown = v.InferOutput<typeof shownSchema>;
type NotificationOptions = Api.CreateNotificationOptions & { silent?: boolean };

export type Notifications = {
  /** Messages that have just been stored, after everything that came with them was. */
  consider(arrivals: readonly MessageRow[]): Promise<void>;
  /** Takes back what has been read; everything, when notifications are off. */
  withdraw(): Promise<void>;
  /** The user clicked a notification. */
  open(notification: string): Promise<void>;
};

export function createNotifications(
  context: Context,
  openConversation: (place: { account: AccountId; conversation: ConversationId } | undefined) => Promise<void>,
): Notifications {
  const shownValue = storedValue(context, 'session', 'notified', shownSchema);
  const pending = new Map<string, MessageRow[]>();
  let chain: Promise<void> = Promise.resolve();

  /** Changes of what is shown happen one after the other. */
  function inTurn(step: () => Promise<void>): Promise<void> {
    chain = chain.then(step).catch(context.report);
    return chain;
  }

  async function isOn(): Promise<boolean> {
    if (!(await readSettings()).showNotifications) return false;
    return context.browser.permissions.contains({ permissions: ['notifications'] });
  }

  async function show(id: string, words: Words, isSilent: boolean): Promise<void> {
    const iconUrl = context.browser.runtime.getURL('icons/128.png');
    const options: NotificationOptions = { type: 'basic', iconUrl, ...words };
    // Firefox refuses options that it does not know.
    if (iconUrl.startsWith('chrome-extension:')) options.silent = isSilent;
    await context.browser.notifications.create(id, options);
  }

  async function allowed(messages: readonly MessageRow[]): Promise<Map<ConversationRow, MessageRow[]>> {
    const database = await context.database();
    const found = new Map<ConversationRow, MessageRow[]>();
    const rows = new Map<string, ConversationRow | undefined>();
    for (const message of messages) {
      const key = keyOf(message.account, message.conversation);
      if (!rows.has(key)) rows.set(key, await database.get('conversations', [message.account, message.conversation]));
      const row = rows.get(key);
      const flags = (await database.get('preferences', message.account))?.flags ?? [];
      if (row && mayNotify(message, row, flags)) found.set(row, [...(found.get(row) ?? []), message]);
    }
    return found;
  }

  async function showPending(): Promise<void> {
    if (pending.size === 0) return;
    await context.wait(settleMs);
    const messages = [...pending.values()].flat().sort((a, b) => a.order - b.order);
    pending.clear();
    if (messages.length === 0 || !(await isOn())) return;
    const hours = await readQuietHours();
    if (hours && isQuiet(hours, new Date(context.nowMs()))) return;
    const found = await allowed(messages);
    if (found.size === 0) return;
    const { notificationDetail } = await readSettings();
    const shown = (await shownValue.read()) ?? [];
    const isMany = found.size > mostConversations;
    const next: Shown = [];
    for (const [row, arrived] of found) {
      const id = isMany ? summaryId : keyOf(row.account, row.id);
      next.push({ id, account: row.account, conversation: row.id, order: arrived.at(-1)?.order ?? 0 });
    }
    const kept = shown.filter((old) => !next.some((entry) => isSamePlace(entry, old)));
    // What is shown is noted first: a worker that dies between the two shows one notification less, never one twice.
    await shownValue.write([...kept, ...next]);
    if (isMany) {
      const count = [...found.values()].flat().length;
      await show(summaryId, describeMany(count, found.size), await isSilent(found.keys()));
    } else {
      for (const [row, arrived] of found) {
        const people = await readPeople(row, arrived);
        await show(
          keyOf(row.account, row.id),
          describeMessages(row, arrived, people, notificationDetail),
          await isSilent([row]),
        );
      }
    }
    await context.wait(pauseMs);
  }

  async function readPeople(row: ConversationRow, messages: readonly MessageRow[]): Promise<People> {
    const transaction = (await context.database()).transaction(['accounts', 'contacts']);
    const wanted = new PeopleWanted();
    wanted.addConversation(row.account, row);
    for (const message of messages) wanted.addMessage(row.account, message);
    const accounts = await transaction.objectStore('accounts').getAll();
    return wanted.read(accounts, (key) => transaction.objectStore('contacts').get(key));
  }

  async function isSilent(rows: Iterable<ConversationRow>): Promise<boolean> {
    const database = await context.database();
    for (const row of rows) {
      const flags = (await database.get('preferences', row.account))?.flags ?? [];
      if (!flags.includes(notificationFlags.noSounds)) return false;
    }
    return true;
  }

  async function withdrawRead(): Promise<void> {
    const shown = await shownValue.read();
    if (!shown || shown.length === 0) return;
    const database = await context.database();
    const isAllOff = !(await isOn());
    const kept: Shown = [];
    for (const entry of shown) {
      const row = await database.get('conversations', [entry.account, entry.conversation]);
      if (!isAllOff && row && row.readUpTo < entry.order) kept.push(entry);
    }
    if (kept.length === shown.length) return;
    await shownValue.write(kept);
    const gone = new Set(shown.map((entry) => entry.id));
    for (const entry of kept) gone.delete(entry.id);
    // Without the permission there is nothing left to take back.
    for (const id of gone) await context.browser.notifications?.clear(id);
  }

  return {
    consider(arrivals) {
      for (const message of arrivals) {
        const key = keyOf(message.account, message.conversation);
        pending.set(key, [...(pending.get(key) ?? []), message]);
      }
      return pending.size > 0 ? inTurn(showPending) : Promise.resolve();
    },
    withdraw: () => inTurn(withdrawRead),
    async open(id) {
      const shown = await shownValue.read();
      const entry = shown?.find((candidate) => candidate.id === id);
      await context.browser.notifications.clear(id);
      await openConversation(id === summaryId || !entry ? undefined : entry);
    },
  };
}

const keyOf = (account: AccountId, conversation: ConversationId) => `${account}\n${conversation}`;

function isSamePlace(a: Shown[number], b: Shown[number]): boolean {
  return a.account === b.account && a.conversation === b.conversation;
}
