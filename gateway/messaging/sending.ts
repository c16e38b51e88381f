// Sending: from a request body to a stored message (skype.md 7.3). The author is always the authenticated user, whatever the
// body says.
import { parseIsoTime } from '../../src/skype/timestamps.ts';
import type { MessageBody } from '../../src/skype/wire/message.ts';
import { badRequest, forbidden, tooLarge } from '../errors.ts';
import type { Queryable } from '../storage/database.ts';
import { storableText } from '../storage/storable.ts';
import { takeTick } from './clock.ts';
import { type Author, openForWriting } from './conversation-access.ts';
import { checkLinks } from './deceptive-links.ts';
import { extrasOf } from './message-fields.ts';
import { findByClientId, type StoredMessage } from './message-store.ts';
import type { MessagingContext } from './messaging-context.ts';
import { isPassing, passOn } from './passing.ts';
import { checkCommandRate } from './rates.ts';
import { type MessageDraft, recordMessage } from './recording.ts';

export type SentMessage = { readonly id: number; readonly cid: string };

/** A retry comes within minutes; a client id is no promise beyond that (skype.md 0.3 rule 8). */
const retryWindowMs = 24 * 3600 * 1000;

const longestClientId = 128;
const messageTypePattern = /^[A-Za-z]{1,32}(\/[A-Za-z0-9_]{1,32})?$/;
const composeTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

function checkMessageType(messagetype: string): void {
  if (!messageTypePattern.test(messagetype)) throw badRequest('The message type cannot be read.');
  if (/^ThreadActivity\//i.test(messagetype)) throw forbidden('Only the gateway reports what happens to a thread.');
}

function composeTimeOf(body: MessageBody): { composedAtMs?: number } {
  if (body.composetime === undefined || body.composetime === null) return {};
  const composedAtMs = composeTimePattern.test(body.composetime) ? parseIsoTime(body.composetime) : undefined;
  if (composedAtMs === undefined) throw badRequest('The compose time must look like 2016-01-01T00:00:00.000Z.');
  return { composedAtMs };
}

/** The content as it can be stored. Throws 413 when it is too long, 403 when a link in it lies. */
export function contentOf(context: Pick<MessagingContext, 'limits'>, body: MessageBody): string {
  const content = storableText(body.content ?? '');
  if (content.length > context.limits.contentLength) throw tooLarge();
  checkLinks(body.messagetype, content);
  return content;
}

function draftOf(context: MessagingContext, author: Author, body: MessageBody): MessageDraft {
  checkMessageType(body.messagetype);
  const clientmessageid = body.clientmessageid ? storableText(body.clientmessageid) : null;
  if (clientmessageid !== null && clientmessageid.length > longestClientId) {
    throw badRequest('The client message id is too long.');
  }
  return {
    sender: author.mri,
    senderName: author.displayName,
    messagetype: body.messagetype,
    contenttype: storableText((body.contenttype ?? 'text').slice(0, 64)),
    content: contentOf(context, body),
    clientmessageid,
    extras: extrasOf(body),
    ...composeTimeOf(body),
  };
}

/**
 * The message that this one repeats: same author, conversation and client id, and also same type and content, because the
 * ids of one client may collide (skype.md 0.3 rule 8) and a collision must not swallow a message.
 */
async function findRepeated(
  transaction: Queryable,
  conversationId: string,
  draft: MessageDraft,
  tick: number,
): Promise<StoredMessage | undefined> {
  if (draft.clientmessageid === null) return undefined;
  const earlier = await findByClientId(
    transaction,
    conversationId,
    draft.sender,
    draft.clientmessageid,
    tick - retryWindowMs,
  );
  return earlier.find(
    (message) =>
      message.messagetype === draft.messagetype && message.content === draft.content && message.version === message.id,
  );
}

/**
 * Sends a message: stores it and tells every endpoint of every member. A repeated request gets the id of the first one and
 * stores nothing. Typing and signals are passed on without being stored. Types that the gateway does not know are stored as they
 * are; only what happens to a thread is the gateway's to tell (skype.md 7.2).
 *
 * Throws 400 for a body that makes no sense, 413 when the content is too long, 403 and 404/730 as `openForWriting` says, 429/800 when
 * the author writes too fast.
 */
export async function sendMessage(
  context: MessagingContext,
  author: Author,
  cid: string,
  body: MessageBody,
): Promise<SentMessage> {
  const draft = draftOf(context, author, body);
  checkCommandRate(context, author.userId);
  return context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const { conversation, own } = await openForWriting(transaction, context, author, cid, tick);
    if (isPassing(draft.messagetype)) {
      await passOn(transaction, context, conversation, author, draft, tick);
      return { id: tick, cid: own.cid };
    }
    const repeated = await findRepeated(transaction, conversation.id, draft, tick);
    if (repeated) return { id: repeated.id, cid: own.cid };
    await recordMessage(transaction, context, conversation, draft, tick);
    return { id: tick, cid: own.cid };
  });
}
