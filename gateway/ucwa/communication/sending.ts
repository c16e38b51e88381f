// What the user says in a chat: messages and typing, through the messaging domain, so that every client of everybody sees them
// (ucwa.md 8.6, 8.7).
import { randomUUID } from 'node:crypto';
import { readDataUri } from '../../../src/ucwa/wire/data-uri.ts';
import { sendMessage as sendToConversation } from '../../messaging/sending.ts';
import type { Queryable } from '../../storage/database.ts';
import { storableText } from '../../storage/storable.ts';
import { resourceNotFound, ucwaError, validationFailure } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { viewOfInvitation } from './ending.ts';
import { forgetFirstText, type Invitation } from './invitations.ts';
import { contentOfText, type MessageText } from './texts.ts';
import { findView, isOpen, type View } from './views.ts';

/** A chat that the user is in now. Throws 404 otherwise: the link is not there then. */
export async function requireChat(queryable: Queryable, application: number, serial: number): Promise<View> {
  const view = await findView(queryable, application, serial);
  if (!view || !isOpen(view) || view.chatState !== 'Connected') throw resourceNotFound('The chat is over.');
  return view;
}

/**
 * The text of a body. Throws 415 for another type, and for HTML that was not agreed on. How long it may be is not stated (ucwa.md 12,
 * point 4): as long as the messaging domain takes, which answers 413 `EntityTooLarge` beyond.
 */
export function textOfBody(view: View, mediaType: string, text: string): MessageText {
  if (mediaType !== 'text/plain' && mediaType !== 'text/html') {
    throw ucwaError(415, '', '', 'A message is text/plain or text/html.');
  }
  if (mediaType === 'text/html' && !view.viewer.takesHtml) {
    throw ucwaError(415, '', '', 'The formats of this chat do not hold Html.');
  }
  return { mediaType, text };
}

/**
 * Sends a message; the same operation again sends nothing and has the same answer. Returns the message's number. The event that tells of
 * it comes back through the domain, as to everybody else; `isUndelivered` is the fault mode's: it will say that nobody got the message. Throws 400 for a message without content, 403, 413 and 429 as the domain does.
 */
export async function sendText(
  context: UcwaContext,
  view: View,
  text: MessageText,
  operationId: string = randomUUID(),
  isUndelivered = false,
): Promise<number> {
  const content = contentOfText({ ...text, text: storableText(text.text) });
  if (content.trim() === '') throw validationFailure('body', 'expected a text');
  await context.database.query(
    'insert into ucwa_sendings (conversation, operation_id, is_undelivered) values ($1, $2, $3) on conflict do nothing',
    [view.serial, operationId, isUndelivered],
  );
  const sent = await sendToConversation(context, view.viewer, view.cid, {
    messagetype: 'RichText',
    contenttype: 'text',
    content,
    clientmessageid: operationId,
  });
  return sent.id;
}

/** Lets the others see that the user is typing. */
export async function sendTyping(context: UcwaContext, view: View): Promise<void> {
  await sendToConversation(context, view.viewer, view.cid, { messagetype: 'Control/Typing' });
}

/** Sends the text that came with an outgoing invitation, once it was accepted (ucwa.md 8.3). */
export async function sendFirstText(context: UcwaContext, invitation: Invitation | undefined): Promise<void> {
  if (!invitation?.message) return;
  const view = await viewOfInvitation(context.database, invitation);
  const first = readDataUri(invitation.message);
  if (!view || !first || view.chatState !== 'Connected') return;
  const mediaType = first.mediaType === 'text/html' ? 'text/html' : 'text/plain';
  await sendText(context, view, { mediaType, text: first.text }, `invitation-${invitation.serial}`);
  await forgetFirstText(context.database, invitation.serial);
}
