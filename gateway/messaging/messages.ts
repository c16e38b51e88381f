import { isThreadId } from '../../src/skype/identifiers.ts';
import type { MessageResource } from '../../src/skype/wire/message.ts';
import { badRequest, conversationNotFound } from '../errors.ts';
import type { UserIdentity } from '../identity/users.ts';
import { findCounterpart, findOwnConversation } from './conversation-store.ts';
import { readMessages } from './message-store.ts';
import type { MessagingContext } from './messaging-context.ts';
import type { Keyed, KeyRange } from './paging.ts';
import { messageResource } from './wire-resources.ts';

export type ListedMessage = Keyed & { readonly resource: MessageResource };

/** The messages of one conversation, ready to be read in pages. */
export type MessageList = {
  /** What the reader calls the conversation. */
  readonly cid: string;
  read(startTime: number, range: KeyRange): Promise<ListedMessage[]>;
};

function endOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,16}$/.test(text)) throw badRequest('The query parameter "endTime" must be a whole number.');
  return Number(text);
}

/**
 * The messages a user may see in a conversation, up to `endTime` ms; none for a 1:1 nobody wrote in yet. Throws 404/730 when
 * there is no such conversation or person, 400 for an end time that is none.
 */
export async function listMessages(
  context: MessagingContext,
  person: Pick<UserIdentity, 'userId' | 'mri'>,
  cid: string,
  endTime: string | undefined,
): Promise<MessageList> {
  const to = endOf(endTime);
  const found = await findOwnConversation(context.database, person.userId, cid);
  if (!found) {
    const counterpart = isThreadId(cid) ? undefined : await findCounterpart(context.database, cid);
    if (!counterpart) throw conversationNotFound();
    return { cid: counterpart.mri, read: async () => [] };
  }
  const { conversation, own } = found;
  return {
    cid: own.cid,
    async read(startTime, range) {
      const bounds = { ...range, from: startTime, ...(to === undefined ? {} : { to }) };
      const messages = await readMessages(context.database, conversation.id, person.userId, bounds);
      return messages.map((message) => ({ key: message.id, resource: messageResource(message, own.cid) }));
    },
  };
}
