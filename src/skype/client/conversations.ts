// Listing conversations and messages (skype.md 6.1, 6.4).
import type { ConversationId } from '../../model/account.ts';
import type { EventBatch } from '../../model/event.ts';
import { ServiceError } from '../../service/error.ts';
import { type ChatService, conversationsAtOnce, type Page } from '../../service/service.ts';
import type { DecodeContext } from '../decode/context.ts';
import { decodeConversation, decodeThread } from '../decode/conversation.ts';
import { decodeItems } from '../decode/events.ts';
import { decodeMessage } from '../decode/message.ts';
import { isThreadId } from '../identifiers.ts';
import { conversationList, messageList } from '../wire/conversation.ts';
import type { PagingMetadata } from '../wire/paging.ts';
import { readWire } from '../wire/read.ts';
import { type Connection, jsonOf, readOrFail } from './connection.ts';
import { requireSession } from './session.ts';

const conversationsPath =
  `/users/ME/conversations?startTime=0&pageSize=${conversationsAtOnce}&view=supportsExtendedHistory%7Cmsnp24Equivalent` +
  '&targetType=Passport%7CSkype%7CLync%7CThread%7CPSTN%7CAgent';

const messagesQuery =
  'startTime=0&pageSize=50&view=supportsExtendedHistory%7Cmsnp24Equivalent%7CsupportsMessageProperties';

const pathOf = (conversation: ConversationId): string => `/users/ME/conversations/${encodeURIComponent(conversation)}`;

/** What decoding needs, from the open session. */
export async function decodeContextOf({ options }: Connection): Promise<DecodeContext> {
  return { user: (await requireSession(options.session)).user, nowMs: options.nowMs() };
}

// A listing ends with an empty page; before that `syncState` continues it (skype.md 6.4).
function pageOf(batch: EventBatch, count: number, metadata: PagingMetadata | null | undefined): Page {
  const next = metadata?.syncState ?? metadata?.backwardLink;
  return { ...batch, ...(count > 0 && next ? { next } : {}) };
}

async function getJson(connection: Connection, path: string): Promise<unknown> {
  return jsonOf(await connection.messaging({ method: 'GET', path }));
}

// A page is an address that the server gave: it is checked before a token goes there.
const checkPage = ({ guard }: Connection, page: string): string => guard.check(page, 'syncState');

export type ConversationOperations = Pick<ChatService, 'listConversations' | 'readConversation' | 'listMessages'>;

export function createConversationOperations(connection: Connection): ConversationOperations {
  async function readThread(conversation: ConversationId): Promise<EventBatch> {
    const context = await decodeContextOf(connection);
    try {
      const thread = await getJson(connection, `/threads/${encodeURIComponent(conversation)}?view=msnp24Equivalent`);
      return decodeItems([thread], 'thread', (item) => decodeThread(item, context));
    } catch (error) {
      // A group that one has left or was removed from (skype.md 3.6): its history stays readable.
      if (!(error instanceof ServiceError) || !['forbidden', 'not-found', 'invalid'].includes(error.kind)) throw error;
      const left = { id: conversation, kind: 'group' as const, isMember: false };
      return { events: [{ type: 'conversation', conversation: left }], unreadable: [] };
    }
  }

  async function readProperties(conversation: ConversationId): Promise<EventBatch> {
    const context = await decodeContextOf(connection);
    try {
      const resource = await getJson(connection, `${pathOf(conversation)}?view=msnp24Equivalent`);
      return decodeItems([resource], 'conversation', (item) => decodeConversation(item, context));
    } catch (error) {
      // Nobody has written yet (404/730): the conversation begins with the first message.
      if (!(error instanceof ServiceError) || error.kind !== 'not-found' || isThreadId(conversation)) throw error;
      const fresh = { id: conversation, kind: 'direct' as const, partner: conversation };
      return { events: [{ type: 'conversation', conversation: fresh }], unreadable: [] };
    }
  }

  return {
    async listConversations(page) {
      const context = await decodeContextOf(connection);
      const path = page === undefined ? conversationsPath : checkPage(connection, page);
      const { conversations, _metadata } = readOrFail(readWire(conversationList, await getJson(connection, path)));
      const batch = decodeItems(conversations, 'conversation', (item) => decodeConversation(item, context));
      return pageOf(batch, conversations.length, _metadata);
    },

    async readConversation(conversation) {
      if (!isThreadId(conversation)) return readProperties(conversation);
      const [properties, thread] = await Promise.all([
        readProperties(conversation).catch((error: unknown) => {
          if (error instanceof ServiceError && error.kind === 'not-found') return { events: [], unreadable: [] };
          throw error;
        }),
        readThread(conversation),
      ]);
      return {
        events: [...properties.events, ...thread.events],
        unreadable: [...properties.unreadable, ...thread.unreadable],
      };
    },

    async listMessages(conversation, page) {
      const context = await decodeContextOf(connection);
      const path =
        page === undefined ? `${pathOf(conversation)}/messages?${messagesQuery}` : checkPage(connection, page);
      const { messages, _metadata } = readOrFail(readWire(messageList, await getJson(connection, path)));
      const batch = decodeItems(messages, 'message', (item) => decodeMessage(item, context, { conversation }));
      return pageOf(batch, messages.length, _metadata);
    },
  };
}
