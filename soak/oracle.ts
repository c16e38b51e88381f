// What is true at the end: everything acknowledged is stored once and in order, and nothing else; unread and badge are what a
// count from scratch says; what the user typed is at the server once and in order, or visible as not sent.
import type { Sent } from './people.ts';
import type { Stored, StoredMessage } from './stored.ts';

export type Verdict = {
  /** Which account of which install. */
  about: string;
  sent: number;
  lost: number;
  duplicated: number;
  torn: number;
  outOfOrder: number;
  wrongUnread: number;
  wrongBadge: number;
  wrongShown: number;
  typed: number;
  /** Of these, visible as not sent. */
  typedNotSent: number;
  typedLost: number;
  typedTwice: number;
  typedOutOfOrder: number;
  /** The first few findings, for a person. */
  examples: string[];
};

type Typed = { conversation: string; text: string };

/** One account of one install, as it is at the end. */
export type Evidence = {
  about: string;
  /** The user's own name on messages. */
  owner: string;
  acknowledged: readonly Sent[];
  unknown: readonly Sent[];
  /** What the extension took from the user here, in this order. */
  typed: readonly Typed[];
  /** Everything the user of this account tried to type on any install: what one typed the others receive. */
  typedByAll: readonly string[];
  /** What the server has of this user, in order. */
  atServer: readonly string[];
  stored: Stored;
  badge: string;
  /** What the badge has to count besides: unread messages of other accounts, counted from scratch. */
  unreadElsewhere: number;
  /** Texts the popup shows at the end of each conversation that was looked at. */
  shown: ReadonlyMap<string, readonly string[]>;
};

type Find = (what: string) => number;

const keyOf = (conversation: string, text: string) => `${conversation}\n${text}`;
const mostShown = 99;
const mostExamples = 20;
const newestShown = 20;
/** Lines about the chat itself. */
const isActivity = ({ text }: StoredMessage) => text.startsWith('<');

/** The badge that belongs to a number of unread messages. */
export const badgeOf = (unread: number) => (unread === 0 ? '' : unread > mostShown ? `${mostShown}+` : String(unread));

function byConversation(messages: readonly StoredMessage[]): Map<string, StoredMessage[]> {
  const groups = new Map<string, StoredMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.conversation);
    if (group) group.push(message);
    else groups.set(message.conversation, [message]);
  }
  for (const group of groups.values()) group.sort((a, b) => a.order - b.order);
  return groups;
}

function countBy<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Each id and each text once; nothing that nobody sent; nothing acknowledged that is not there. */
function judgeMessages({ acknowledged, unknown, stored, typedByAll, owner }: Evidence, find: Find) {
  let [duplicated, torn, lost] = [0, 0, 0];
  for (const [id, times] of countBy(stored.messages.map((one) => keyOf(one.conversation, one.id)))) {
    if (times > 1) duplicated += find(`id ${id} ${times} times`);
  }
  const known = new Set([...acknowledged, ...unknown].map(({ conversation, text }) => keyOf(conversation, text)));
  const typedTexts = new Set(typedByAll);
  const texts = stored.messages.filter((message) => !isActivity(message));
  const counts = countBy(texts.map(({ conversation, text }) => keyOf(conversation, text)));
  for (const { sender, text, conversation } of texts) {
    const isKnown = sender === owner ? typedTexts.has(text) : known.has(keyOf(conversation, text));
    if (!isKnown) torn += find(`nobody sent "${text}" in ${conversation}`);
  }
  for (const { conversation, text } of acknowledged) {
    if (!counts.has(keyOf(conversation, text))) lost += find(`lost: "${text}" in ${conversation}`);
  }
  for (const { conversation, text } of [...acknowledged, ...unknown]) {
    const times = counts.get(keyOf(conversation, text)) ?? 0;
    if (times > 1) duplicated += find(`${times} times: "${text}" in ${conversation}`);
  }
  return { duplicated, torn, lost };
}

/** The texts of each sender are numbered, conversation by conversation. */
function judgeOrder(groups: ReadonlyMap<string, StoredMessage[]>, owner: string, find: Find): number {
  let outOfOrder = 0;
  for (const group of groups.values()) {
    const last = new Map<string, number>();
    for (const { sender, text } of group) {
      const number = Number(/^\S+ (\d+)/.exec(text)?.[1]);
      if (!Number.isFinite(number) || sender === owner) continue;
      if (number <= (last.get(sender) ?? 0)) outOfOrder += find(`out of order: "${text}"`);
      last.set(sender, number);
    }
  }
  return outOfOrder;
}

/** Unread messages of an account by conversation, counted from scratch. */
export function countUnread({ conversations, messages }: Stored): Map<string, number> {
  const readUpTo = new Map(conversations.map((row) => [row.id, row.readUpTo]));
  const counts = new Map(conversations.map((row) => [row.id, 0]));
  for (const { conversation, incoming, order } of messages) {
    const mark = readUpTo.get(conversation);
    if (mark === undefined || incoming === 0 || order <= mark) continue;
    counts.set(conversation, (counts.get(conversation) ?? 0) + 1);
  }
  return counts;
}

function judgeUnread({ stored, badge, unreadElsewhere }: Evidence, find: Find) {
  const counted = countUnread(stored);
  let wrongUnread = 0;
  let all = unreadElsewhere;
  for (const { id, unread } of stored.conversations) {
    const right = counted.get(id) ?? 0;
    all += right;
    if (right !== unread) wrongUnread += find(`${id}: ${unread} unread, counted ${right}`);
  }
  const wrongBadge = badge === badgeOf(all) ? 0 : find(`badge "${badge}", counted ${badgeOf(all)}`);
  return { wrongUnread, wrongBadge };
}

function judgeShown(groups: ReadonlyMap<string, StoredMessage[]>, { shown }: Evidence, find: Find): number {
  let wrongShown = 0;
  for (const [conversation, texts] of shown) {
    const newest = (groups.get(conversation) ?? []).filter((message) => !isActivity(message)).slice(-newestShown);
    const counts = countBy(texts.map((text) => text.trim()));
    for (const { text } of newest) {
      const times = counts.get(text.trim()) ?? 0;
      if (times !== 1) wrongShown += find(`shown ${times} times: "${text}"`);
    }
  }
  return wrongShown;
}

function judgeTyped({ typed, typedByAll, atServer, stored }: Evidence, find: Find) {
  const counts = countBy(atServer);
  const failed = new Set(stored.outbox.filter(({ state }) => state === 'failed').map(({ text }) => text));
  let [typedNotSent, typedLost, typedTwice, typedOutOfOrder] = [0, 0, 0, 0];
  for (const { text } of typed) {
    if (counts.has(text)) continue;
    if (failed.has(text)) typedNotSent += 1;
    else typedLost += find(`typed and gone: "${text}"`);
  }
  for (const text of typedByAll) {
    const times = counts.get(text) ?? 0;
    if (times > 1) typedTwice += find(`${times} times at the server: "${text}"`);
  }
  const place = new Map(atServer.map((text, index) => [text, index]));
  const last = new Map<string, number>();
  for (const { conversation, text } of typed) {
    const index = place.get(text);
    if (index === undefined) continue;
    if (index < (last.get(conversation) ?? -1)) typedOutOfOrder += find(`overtaken by a later one: "${text}"`);
    last.set(conversation, index);
  }
  return { typedNotSent, typedLost, typedTwice, typedOutOfOrder };
}

/** Judges one account of one install. */
export function judge(evidence: Evidence): Verdict {
  const examples: string[] = [];
  const find = (what: string) => {
    if (examples.length < mostExamples) examples.push(what);
    return 1;
  };
  const groups = byConversation(evidence.stored.messages);
  return {
    about: evidence.about,
    sent: evidence.acknowledged.length,
    ...judgeMessages(evidence, find),
    outOfOrder: judgeOrder(groups, evidence.owner, find),
    ...judgeUnread(evidence, find),
    wrongShown: judgeShown(groups, evidence, find),
    typed: evidence.typed.length,
    ...judgeTyped(evidence, find),
    examples,
  };
}

/** Whether nothing was found. */
export const isClean = (verdict: Verdict): boolean => verdict.examples.length === 0;
