// A person of the demo who lives inside the gateway: connects an endpoint, hears what is written to them and answers, all through
// the same functions that the routes use.

import { encodePlainText } from '../../src/markup/encode.ts';
import { parseMarkup, parsePlainText } from '../../src/markup/message-markup.ts';
import { toPlainText } from '../../src/markup/plain-text.ts';
import { conversationOfLink, personOfLink } from '../../src/skype/identifiers.ts';
import { messageResource } from '../../src/skype/wire/message.ts';
import { readWire } from '../../src/skype/wire/read.ts';
import { ProtocolError } from '../errors.ts';
import type { UserIdentity } from '../identity/users.ts';
import type { QueuedEvent } from '../messaging/batches.ts';
import { signOutEndpoint } from '../messaging/endpoint-sign-out.ts';
import { connectEndpoint, publishDocument } from '../messaging/endpoints.ts';
import { setHorizon } from '../messaging/horizons.ts';
import type { MessagingContext } from '../messaging/messaging-context.ts';
import type { Polls } from '../messaging/poll.ts';
import { sendMessage } from '../messaging/sending.ts';
import { subscribe } from '../messaging/subscriptions.ts';
import { describeError } from '../request-log.ts';
import { pause } from './pause.ts';

/** A message somebody wrote to an actor, as plain text. */
export type Heard = {
  readonly id: string;
  readonly cid: string;
  readonly sender: string;
  readonly text: string;
};

export type Actor = {
  readonly user: UserIdentity;
  /** Shows typing for a while, then sends the text. */
  say(cid: string, text: string, typingMs: number): Promise<void>;
  /** Marks what was heard as read. */
  read(heard: Heard): Promise<void>;
  /** Whether a real client is signed in as this person; then the actor stays silent. */
  isPlayed(): Promise<boolean>;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  readonly endpointId: string;
  /** Listens until the gateway stops; every message of someone else goes to `onMessage`. */
  listen(onMessage: (heard: Heard) => void): Promise<void>;
};

const resources = ['/v1/users/ME/conversations/ALL/messages'];
const retryMs = 1000;

/** The message of a NewMessage event; undefined for typing, calls, thread activity and edits. */
function heardIn(event: QueuedEvent): Heard | undefined {
  if (event.resourceType !== 'NewMessage') return undefined;
  const reading = readWire(messageResource, event.resource);
  if (!reading.ok) return undefined;
  const { id, messagetype, content, from, conversationLink, skypeeditedid } = reading.value;
  if ((messagetype !== 'Text' && messagetype !== 'RichText') || !content || skypeeditedid) return undefined;
  const cid = conversationOfLink(conversationLink ?? '');
  const sender = personOfLink(from);
  const tree = messagetype === 'RichText' ? parseMarkup(content) : parsePlainText(content);
  return cid && sender ? { id, cid, sender, text: toPlainText(tree) } : undefined;
}

/** Makes a person live. `endpointId` stays the same over restarts, so that what is written meanwhile is answered afterwards. */
export function createActor(context: MessagingContext, polls: Polls, user: UserIdentity, endpointId: string): Actor {
  let isAway = false;

  async function send(cid: string, messagetype: string, content: string): Promise<void> {
    await sendMessage(context, user, cid, { messagetype, contenttype: 'text', content });
  }

  const actor: Actor = {
    user,
    endpointId,
    async say(cid, text, typingMs) {
      if (typingMs > 0) {
        await send(cid, 'Control/Typing', '');
        if (!(await pause(context, typingMs))) return;
      }
      await send(cid, 'RichText', encodePlainText(text));
    },
    async read(heard) {
      await setHorizon(context, user, heard.cid, `${heard.id};${Math.floor(context.now())};${heard.id}`);
    },
    async isPlayed() {
      const rows = await context.database.query('select 1 as found from endpoints where user_id = $1 and id <> $2', [
        user.userId,
        endpointId,
      ]);
      return rows.length > 0;
    },
    async connect() {
      isAway = false;
      await connectEndpoint(context, user, endpointId);
      await publishDocument(context, user, endpointId, {
        privateInfo: { epname: 'demo' },
        publicInfo: { capabilities: '', nodeInfo: 'xx', skypeNameVersion: 'skylark-demo', typ: '1', version: '1' },
      });
    },
    async disconnect() {
      isAway = true;
      await signOutEndpoint(context, user, endpointId);
    },
    async listen(onMessage) {
      while (!context.shutdown.aborted) await listenOnce(onMessage);
    },
  };

  async function listenOnce(onMessage: (heard: Heard) => void): Promise<void> {
    try {
      const batch = await polls.next(user, endpointId, context.shutdown);
      if (!batch) return;
      await polls.confirm(batch);
      for (const event of batch.events) {
        const heard = heardIn(event);
        if (heard && heard.sender !== user.mri) onMessage(heard);
      }
    } catch (error) {
      if (context.shutdown.aborted) return;
      await recover(error);
    }
  }

  /** No endpoint or no subscription: make both, unless the actor went offline on purpose. */
  async function recover(error: unknown): Promise<void> {
    const isGone = error instanceof ProtocolError && error.status === 404;
    if (!isGone) context.log.warn(describeError(error), 'the demo stumbled');
    if (isGone && !isAway) {
      await actor.connect();
      await subscribe(context, user, endpointId, { interestedResources: resources, channelType: 'httpLongPoll' });
    } else await pause(context, retryMs);
  }

  return actor;
}
