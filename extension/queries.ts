// Everything a page reads from the stored chat data. Reads are bounded: no query walks all messages, and none writes.
import type { IDBPTransaction } from 'idb';
import type { Account, AccountId, ConversationId } from '../src/model/account.ts';
import type { Presence } from '../src/model/presence.ts';
import type {
  ConversationRow,
  DraftRow,
  MessageRow,
  OutboxRow,
  PreferencesRow,
  SessionRow,
  SkylarkDatabase,
  SkylarkSchema,
  TypingRow,
} from './database.ts';
import { PeopleWanted } from './people.ts';
import type { People } from './ui/names.ts';

/** Names one conversation of one account. */
export type ConversationKey = { account: AccountId; conversation: ConversationId };

/** Accounts in the order they were added, with their connections. */
export type AccountView = { account: Account; session?: SessionRow };

/** A conversation as the list shows it. */
export type ListEntry = {
  row: ConversationRow;
  /** Of the partner of a direct conversation; absent when unknown, also while the account is not connected. */
  presence?: Presence;
  draft?: string;
  /** The newest message that the server has not confirmed; a failed one wins. */
  pending?: OutboxRow;
  typing: TypingRow[];
};

export type Listing = { accounts: AccountView[]; entries: ListEntry[]; people: People; hasMore: boolean };

const byAge = (a: Account, b: Account) => a.addedAtMs - b.addedAtMs || (a.id < b.id ? -1 : 1);

/** Accounts with their connections, the first added first. */
function viewAccounts(accounts: Account[], sessions: SessionRow[]): AccountView[] {
  return accounts.sort(byAge).map((account) => {
    const session = sessions.find((row) => row.account === account.id);
    return session ? { account, session } : { account };
  });
}

const listingStores = [
  'accounts',
  'sessions',
  'conversations',
  'contacts',
  'presence',
  'drafts',
  'outbox',
  'typing',
] as const;
type ListingRead = IDBPTransaction<SkylarkSchema, typeof listingStores, 'readonly'>;

async function readRows(read: ListingRead, count: number, account?: AccountId): Promise<ConversationRow[]> {
  const conversations = read.objectStore('conversations');
  if (account === undefined) return conversations.index('listOrder').getAll(null, count);
  const keys = (await conversations.index('listOrder').getAllKeys()).filter(([owner]) => owner === account);
  const rows = await Promise.all(keys.slice(0, count).map((key) => conversations.get(key)));
  return rows.filter((row) => row !== undefined);
}

async function readEntry(read: ListingRead, row: ConversationRow, around: Around): Promise<ListEntry> {
  const isKnown = row.partner !== undefined && around.connected.has(row.account);
  const presence = isKnown ? await read.objectStore('presence').get([row.account, row.partner ?? '']) : undefined;
  const draft = around.drafts.find((item) => isOf(row, item))?.text.trim();
  const pending = newestPending(around.outbox.filter((item) => isOf(row, item)));
  const typing = around.typing.filter((item) => isOf(row, item));
  return { row, typing, ...(presence && { presence }), ...(draft && { draft }), ...(pending && { pending }) };
}

/** What is small enough to be read whole, for all conversations. */
type Around = { connected: ReadonlySet<AccountId>; drafts: DraftRow[]; outbox: OutboxRow[]; typing: TypingRow[] };

/**
 * The first `limit` conversations of the list, unread first, then recent; of all accounts or of one.
 * Reads that many rows plus one, and per row its names and presence.
 */
export async function readListing(
  database: SkylarkDatabase,
  { limit, account }: { limit: number; account?: AccountId },
): Promise<Listing> {
  const read = database.transaction(listingStores, 'readonly');
  const [accounts, sessions, drafts, outbox, typing, found] = await Promise.all([
    read.objectStore('accounts').getAll(),
    read.objectStore('sessions').getAll(),
    read.objectStore('drafts').getAll(),
    read.objectStore('outbox').getAll(),
    read.objectStore('typing').getAll(),
    readRows(read, limit + 1, account),
  ]);
  const rows = found.slice(0, limit);
  const wanted = new PeopleWanted();
  for (const row of rows) {
    wanted.addConversation(row.account, row);
    wanted.add(row.account, row.lastMessage?.sender);
    if (row.lastMessage?.activity) wanted.addActivity(row.account, row.lastMessage.activity);
  }
  for (const row of typing) wanted.add(row.account, row.contact);
  const connected = new Set(sessions.filter((session) => session.state === 'online').map((session) => session.account));
  const [people, entries] = await Promise.all([
    wanted.read(accounts, (key) => read.objectStore('contacts').get(key)),
    Promise.all(rows.map((row) => readEntry(read, row, { connected, drafts, outbox, typing }))),
  ]);
  return { accounts: viewAccounts(accounts, sessions), entries, people, hasMore: found.length > limit };
}

function isOf(row: ConversationRow, item: ConversationKey): boolean {
  return item.account === row.account && item.conversation === row.id;
}

function newestPending(rows: OutboxRow[]): OutboxRow | undefined {
  // What changes an old message says nothing new, until something is to be decided.
  const isShown = (row: OutboxRow) =>
    row.target === undefined ? row.state !== 'sent' : row.state === 'failed' && row.text;
  const newestFirst = rows.filter(isShown).sort((a, b) => b.createdAtMs - a.createdAtMs);
  return newestFirst.find((row) => row.state === 'failed') ?? newestFirst[0];
}

/** Unread conversations that the list shows, of all accounts or of one, with the last order to mark as read. */
export async function readUnread(
  database: SkylarkDatabase,
  account?: AccountId,
): Promise<(ConversationKey & { order: number })[]> {
  const rows = await database.getAllFromIndex('conversations', 'unread', IDBKeyRange.lowerBound(1));
  return rows
    .filter((row) => row.listOrder && (account === undefined || row.account === account))
    .flatMap((row) =>
      row.lastMessage ? { account: row.account, conversation: row.id, order: row.lastMessage.order } : [],
    );
}

/** Which messages of a conversation are read: the last `count`, or those up to an order. */
export type MessageSpan = { count: number; upTo?: number };

export type OpenConversation = {
  account: Account;
  session?: SessionRow;
  row: ConversationRow;
  /** As in the list. */
  presence?: Presence;
  /** Oldest first. */
  messages: MessageRow[];
  /** There are stored messages before the first of `messages`. */
  hasOlderStored: boolean;
  /** Not confirmed by the server, oldest first. */
  outbox: OutboxRow[];
  typing: TypingRow[];
  preferences?: PreferencesRow;
  people: People;
};

/** What a read conversation is made of: when one of these changes, it is read again. */
export const conversationStores = [
  'accounts',
  'sessions',
  'conversations',
  'messages',
  'contacts',
  'presence',
  'outbox',
  'typing',
  'preferences',
] as const;
type ConversationRead = IDBPTransaction<SkylarkSchema, typeof conversationStores, 'readonly'>;

/** Messages of a span, newest first: one more than asked for when there is one. */
async function readSpan(read: ConversationRead, row: ConversationRow, span: MessageSpan): Promise<MessageRow[]> {
  const upTo = span.upTo ?? Number.POSITIVE_INFINITY;
  const messages: MessageRow[] = [];
  if (upTo <= row.clearedUpTo) return messages;
  const range = IDBKeyRange.bound([row.account, row.id, row.clearedUpTo], [row.account, row.id, upTo], true);
  let cursor = await read.objectStore('messages').index('order').openCursor(range, 'prev');
  for (; cursor && messages.length <= span.count; cursor = await cursor.continue()) messages.push(cursor.value);
  return messages;
}

/** One conversation with the messages of a span; undefined when it is not stored. Reads `count` messages plus one. */
export async function readConversation(
  database: SkylarkDatabase,
  { account, conversation }: ConversationKey,
  span: MessageSpan,
): Promise<OpenConversation | undefined> {
  const read = database.transaction(conversationStores, 'readonly');
  const ofConversation = IDBKeyRange.bound([account, conversation], [account, conversation, []]);
  const [owner, row, session, outbox, typing, preferences] = await Promise.all([
    read.objectStore('accounts').get(account),
    read.objectStore('conversations').get([account, conversation]),
    read.objectStore('sessions').get(account),
    read.objectStore('outbox').index('conversation').getAll(ofConversation),
    read.objectStore('typing').getAll(ofConversation),
    read.objectStore('preferences').get(account),
  ]);
  if (!owner || !row) return undefined;
  const newestFirst = await readSpan(read, row, span);
  const messages = newestFirst.slice(0, span.count).reverse();
  const wanted = new PeopleWanted();
  wanted.addConversation(account, row);
  // The header names members of a group with a topic, too; more than these do not fit into it.
  for (const { id } of row.members.slice(0, 12)) wanted.add(account, id);
  for (const message of messages) wanted.addMessage(account, message);
  for (const item of typing) wanted.add(account, item.contact);
  const [people, presence] = await Promise.all([
    wanted.read([owner], (key) => read.objectStore('contacts').get(key)),
    row.partner && session?.state === 'online' ? read.objectStore('presence').get([account, row.partner]) : undefined,
  ]);
  const known = { ...(session && { session }), ...(presence && { presence }), ...(preferences && { preferences }) };
  const hasOlderStored = newestFirst.length > span.count;
  return { account: owner, row, messages, hasOlderStored, outbox, typing, people, ...known };
}

/** The order of the message `count` after `order`, to move a span towards the newest; undefined when that passes the end. */
export async function readOrderAfter(
  database: SkylarkDatabase,
  { account, conversation }: ConversationKey,
  order: number,
  count: number,
): Promise<number | undefined> {
  const range = IDBKeyRange.bound([account, conversation, order], [account, conversation, []], true);
  const messages = await database.getAllFromIndex('messages', 'order', range, count + 1);
  return messages.length > count ? messages[count - 1]?.order : undefined;
}

/** The stored draft of a conversation. */
export async function readDraft(
  database: SkylarkDatabase,
  { account, conversation }: ConversationKey,
): Promise<DraftRow | undefined> {
  return database.get('drafts', [account, conversation]);
}

/** The preferences of the account that was added first, among those whose preferences are stored. */
export async function readOldestPreferences(database: SkylarkDatabase): Promise<PreferencesRow | undefined> {
  const transaction = database.transaction(['accounts', 'preferences']);
  const [accounts, preferences] = await Promise.all([
    transaction.objectStore('accounts').getAll(),
    transaction.objectStore('preferences').getAll(),
  ]);
  for (const account of accounts.sort(byAge)) {
    const row = preferences.find((candidate) => candidate.account === account.id);
    if (row) return row;
  }
  return undefined;
}
