import * as v from 'valibot';
import type { ConversationResource } from './conversation.ts';
import type { EndpointDocument } from './endpoint.ts';
import { amount, maybe } from './fields.ts';
import type { MessageResource } from './message.ts';
import type { UserPresenceDocument } from './presence.ts';
import type { ThreadResource } from './thread.ts';

/**
 * Our addition to the protocol, which has no acknowledgement (skype.md 5.2): a client that names in its poll the id of the last
 * event it has gets every later one, even those of a reply that was lost on its way. Without it a delivered event is gone.
 */
export const positionHeader = 'Skylark-Position';

/** Reply of a poll (skype.md 5.2). The events are read one by one, so that a bad one never spoils the batch. */
export const pollReply = v.object({ eventMessages: v.nullish(v.array(v.unknown())) });

/** What every event has (skype.md 5.3). `resource` is read by the schema that belongs to `resourceType`. */
export const eventEnvelope = v.object({
  id: amount,
  type: maybe(v.string()),
  resourceType: v.string(),
  time: maybe(v.string()),
  resourceLink: maybe(v.string()),
  resource: v.unknown(),
});

export type EventEnvelope = v.InferOutput<typeof eventEnvelope>;

/** Resource by resource type, as a server sends them (skype.md 5.4). */
export interface EventResources {
  NewMessage: MessageResource;
  UserPresence: UserPresenceDocument;
  EndpointPresence: EndpointDocument;
  ConversationUpdate: ConversationResource;
  ThreadUpdate: ThreadResource;
}

export type EventResourceType = keyof EventResources;

/** One event as a server sends it. `time` has whole seconds: `YYYY-MM-DDTHH:MM:SSZ`. */
export type EventMessage = {
  [T in EventResourceType]: {
    id: number;
    type: 'EventMessage';
    resourceType: T;
    time: string;
    resourceLink: string;
    resource: EventResources[T];
  };
}[EventResourceType];

export interface PollReply {
  eventMessages: EventMessage[];
}
