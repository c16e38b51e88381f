// Editing and deleting (skype.md 7.4). The message keeps its id and gets a new version. Only its author may change it: no source
// gives administrators that right, and no client shows who else changed a message.
import type { MessageBody } from '../../src/skype/wire/message.ts';
import { aclCheckFailed, badRequest, notFound } from '../errors.ts';
import type { Queryable } from '../storage/database.ts';
import { announceEdit } from './chat-events.ts';
import { takeTick } from './clock.ts';
import { type Author, openForTakingBack, openForWriting } from './conversation-access.ts';
import { activeMembers, type OwnConversation, touchMembers } from './conversation-store.ts';
import { extrasOf } from './message-fields.ts';
import { findByClientId, findMessage, mayRead, type StoredMessage, updateMessage } from './message-store.ts';
import type { MessagingContext } from './messaging-context.ts';
import { checkCommandRate } from './rates.ts';
import { withVersion } from './recording.ts';
import { contentOf, type SentMessage } from './sending.ts';

type Change = { readonly content: string; readonly extras?: StoredMessage['extras']; readonly messagetype?: string };

async function changeMessage(
  transaction: Queryable,
  context: MessagingContext,
  { conversation, own }: OwnConversation,
  original: StoredMessage | undefined,
  author: Author,
  change: Change,
  tick: number,
): Promise<StoredMessage> {
  if (!original || !mayRead(own, original)) throw notFound('There is no such message.');
  if (original.sender !== author.mri) throw aclCheckFailed();
  const changed: StoredMessage = {
    ...original,
    ...change,
    version: tick,
    editedAtMs: tick,
    deletedAtMs: change.content === '' ? tick : null,
  };
  await updateMessage(transaction, changed);
  const readers = activeMembers(conversation);
  await touchMembers(
    transaction,
    conversation.id,
    readers.map((member) => member.userId),
    tick,
  );
  await announceEdit(transaction, context, withVersion(conversation, readers, tick), changed);
  return changed;
}

function changeOf(context: MessagingContext, author: Author, body: MessageBody): Change {
  checkCommandRate(context, author.userId);
  if (!/^(Text|RichText)$|^RichText\//.test(body.messagetype)) {
    throw badRequest('A message cannot be changed into one of this type.');
  }
  return { content: contentOf(context, body), extras: extrasOf(body), messagetype: body.messagetype };
}

/**
 * Edits a message by its id; empty content deletes it, other content brings a deleted one back. Returns the time of the edit,
 * ms. Throws 403/206 when someone else wrote it, 404 when there is no such message, and what sending
 * throws.
 */
export async function editMessage(
  context: MessagingContext,
  author: Author,
  cid: string,
  id: number,
  body: MessageBody,
): Promise<number> {
  const change = changeOf(context, author, body);
  return context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const own = await openForWriting(transaction, context, author, cid, tick);
    const original = await findMessage(transaction, own.conversation.id, id);
    return (await changeMessage(transaction, context, own, original, author, change, tick)).version;
  });
}

/** The old form of an edit: a POST with `skypeeditedid`, the client id of the original. Errors as `editMessage`. */
export async function editByClientId(
  context: MessagingContext,
  author: Author,
  cid: string,
  clientmessageid: string,
  body: MessageBody,
): Promise<SentMessage> {
  const change = changeOf(context, author, body);
  return context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const own = await openForWriting(transaction, context, author, cid, tick);
    const [original] = await findByClientId(transaction, own.conversation.id, author.mri, clientmessageid);
    const changed = await changeMessage(transaction, context, own, original, author, change, tick);
    return { id: changed.version, cid: own.own.cid };
  });
}

/**
 * Deletes a message for everyone: its content goes, and all that came with it. Returns the time, ms. Errors as `editMessage`, but a
 * block and moderation do not keep an author from taking back what they wrote.
 */
export async function deleteMessage(
  context: MessagingContext,
  author: Author,
  cid: string,
  id: number,
): Promise<number> {
  checkCommandRate(context, author.userId);
  return context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const own = await openForTakingBack(transaction, author, cid);
    const original = await findMessage(transaction, own.conversation.id, id);
    const change = { content: '', extras: {} };
    return (await changeMessage(transaction, context, own, original, author, change, tick)).version;
  });
}
