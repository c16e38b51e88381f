// Gets a chat ready to be written into: finds the one that is open, comes back into it, or invites (ucwa.md 8.2, 8.3, 8.5).
import type { ConversationId } from '../../model/account.ts';
import { ServiceError } from '../../service/error.ts';
import type { UcwaConnection } from '../client/connection.ts';
import { changeSession, requireSession, type Session } from '../client/session.ts';
import { isConferenceId, openConversation } from './identity.ts';
import { refusalOf } from './refusal.ts';
import type { ChannelState } from './state.ts';
import { readChannel } from './stored.ts';
import { type Patience, waitFor } from './waiting.ts';

export type OpenChat = { sendMessage: string; formats: string[] };

/** Where the conversation stands: ready, or what to do about it. */
type Standing =
  | { kind: 'ready'; chat: OpenChat }
  | { kind: 'outside'; href: string; addMessaging: string }
  | { kind: 'opening' }
  | { kind: 'none' };

function standingOf(state: ChannelState | undefined, id: ConversationId): Standing {
  const open = state && openConversation(state, id);
  if (!open) return { kind: 'none' };
  const { messaging, state: conversationState } = open.conversation;
  const { sendMessage, addMessaging } = messaging.links;
  if (sendMessage !== undefined && messaging.state !== 'Disconnected') {
    return { kind: 'ready', chat: { sendMessage, formats: messaging.formats } };
  }
  if (addMessaging !== undefined && messaging.state === 'Disconnected') {
    return { kind: 'outside', href: open.href, addMessaging };
  }
  return conversationState === 'Disconnecting' ? { kind: 'none' } : { kind: 'opening' };
}

/**
 * Answers where to write, as soon as the other side has let the user in, while the patience lasts.
 * @throws ServiceError for what the other side answered; `unanswered` when nobody did, `session-lost` when nobody can any more
 */
export async function openChat(connection: UcwaConnection, id: ConversationId, patience: Patience): Promise<OpenChat> {
  const { options } = connection;
  const session = await requireSession(options.session);
  const read = () => readChannel(connection, session);
  const state = await read();
  const standing = standingOf(state, id);
  if (standing.kind === 'ready') return standing.chat;
  const operationId = options.newId();
  if (standing.kind === 'outside') await comeBack(connection, session, standing, operationId);
  if (standing.kind === 'none')
    await invite(connection, session.links.communication.startMessaging, id, state, operationId);
  const found = await waitFor(connection, session, patience, async () => {
    const now = await read();
    const place = standingOf(now, id);
    if (place.kind === 'ready') return place.chat;
    const outcome = now?.outcomes.find((known) => known.operationId === operationId);
    return outcome && !outcome.isSuccess ? outcome : undefined;
  });
  if (!found) throw refusalOf({ operationId, isSuccess: false, subcode: 'Timeout' });
  if ('sendMessage' in found) return found;
  throw refusalOf(found);
}

async function comeBack(
  connection: UcwaConnection,
  { applicationHref }: Session,
  { href, addMessaging }: { href: string; addMessaging: string },
  operationId: string,
): Promise<void> {
  // Who writes has not left on purpose any more.
  await changeSession(connection.options.session, applicationHref, ({ leaving: { [href]: _, ...others } }) => ({
    leaving: others,
  }));
  await connection.post(addMessaging, { json: { operationId } });
}

async function invite(
  connection: UcwaConnection,
  startMessaging: string | undefined,
  id: ConversationId,
  state: ChannelState | undefined,
  operationId: string,
): Promise<void> {
  if (startMessaging === undefined) throw new ServiceError('forbidden', 'the server does not let the user begin chats');
  const thread = isConferenceId(id) ? state?.threads[id] : undefined;
  const to = isConferenceId(id) ? thread?.people[0] : id;
  if (to === undefined) throw new ServiceError('not-found', 'nobody of the conversation is known');
  const json = { to, operationId, importance: 'Normal', ...(thread && { threadId: thread.threadId }) };
  await connection.post(startMessaging, { json });
}
