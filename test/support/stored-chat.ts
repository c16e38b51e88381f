// Rows of the extension's database in domain words, and a database that holds them. Import a fake IndexedDB first.
import type {
  ContactRow,
  ConversationRow,
  MessageRow,
  OutboxRow,
  PresenceRow,
  SessionRow,
  SkylarkDatabase,
  StoreName,
} from '../../extension/database.ts';
import type { People } from '../../extension/ui/names.ts';
import type { MarkupTree } from '../../src/markup/tree.ts';
import type { Account } from '../../src/model/account.ts';
import type { MessageContent } from '../../src/model/message.ts';
import { anna, fred, joe } from './chat.ts';

export const account = 'account-1';

export const anAccount = (parts: Partial<Account> = {}): Account => ({
  id: account,
  kind: 'skype',
  server: 'http://127.0.0.1:8787',
  user: fred,
  name: 'Fred Adams',
  addedAtMs: 1,
  ...parts,
});

export const aSession = (parts: Partial<SessionRow> = {}): SessionRow => ({
  account,
  state: 'online',
  sinceMs: 1,
  contactAtMs: Date.now(),
  failures: 0,
  ownPresence: 'online',
  ...parts,
});

export const aContact = (id: string, name: string, parts: Partial<ContactRow> = {}): ContactRow => ({
  account,
  id,
  kind: 'person',
  name,
  isContact: true,
  isAuthorised: true,
  isBlocked: false,
  isFavourite: false,
  ...parts,
});

export const aPresence = (contact: string, parts: Partial<PresenceRow> = {}): PresenceRow => ({
  account,
  contact,
  isConnected: true,
  status: 'online',
  capabilities: [],
  heardAtMs: 1,
  ...parts,
});

/** A direct conversation with `id`, or a group when `parts` says so. */
export function aConversation(id: string, parts: Partial<ConversationRow> = {}): ConversationRow {
  const isGroup = parts.kind === 'group';
  const unread = parts.unread ?? 0;
  const activeAtMs = parts.activeAtMs ?? 1;
  return {
    account,
    id,
    kind: 'direct',
    ...(!isGroup && { partner: id }),
    topic: '',
    members: [],
    version: 1,
    readUpTo: 0,
    clearedUpTo: 0,
    notifyLevel: 'all',
    isMember: true,
    unread,
    unreadMentions: 0,
    activeAtMs,
    listOrder: [unread > 0 ? 0 : 1, -activeAtMs],
    searchText: '',
    ...parts,
  };
}

export const textContent = (text: string): MessageContent => ({
  kind: 'text',
  body: [{ kind: 'text', text }],
  isAction: false,
});
export const treeContent = (...body: MarkupTree): MessageContent => ({ kind: 'text', body, isAction: false });

/** A message at an order, which is also its time. */
export const aMessage = (order: number, parts: Partial<MessageRow> & { text?: string } = {}): MessageRow => {
  const { text = `message ${order}`, ...rest } = parts;
  return {
    account,
    conversation: joe,
    id: String(order),
    order,
    version: order,
    sender: joe,
    composedAtMs: order,
    content: textContent(text),
    mentions: [],
    raw: { type: 'RichText', content: text },
    incoming: 1,
    ...rest,
  };
};

export const anOutboxRow = (parts: Partial<OutboxRow> = {}): OutboxRow => ({
  account,
  conversation: joe,
  clientId: 'client-1',
  text: 'on its way',
  messagetype: 'RichText',
  content: 'Hello',
  createdAtMs: 1,
  queuedAtMs: 1,
  state: 'queued',
  attempts: 0,
  nextAttemptAtMs: 0,
  ...parts,
});

/** People of tests: Fred is the user, Joe and Anna are known. */
export const people: People = {
  own: (id) => (id === account ? { id: fred, name: 'Fred Adams' } : undefined),
  contactName: (_account, id) => ({ [joe]: 'Joe Bloggs', [anna]: 'Anna Cooper' })[id],
};

type Rows = Partial<Record<StoreName, readonly object[]>>;

/** Stores rows in one transaction. */
export async function store(database: SkylarkDatabase, rows: Rows): Promise<void> {
  const names = Object.keys(rows) as StoreName[];
  const transaction = database.transaction(names, 'readwrite');
  for (const name of names) {
    for (const row of rows[name] ?? []) void transaction.objectStore(name).put(row as never);
  }
  await transaction.done;
}
