// Tells an application the messages of a conversation, each once: a view remembers the last one that it was told (ucwa.md 8.6).
import { readMessages, type StoredMessage } from '../../messaging/message-store.ts';
import type { Queryable } from '../../storage/database.ts';
import { type QueuedEvent, queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { conversationNotice, messageNotice } from './notices.ts';
import type { ToldMessage } from './resources.ts';
import { tellNews, toldPeople } from './telling.ts';
import { textOfMessage } from './texts.ts';
import { updateView, type View } from './views.ts';

const messagesAtOnce = 100;

type Sending = { readonly operationId: string; readonly isUndelivered: boolean };

/** How this application sent a message; undefined when it did not. */
async function sendingOf(
  queryable: Queryable,
  view: Pick<View, 'serial'>,
  clientId: string | null,
): Promise<Sending | undefined> {
  if (clientId === null) return undefined;
  const [row] = await queryable.query<{ operation_id: string; is_undelivered: boolean }>(
    'select operation_id, is_undelivered from ucwa_sendings where conversation = $1 and operation_id = $2',
    [view.serial, clientId],
  );
  return row && { operationId: row.operation_id, isUndelivered: row.is_undelivered };
}

/**
 * A stored message as the application is told it; undefined for what is not said by anybody, or has no text. What the application sent
 * itself comes without text; what the user sent with another client comes with it, as Outgoing, because nothing else would tell of it.
 */
export async function toldMessageOf(
  queryable: Queryable,
  view: Pick<View, 'serial' | 'viewer'>,
  message: StoredMessage,
): Promise<ToldMessage | undefined> {
  const isOwn = message.sender === view.viewer.mri;
  if (message.messagetype.startsWith('ThreadActivity/') || message.deletedAtMs !== null) return undefined;
  const sending = isOwn ? await sendingOf(queryable, view, message.clientmessageid) : undefined;
  const sender = { mri: message.sender, name: message.senderName };
  if (sending) {
    const failedFor = sending.isUndelivered ? [...(await toldPeople(queryable, view)).values()] : [];
    return { id: message.id, sender, operationId: sending.operationId, failedFor };
  }
  const text = textOfMessage(message, view.viewer.takesHtml);
  return text && { id: message.id, sender, text };
}

/** Whoever has written does not type any more. */
async function endTyping(transaction: Queryable, context: UcwaContext, view: View, mris: ReadonlySet<string>) {
  const told = await toldPeople(transaction, view);
  const typing = [...told.values()].filter((person) => person.typingUntilMs !== null && mris.has(person.mri));
  if (typing.length === 0) return;
  await transaction.query(
    'update ucwa_participants set typing_until_ms = null where conversation = $1 and user_id = any ($2::bigint[])',
    [view.serial, typing.map(({ userId }) => userId)],
  );
  await tellNews(
    transaction,
    context,
    view,
    typing.map((person) => ({ part: 'typing', person, type: 'deleted' })),
  );
}

/** Tells every message that the application was not told yet; returns the view as it is then. */
export async function tellMessages(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  participantCount: number,
): Promise<View> {
  if (view.conversationId === null) return view;
  const messages = await readMessages(transaction, view.conversationId, view.viewer.userId, {
    newerThan: view.toldId,
    order: 'oldest',
    limit: messagesAtOnce,
  });
  const last = messages.at(-1);
  if (!last) return view;
  await endTyping(transaction, context, view, new Set(messages.map((message) => message.sender)));
  const notices: QueuedEvent[] = [];
  for (const message of messages) {
    const told = await toldMessageOf(transaction, view, message);
    if (told) notices.push(messageNotice(context, view, told));
  }
  const changed = await updateView(transaction, view, { toldId: last.id });
  const isIncoming = messages.some((message) => message.sender !== view.viewer.mri);
  if (notices.length > 0 && isIncoming) notices.push(conversationNotice(context, changed, 'updated', participantCount));
  await queueEvents(transaction, context, view.viewer, notices);
  return messages.length < messagesAtOnce ? changed : tellMessages(transaction, context, changed, participantCount);
}
