// Writing into conversations (skype.md 6.6, 6.7, 7.3, 7.4, 7.6).
import type { ConversationId } from '../../model/account.ts';
import type { ChatService, ReadingOperations, TypingOperations } from '../../service/service.ts';
import { isMessageId, messageOfLink } from '../identifiers.ts';
import { formatMessageTime, parseMsText } from '../timestamps.ts';
import type { MessageBody } from '../wire/message.ts';
import { messageSentReply } from '../wire/message.ts';
import { readWire } from '../wire/read.ts';
import { type Connection, jsonOf, readOrFail } from './connection.ts';

const pathOf = (conversation: ConversationId): string => `/users/ME/conversations/${encodeURIComponent(conversation)}`;

/** Sends, edits and deletes messages; a repeated try of a new one carries the same client id. */
export function createSending(connection: Connection): Pick<ChatService, 'send'> {
  return {
    async send(conversation, { clientId, composedAtMs, target, messagetype, content, extras }) {
      const isDeletion = target !== undefined && content === '';
      const json: MessageBody = {
        messagetype,
        contenttype: 'text',
        content,
        composetime: formatMessageTime(composedAtMs),
        ...extras,
        // The server and our own echo recognise a new message by it; what changes another has none.
        ...(target === undefined && { clientmessageid: clientId }),
      };
      const path = `${pathOf(conversation)}/messages${target === undefined ? '' : `/${target}`}`;
      const method = target === undefined ? 'POST' : isDeletion ? 'DELETE' : 'PUT';
      const response = await connection.messaging({ method, path, ...(!isDeletion && { json }) });
      const { OriginalArrivalTime } = readOrFail(readWire(messageSentReply, jsonOf(response)));
      const id = target ?? messageOfLink(response.header('Location') ?? '');
      const arrivedAtMs = OriginalArrivalTime ?? parseMsText(id) ?? connection.options.nowMs();
      return { arrivedAtMs, ...(id !== undefined && isMessageId(id) ? { id } : {}) };
    },
  };
}

/** Shows others that the user types; nothing of it is stored. */
export function createTyping(connection: Connection): TypingOperations {
  return {
    async show(conversation, isTyping) {
      const json: MessageBody = {
        messagetype: isTyping ? 'Control/Typing' : 'Control/ClearTyping',
        contenttype: 'text',
        content: '',
        clientmessageid: String(connection.options.nowMs()),
      };
      await connection.messaging({ method: 'POST', path: `${pathOf(conversation)}/messages`, json });
    },
  };
}

/** Publishes read positions. */
export function createReading(connection: Connection): ReadingOperations {
  async function setProperty(conversation: ConversationId, name: string, value: string): Promise<void> {
    const path = `${pathOf(conversation)}/properties?name=${name}`;
    await connection.messaging({ method: 'PUT', path, json: { [name]: value } });
  }
  return {
    async publishReadUpTo(conversation, order, clientId) {
      // The middle part is the time of reading. The server refuses times to come, and our clock may be wrong: the time
      // of the message that was read is always a time that has been.
      // All parts are numbers in every client, so a client id of another form stays out.
      const last = clientId !== undefined && /^\d{1,20}$/.test(clientId) ? clientId : order;
      await setProperty(conversation, 'consumptionhorizon', `${order};${order};${last}`);
    },
  };
}
