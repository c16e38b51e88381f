// The Skype protocol as a chat service: puts the parts together and owns nothing else.
import type { ChatService } from '../../service/service.ts';
import { decodeEvents } from '../decode/events.ts';
import { pollReply, positionHeader } from '../wire/event.ts';
import { readWire } from '../wire/read.ts';
import { createConnection, jsonOf, readOrFail } from './connection.ts';
import { createConversationOperations } from './conversations.ts';
import { sendDirect } from './direct.ts';
import { createFileOperations } from './files.ts';
import { createObjectOperations } from './objects.ts';
import type { SkypeServiceOptions } from './options.ts';
import { createContactOperations, readOwnUser } from './people.ts';
import { createPreferenceOperations } from './preferences.ts';
import { openSession, publishStatus, removeEndpoint } from './registration.ts';
import { createReading, createSending, createTyping } from './sending.ts';
import { notePosition, readSession, requireSession } from './session.ts';

const defaultHoldSeconds = 30;
// What a poll may take beyond the hold: a slow network, a busy server.
const pollPatienceSeconds = 20;
// Longer than the 45 s between two keep-alives (skype.md 4).
const aliveSeconds = 60;

/**
 * A connection to one server of the Skype protocol as one user. Makes no request by itself.
 * @throws ServiceError `invalid` when the server address is neither https nor http on this machine.
 */
export function createSkypeService(options: SkypeServiceOptions): ChatService {
  const connection = createConnection(options);
  let holdSeconds = defaultHoldSeconds;
  // Settles when the position of the last poll is noted: its events need not wait for that, the next poll must.
  let noted: Promise<unknown> = Promise.resolve();
  const pollTimeoutMs = () => (holdSeconds + pollPatienceSeconds) * 1000;

  return {
    capabilities: {
      readPositions: true,
      typing: true,
      invisiblePresence: true,
      finePresence: false,
      history: true,
      modalities: false,
      groups: true,
      contacts: true,
      preferences: true,
    },

    whoAmI: () => readOwnUser(connection),

    async open(presence) {
      const user = options.user ?? (await readOwnUser(connection)).id;
      await openSession(connection, user, presence);
    },

    isOpen: async () => (await readSession(options.session)) !== undefined,

    get pollTimeoutMs() {
      return pollTimeoutMs();
    },

    async poll(signal) {
      await noted;
      const session = await requireSession(options.session);
      holdSeconds = session.discovery.holdSeconds;
      const path = '/users/ME/endpoints/SELF/subscriptions/0/poll';
      const headers = { [positionHeader]: String(session.position) };
      const request = { method: 'POST' as const, path, headers, timeoutMs: pollTimeoutMs(), ...(signal && { signal }) };
      const response = await connection.messaging(request, session);
      const eventMessages = readOrFail(readWire(pollReply, jsonOf(response))).eventMessages ?? [];
      // A position that could not be noted is an old one: the server tells again what is known.
      noted = notePosition(options.session, session, eventMessages).catch(() => undefined);
      return decodeEvents(eventMessages, { user: session.user, nowMs: options.nowMs() });
    },

    async keepAlive() {
      const path = '/users/ME/endpoints/SELF/active';
      await connection.messaging({ method: 'POST', path, json: { timeout: aliveSeconds } });
    },

    async close() {
      await noted;
      const session = await readSession(options.session);
      await options.session.write(undefined);
      if (session) await removeEndpoint(connection, session);
    },

    request: (request) => sendDirect(connection, request),

    ...createConversationOperations(connection),
    ...createSending(connection),
    presence: { publish: (presence) => publishStatus(connection, presence) },
    reading: createReading(connection),
    typing: createTyping(connection),
    contacts: createContactOperations(connection),
    files: createFileOperations(connection),
    preferences: createPreferenceOperations(connection),
    objects: createObjectOperations(connection),
  };
}
