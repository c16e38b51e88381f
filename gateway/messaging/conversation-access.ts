// Who may do what in a conversation: the checks every route goes through.
import { isThreadId, parseMri } from '../../src/skype/identifiers.ts';
import { aclCheckFailed, conversationNotFound, forbidden, misformattedUrl, ProtocolError } from '../errors.ts';
import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import {
  counterpartOf,
  ensurePair,
  findCounterpart,
  findOwnConversation,
  type Member,
  type OwnConversation,
} from './conversation-store.ts';
import { countMessagesBy } from './message-store.ts';
import type { MessagingContext } from './messaging-context.ts';
import { maySpeak } from './thread-capabilities.ts';

export type Author = Pick<UserIdentity, 'userId' | 'mri' | 'displayName'>;
type Person = Pick<UserIdentity, 'userId' | 'mri'>;

/** A conversation identifier from a path. Throws 400/201 when it is none. */
export function checkCid(text: string): string {
  if (!parseMri(text)) throw misformattedUrl();
  return text;
}

const quarantineExceeded = () =>
  new ProtocolError({ status: 403, errorCode: 804, message: 'Quarantine limit Exceeded' });

/** The user's conversation of this name. Throws 404/730 when there is none, or it is someone else's. */
export async function requireOwnConversation(
  queryable: Queryable,
  person: Person,
  cid: string,
): Promise<OwnConversation> {
  const found = await findOwnConversation(queryable, person.userId, cid);
  if (!found) throw conversationNotFound();
  return found;
}

/** The same, making a 1:1 with an existing person at `tick` when it does not exist yet (skype.md 6.1). */
export async function openConversation(
  transaction: Queryable,
  person: Person,
  cid: string,
  tick: number,
): Promise<OwnConversation> {
  const found = await findOwnConversation(transaction, person.userId, cid);
  const isWhole = found && (found.conversation.isThread || found.conversation.members.length > 1);
  if (isWhole) return found;
  // Alone in a 1:1: the other's account is gone, or it is a note to oneself, or someone new has the name now.
  const counterpart = await findCounterpart(transaction, cid);
  if (!counterpart && found) return found;
  if (!counterpart) throw conversationNotFound();
  return ensurePair(transaction, person, counterpart, tick);
}

/** A stranger may write a few times; then they have to wait for an answer or to be accepted (skype.md 7.3). */
async function checkQuarantine(
  transaction: Queryable,
  { limits }: Pick<MessagingContext, 'limits'>,
  author: Person,
  conversationId: string,
  counterpart: Member,
): Promise<void> {
  if (counterpart.accepts) return;
  const since = counterpart.quarantinedAt;
  const sent = await countMessagesBy(transaction, conversationId, author.mri, since, limits.unansweredMessages);
  if (sent >= limits.unansweredMessages) throw quarantineExceeded();
}

/** A thread that the author is in now. Throws 403/206 for one who left, 404/730 for everyone else. */
async function openThread(transaction: Queryable, author: Person, tid: string): Promise<OwnConversation> {
  const found = await requireOwnConversation(transaction, author, tid);
  if (found.own.leftAt !== null) throw aclCheckFailed();
  return found;
}

/** The conversation, if the author may take back what they wrote in it: also after a block, and in a moderated thread. */
export const openForTakingBack = (transaction: Queryable, author: Author, cid: string): Promise<OwnConversation> =>
  isThreadId(cid) ? openThread(transaction, author, cid) : requireOwnConversation(transaction, author, cid);

/**
 * The conversation, if the author may write in it now. Threads: members only, in a moderated one administrators only (403/206;
 * 404/730 for who never was in it). 1:1: a person who blocked the author gets nothing, and the author learns it (403: a message that
 * vanished would be worse, skype.md 11 has the refusal without a number); 403/804 for strangers past the limit.
 */
export async function openForWriting(
  transaction: Queryable,
  context: Pick<MessagingContext, 'limits'>,
  author: Person,
  cid: string,
  tick: number,
): Promise<OwnConversation> {
  if (isThreadId(cid)) {
    const found = await openThread(transaction, author, cid);
    if (!maySpeak(found.conversation, found.own)) throw aclCheckFailed();
    return found;
  }
  const found = await openConversation(transaction, author, cid, tick);
  const counterpart = counterpartOf(found.conversation, author.userId);
  if (!counterpart) {
    // The only member left: either a note to oneself, or the other's account is gone.
    if (found.own.cid.toLowerCase() === author.mri.toLowerCase()) return found;
    throw conversationNotFound();
  }
  if (counterpart.blocks) throw forbidden('The message was refused: this person does not accept messages from you.');
  await checkQuarantine(transaction, context, author, found.conversation.id, counterpart);
  return found;
}
