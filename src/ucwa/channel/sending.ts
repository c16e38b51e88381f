// Sending (ucwa.md 8.2 to 8.6, 10.3): into the chat if it is open, else through an invitation. A message counts as sent when the channel
// has committed the server's word about it.

import { parseMarkup } from '../../markup/message-markup.ts';
import { toPlainText } from '../../markup/plain-text.ts';
import type { ConversationId } from '../../model/account.ts';
import { ServiceError } from '../../service/error.ts';
import type { ChatService, OutgoingMessage, SentMessage } from '../../service/service.ts';
import type { UcwaConnection } from '../client/connection.ts';
import { requireSession, type Session } from '../client/session.ts';
import { openChat } from './opening.ts';
import { operationIdOf } from './operation-id.ts';
import { refusalOf } from './refusal.ts';
import { keepText, noteAccepted } from './sent-texts.ts';
import type { Outcome } from './state.ts';
import { readChannel } from './stored.ts';
import { type Patience, startPatience, waitFor } from './waiting.ts';

/** How long all of it may take: the invitation runs for 30 s, opening and delivery take a moment. */
const longestMs = 35_000;
/** The word about an earlier try may be on its way. */
const earlierTryMs = 2_000;

export function createSending(connection: UcwaConnection): Pick<ChatService, 'send'> {
  const { options } = connection;

  async function outcomeOf(session: Session, operationId: string): Promise<Outcome | undefined> {
    const state = await readChannel(connection, session);
    return state?.outcomes.find((outcome) => outcome.operationId === operationId);
  }

  /** Whether the message needs no request any more: it is delivered, or the server has it. */
  async function wasTaken(session: Session, operationId: string): Promise<boolean> {
    const find = () => outcomeOf(session, operationId);
    const kept = (await requireSession(options.session)).sent[operationId];
    if (await find()) return true;
    if (!kept) return false;
    const isTold = await waitFor(connection, session, startPatience(connection, earlierTryMs), find);
    return isTold !== undefined || kept.acceptedAtMs !== undefined;
  }

  /** Answers the session that it was sent in: another may have begun while the other side was asked. */
  async function post(
    conversation: ConversationId,
    operationId: string,
    message: OutgoingMessage,
    patience: Patience,
  ): Promise<Session> {
    const chat = await openChat(connection, conversation, patience);
    const session = await requireSession(options.session);
    const body = bodyOf(message, chat.formats);
    const { composedAtMs: atMs } = message;
    await keepText(connection, session, operationId, { ...body, atMs, conversation });
    await connection.post(chat.sendMessage, { query: { operationId }, body });
    await noteAccepted(connection, session, operationId);
    return session;
  }

  return {
    async send(conversation, message): Promise<SentMessage> {
      if (message.target !== undefined) throw new ServiceError('invalid', 'messages cannot be changed here');
      const patience = startPatience(connection, longestMs);
      let session = await requireSession(options.session);
      const { clientId } = message;
      const state = await readChannel(connection, session);
      const operationId = operationIdOf(clientId, state?.outcomes ?? []);
      if (!(message.isRepeated && (await wasTaken(session, operationId)))) {
        session = await post(conversation, operationId, message, patience);
      }
      const outcome = await waitFor(connection, session, patience, () => outcomeOf(session, operationId));
      if (outcome && !outcome.isSuccess) throw refusalOf(outcome);
      // Not a word so far: the channel will take it as sent if none comes. Until then nobody knows.
      if (!outcome)
        throw new ServiceError('network', 'the server has not confirmed the message', { hasTimedOut: true });
      return { id: clientId, arrivedAtMs: options.nowMs() };
    },
  };
}

/** The text in a form that the chat has agreed on; formatted text becomes plain where it has not. */
function bodyOf({ messagetype, content }: OutgoingMessage, formats: readonly string[]): { type: string; text: string } {
  if (messagetype !== 'text/html') return { type: 'text/plain', text: content };
  if (formats.some((format) => format.toLowerCase() === 'html')) return { type: 'text/html', text: content };
  return { type: 'text/plain', text: toPlainText(parseMarkup(content)) };
}
