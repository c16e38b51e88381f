// Writing into conversations (skype.md 6.6, 6.7, 7.3, 7.6).
import { encodePlainText } from '../../markup/encode.ts';
import type { ConversationId } from '../../model/account.ts';
import type { ChatService, OutgoingMessage, ReadingOperations, TypingOperations } from '../../service/service.ts';
import { isMessageId, messageOfLink } from '../identifiers.ts';
import { formatMessageTime, parseMsText } from '../timestamps.ts';
import type { MessageBody } from '../wire/message.ts';
import { messageSentReply } from '../wire/message.ts';
import { readWire } from '../wire/read.ts';
import { type Connection, jsonOf, readOrFail } from './connection.ts';

const pathOf = (conversation: ConversationId): string => `/users/ME/conversations/${encodeURIComponent(conversation)}`;

// Readers cut the actor off an action: the offset counts the characters before it (skype.md 7.3).
const actionPrefix = '/me ';

function bodyOf({ clientId, text, composedAtMs }: OutgoingMessage): MessageBody {
  const isAction = text.startsWith(actionPrefix) && text.length > actionPrefix.length;
  return {
    messagetype: 'RichText',
    contenttype: 'text',
    content: encodePlainText(text),
    // The same id on every try: the server and our own echo recognise the message by it.
    clientmessageid: clientId,
    composetime: formatMessageTime(composedAtMs),
    ...(isAction ? { skypeemoteoffset: String(actionPrefix.length) } : {}),
  };
}

/** Sends messages; a repeated try carries the same client id. */
export function createSending(connection: Connection): Pick<ChatService, 'send'> {
  return {
    async send(conversation, message) {
      const path = `${pathOf(conversation)}/messages`;
      const response = await connection.messaging({ method: 'POST', path, json: bodyOf(message) });
      const { OriginalArrivalTime } = readOrFail(readWire(messageSentReply, jsonOf(response)));
      const id = messageOfLink(response.header('Location') ?? '');
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

/** Publishes read positions and which messages may notify. */
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
    async setNotifyLevel(conversation, level) {
      await setProperty(conversation, 'alerts', level === 'all' ? 'true' : 'false');
    },
  };
}
