// What a conversation row says beyond its facts: unread, last message, place in the list, words for the search. All of
// it is computed in the transaction that changes the messages: from them, or from the row that was committed with them and what
// came since (unchanged.ts). Counted from the messages whenever anything but new messages came, and in every catch-up.
import type { ConversationRow, MessageSummary } from '../extension/database.ts';
import type { AccountId, ContactId } from '../src/model/account.ts';
import type { Conversation } from '../src/model/conversation.ts';
import { placeInList, wordsToFind } from '../src/sync/listing.ts';
import { type ApplyTransaction, within } from './apply-read.ts';
import { summarise } from './summary.ts';
import type { UnreadCount } from './unchanged.ts';

/** What a change cannot have touched, so that it need not be read again. */
export type Unchanged = {
  /** Nobody came, went or was renamed: the words for the search stay, and large groups cost nothing. */
  hasSameNames: boolean;
  /** The last message, when nothing was taken out and it is therefore known; else it is looked up. */
  last?: MessageSummary | undefined;
  /** How many are unread, when that follows from the row before and from what came; else they are counted. */
  count?: UnreadCount | undefined;
};

/** Computes the row of a conversation from what the transaction holds now. */
export async function deriveRow(
  transaction: ApplyTransaction,
  { id: account, user }: { id: AccountId; user: ContactId },
  conversation: Conversation & Partial<ConversationRow>,
  { hasSameNames, last, count }: Unchanged,
): Promise<ConversationRow> {
  const messages = transaction.objectStore('messages');
  const countOf = (incoming: 1 | 2) => {
    const place = [account, conversation.id, incoming] as const;
    return messages.index('incoming').count(IDBKeyRange.bound([...place, conversation.readUpTo], [...place, []], true));
  };
  async function countUnread(): Promise<UnreadCount> {
    const [plain, unreadMentions] = await Promise.all([countOf(1), countOf(2)]);
    return { unread: plain + unreadMentions, unreadMentions };
  }
  async function readWords(): Promise<string> {
    const given = new Map(conversation.members.map((member) => [member.id, member.name]));
    const contacts = transaction.objectStore('contacts');
    const people = peopleOf(conversation, user);
    const known = await Promise.all(people.map((person) => contacts.get([account, person])));
    const names = people.map((person, index) => known[index]?.name || given.get(person) || '');
    return wordsToFind(conversation.topic, names);
  }
  async function readLast(): Promise<MessageSummary | undefined> {
    const cursor = await messages.index('order').openCursor(within(account, conversation.id), 'prev');
    return cursor ? summarise(cursor.value) : undefined;
  }
  const [unread, lastMessage, searchText] = await Promise.all([
    count ?? countUnread(),
    last ?? readLast(),
    (hasSameNames && conversation.searchText) || readWords(),
  ]);
  const { lastMessage: _lastMessage, listOrder: _listOrder, ...facts } = conversation;
  return {
    ...facts,
    account,
    ...unread,
    ...(lastMessage && { lastMessage }),
    ...placeInList(conversation, lastMessage?.order, unread.unread),
    searchText,
  };
}

/** Everybody in a conversation but the user. */
export function peopleOf({ partner, members }: Conversation, user: ContactId): ContactId[] {
  const people = new Set(members.map((member) => member.id));
  if (partner !== undefined) people.add(partner);
  people.delete(user);
  return [...people];
}
