// What must be true when everything has come to rest, told from the server and from what the user typed, never from the worker.
import type { ConversationRow, MessageRow } from '../../extension/database.ts';
import { fred, wordsOf } from '../support/chat.ts';
import { badgeOf } from './browser.ts';
import type { Stored } from './skype-model.ts';
import type { SkypeWorld } from './skype-world.ts';
import type { Typed } from './world.ts';

const mentionOf = (text: string): string => `Fred ${text}`;

/** Everything that is not as it must be, in words; empty when all is well. */
export function findFaults(world: SkypeWorld): string[] {
  const { browser } = world;
  const state = browser.rows('sessions')[0]?.state;
  const found = browser.allFaults.map((fault) => `the worker reported ${String(fault)}`);
  if (state !== 'online') found.push(`the account is ${state}`);
  for (const row of browser.rows('incidents')) found.push(`incident: ${row.kind} ${row.what} ${row.detail}`);
  for (const row of browser.rows('reading')) found.push(`position ${row.order} of ${row.conversation} is not told`);
  let unread = 0;
  for (const place of world.server.places.values()) {
    const row = browser.rows('conversations').find(({ id }) => id === place.id);
    const stored = browser.rows('messages').filter(({ conversation }) => conversation === place.id);
    found.push(...compareMessages(place.id, place.messages, stored, row));
    if (place.messages.length > 0 && !row) found.push(`${place.id} is not listed`);
    if (!row) continue;
    const expected = countUnread(place.messages.filter(isAmong(stored)), place.horizon);
    unread += expected.unread;
    if (row.unread !== expected.unread || row.unreadMentions !== expected.mentions)
      found.push(
        `${place.id} has ${row.unread}/${row.unreadMentions} unread, not ${expected.unread}/${expected.mentions}`,
      );
    const last = place.messages.at(-1);
    if (row.lastMessage?.id !== last?.id) found.push(`${place.id} ends with ${row.lastMessage?.id}, not ${last?.id}`);
  }
  if (browser.badge !== badgeOf(unread)) found.push(`the badge says ${browser.badge}, not ${unread}`);
  return [...found, ...compareTyped(world)];
}

const isAmong = (stored: readonly MessageRow[]) => {
  const ids = new Set(stored.map(({ id }) => id));
  return ({ id }: Stored) => ids.has(id);
};

function compareMessages(
  place: string,
  sent: readonly Stored[],
  stored: readonly MessageRow[],
  row: ConversationRow | undefined,
): string[] {
  const found: string[] = [];
  const rows = new Map(stored.map((message) => [message.id, message]));
  const oldest = Math.min(...stored.map(({ order }) => order));
  for (const message of sent) {
    const here = rows.get(message.id);
    rows.delete(message.id);
    const mayBeOlder = Number(message.id) < oldest && row?.older !== undefined && row.older !== 'end';
    if (!here && !mayBeOlder) found.push(`${place} lacks "${message.text}" (${message.id})`);
    if (!here) continue;
    const words = message.isMention ? mentionOf(message.text) : message.text;
    const shown = here.content.kind === 'deleted' ? undefined : readWords(here);
    if (shown !== (message.isDeleted ? undefined : words)) found.push(`${place} shows "${shown}", not "${words}"`);
    if (here.sender !== message.sender) found.push(`${place}: ${message.id} is from ${here.sender}`);
    if (here.order !== Number(message.id)) found.push(`${place}: ${message.id} stands at ${here.order}`);
  }
  for (const id of rows.keys()) found.push(`${place} has ${id}, which nobody sent`);
  return found;
}

function readWords(message: MessageRow): string | undefined {
  return message.raw.content.startsWith('<at ') ? message.raw.content.replace(/<[^>]*>/g, '') : wordsOf(message);
}

function countUnread(messages: readonly Stored[], horizon: number): { unread: number; mentions: number } {
  const own = messages.filter(({ sender }) => sender === fred).map(({ id }) => Number(id));
  const readUpTo = Math.max(horizon, ...own);
  const unread = messages.filter(({ sender, isDeleted, id }) => sender !== fred && !isDeleted && Number(id) > readUpTo);
  return { unread: unread.length, mentions: unread.filter(({ isMention }) => isMention).length };
}

function compareTyped(world: SkypeWorld): string[] {
  const { server, browser, network, typed } = world;
  const found: string[] = [];
  const rows = new Map(browser.rows('outbox').map((row) => [row.clientId, row]));
  for (const row of rows.values()) if (row.state !== 'failed') found.push(`"${row.text}" is still ${row.state}`);
  for (const one of typed) {
    if (one.target !== undefined) continue;
    const copies = server.posted.filter(
      ({ text, conversation }) => text === one.text && conversation === one.conversation,
    );
    const stored = server.place(one.conversation).messages.filter(({ clientId }) => clientId === copies[0]?.clientId);
    const isWaiting = [...rows.values()].some(({ text }) => text === one.text);
    if (new Set(copies.map(({ clientId }) => clientId)).size > 1) found.push(`"${one.text}" went out under two ids`);
    if (one.clientId !== undefined && stored.length === 0 && !isWaiting) found.push(`"${one.text}" is nowhere`);
    if (stored.length > 0 && isWaiting) found.push(`"${one.text}" was delivered and is shown as not sent`);
    const answered = [...network.answered].some((body) => body.includes(`"${copies[0]?.clientId}"`)) ? 1 : 0;
    // A server that does not know a client id again stores each try; a try without an answer must be made again.
    const most = world.plan.manners.knowsClientIds ? 1 : copies.length - answered + 1 + browser.lives;
    if (stored.length > most) found.push(`"${one.text}" was delivered ${stored.length} times`);
  }
  return [...found, ...compareOrder(world)];
}

/** In each conversation, what was typed first was sent first. */
function compareOrder({ server, typed, hasRetried }: SkypeWorld): string[] {
  if (hasRetried) return [];
  const found: string[] = [];
  const placeOf = ({ text }: Typed) => server.posted.findIndex((posted) => posted.text === text);
  const last = new Map<string, number>();
  for (const one of typed) {
    const at = one.target === undefined ? placeOf(one) : -1;
    if (at < 0) continue;
    if (at < (last.get(one.conversation) ?? -1)) found.push(`"${one.text}" overtook`);
    last.set(one.conversation, at);
  }
  return found;
}
