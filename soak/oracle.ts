// What is true at the end: everything acknowledged is stored once and in order, and nothing else; unread and badge are what a
// count from scratch says; what the user typed is at the server once, or visible as not sent.
import type { Stored } from './install.ts';
import { type Sent, user } from './people.ts';

export type Verdict = {
  sent: number;
  lost: number;
  duplicated: number;
  torn: number;
  outOfOrder: number;
  wrongUnread: number;
  wrongBadge: number;
  wrongShown: number;
  typed: number;
  typedLost: number;
  typedTwice: number;
  /** The first few findings, for a person. */
  examples: string[];
};

export type Evidence = {
  acknowledged: readonly Sent[];
  unknown: readonly Sent[];
  /** What the user typed here, and what of it the server has, by text. */
  typed: readonly string[];
  /** The same of every install of the user: what one typed the others receive. */
  typedByAll: readonly string[];
  atServer: ReadonlyMap<string, number>;
  stored: Stored;
  badge: string;
  /** Texts the popup shows at the end of each conversation that was looked at. */
  shown: ReadonlyMap<string, readonly string[]>;
};

const keyOf = (conversation: string, text: string) => `${conversation}\n${text}`;
const mostShown = 99;

/** The badge that belongs to a number of unread messages. */
export const badgeOf = (unread: number) => (unread === 0 ? '' : unread > mostShown ? `${mostShown}+` : String(unread));

/** Judges one install. */
export function judge(evidence: Evidence): Verdict {
  const { acknowledged, unknown, stored, typed, atServer } = evidence;
  const examples: string[] = [];
  const find = (what: string) => {
    if (examples.length < 20) examples.push(what);
    return 1;
  };
  const counts = new Map<string, number>();
  const ids = new Map<string, Set<string>>();
  let [duplicated, torn, lost, outOfOrder, wrongUnread, wrongShown] = [0, 0, 0, 0, 0, 0];
  const known = new Set([...acknowledged, ...unknown].map(({ conversation, text }) => keyOf(conversation, text)));
  const typedTexts = new Set(evidence.typedByAll);
  for (const message of stored.messages) {
    const seen = ids.get(message.conversation) ?? new Set();
    if (seen.has(message.id)) duplicated += find(`id ${message.id} twice`);
    ids.set(message.conversation, seen.add(message.id));
    const isActivity = message.text.startsWith('<');
    if (isActivity) continue;
    const key = keyOf(message.conversation, message.text);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const isKnown = message.sender === user ? typedTexts.has(message.text) : known.has(key);
    if (!isKnown) torn += find(`nobody sent "${message.text}" in ${message.conversation}`);
  }
  for (const { conversation, text } of acknowledged) {
    const count = counts.get(keyOf(conversation, text)) ?? 0;
    if (count === 0) lost += find(`lost: "${text}" in ${conversation}`);
    if (count > 1) duplicated += find(`${count} times: "${text}" in ${conversation}`);
  }
  for (const { conversation, text } of unknown) {
    const count = counts.get(keyOf(conversation, text)) ?? 0;
    if (count > 1) duplicated += find(`${count} times: "${text}" in ${conversation}`);
  }
  const last = new Map<string, number>();
  for (const message of [...stored.messages].sort((a, b) => a.order - b.order)) {
    const number = Number(/^\S+ (\d+)/.exec(message.text)?.[1]);
    if (!Number.isFinite(number) || message.sender === user) continue;
    const lane = `${message.conversation}\n${message.sender}`;
    if (number <= (last.get(lane) ?? 0)) outOfOrder += find(`out of order: "${message.text}"`);
    last.set(lane, number);
  }
  let allUnread = 0;
  for (const { id, unread, readUpTo } of stored.conversations) {
    const counted = stored.messages.filter(
      (message) => message.conversation === id && message.incoming > 0 && message.order > readUpTo,
    ).length;
    allUnread += counted;
    if (counted !== unread) wrongUnread += find(`${id}: ${unread} unread, counted ${counted}`);
  }
  const wrongBadge =
    evidence.badge === badgeOf(allUnread) ? 0 : find(`badge "${evidence.badge}", counted ${badgeOf(allUnread)}`);
  for (const [conversation, texts] of evidence.shown) {
    const newest = stored.messages
      .filter((message) => message.conversation === conversation && !message.text.startsWith('<'))
      .sort((a, b) => a.order - b.order)
      .slice(-20);
    for (const { text } of newest) {
      const times = texts.filter((one) => one.trim() === text.trim()).length;
      if (times !== 1) wrongShown += find(`shown ${times} times: "${text}"`);
    }
  }
  const failed = new Set(stored.outbox.filter(({ state }) => state === 'failed').map(({ text }) => text));
  let [typedLost, typedTwice] = [0, 0];
  for (const text of typed) {
    const count = atServer.get(text) ?? 0;
    if (count === 0 && !failed.has(text)) typedLost += find(`typed and gone: "${text}"`);
    if (count > 1) typedTwice += find(`${count} times at the server: "${text}"`);
  }
  return {
    ...{ sent: acknowledged.length, lost, duplicated, torn, outOfOrder, wrongUnread, wrongBadge, wrongShown },
    ...{ typed: typed.length, typedLost, typedTwice, examples },
  };
}

/** Whether nothing was found. */
export const isClean = (verdict: Verdict): boolean => verdict.examples.length === 0;
