// UCWA as a chat service: puts the parts together and owns nothing else.
import type { EventBatch } from '../../model/event.ts';
import type { ChatService } from '../../service/service.ts';
import { createChannel } from '../channel/channel.ts';
import { readOpenConversation } from '../channel/conversation-link.ts';
import { createSending } from '../channel/sending.ts';
import { createTyping } from '../channel/typing.ts';
import { closeApplication, openApplication, readOwnUser } from './application.ts';
import { createConnection } from './connection.ts';
import { sendDirect } from './direct.ts';
import type { UcwaServiceOptions } from './options.ts';
import { publishPresence, reportActivity } from './own-presence.ts';
import { createContactOperations } from './people.ts';
import { createPeopleNews } from './people-news.ts';
import { createObjectOperations } from './photos.ts';
import { readSession } from './session.ts';
import { renewContactsSubscription, renewPresence } from './subscriptions.ts';

// A request for events is cut after 25 s; looking at what it told takes its time, too.
const pollTimeoutMs = 60_000;

/** There is no history to read: what was said is what arrived here. */
const nothing = async (): Promise<EventBatch> => ({ events: [], unreadable: [] });

/**
 * A connection to one pool as one user. Makes no request by itself.
 * @throws ServiceError `invalid` when the server address is neither https nor http on this machine
 */
export function createUcwaService(options: UcwaServiceOptions): ChatService {
  const connection = createConnection(options);
  const channel = createChannel(connection, createPeopleNews(connection));

  return {
    capabilities: {
      readPositions: false,
      typing: true,
      invisiblePresence: false,
      finePresence: true,
      history: false,
      modalities: true,
      groups: false,
      contacts: true,
      preferences: false,
    },

    whoAmI: () => readOwnUser(connection),

    async open(presence) {
      const isPublished = await openApplication(connection, presence);
      if (!isPublished) await publishPresence(connection, presence);
      await renewContactsSubscription(connection);
    },

    isOpen: async () => (await readSession(options.session)) !== undefined,
    poll: (signal) => channel.poll(signal),
    pollTimeoutMs,

    async keepAlive({ isUserActive }) {
      if (isUserActive) await reportActivity(connection);
      await renewPresence(connection);
      await renewContactsSubscription(connection);
    },

    close: () => closeApplication(connection),

    listConversations: nothing,
    readConversation: (conversation) => readOpenConversation(connection, conversation),
    listMessages: nothing,
    ...createSending(connection),
    request: (request) => sendDirect(connection, request),

    presence: { publish: (presence) => publishPresence(connection, presence) },
    typing: createTyping(connection),
    contacts: createContactOperations(connection),
    objects: createObjectOperations(connection),
  };
}
