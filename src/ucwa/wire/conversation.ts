// Conversations, invitations, messages, participants (ucwa.md 8). States are texts: what is added to them later is no error.
import * as v from 'valibot';
import { amount, date, maybe, text, texts, textUpTo, tolerated, truth } from './fields.ts';

export const conversation = v.object({
  state: maybe(v.string()),
  activeModalities: tolerated(texts),
  threadId: tolerated(text),
  subject: tolerated(text),
  importance: tolerated(v.string()),
  participantCount: tolerated(amount),
  created: tolerated(date),
  expirationTime: tolerated(date),
  readLocally: tolerated(truth),
});

export type ConversationProperties = v.InferOutput<typeof conversation>;

export const messagingInvitation = v.object({
  direction: maybe(v.string()),
  state: maybe(v.string()),
  operationId: tolerated(text),
  threadId: tolerated(text),
  subject: tolerated(text),
  importance: tolerated(v.string()),
  to: tolerated(text),
});

export type InvitationProperties = v.InferOutput<typeof messagingInvitation>;

export const messaging = v.object({ state: maybe(v.string()), negotiatedMessageFormats: tolerated(texts) });

export type MessagingProperties = v.InferOutput<typeof messaging>;

export const message = v.object({
  direction: maybe(v.string()),
  timeStamp: tolerated(date),
  operationId: tolerated(text),
  status: tolerated(v.string()),
});

export type MessageProperties = v.InferOutput<typeof message>;

export const participant = v.object({
  uri: maybe(v.string()),
  name: maybe(text),
  anonymous: tolerated(truth),
  sourceNetwork: tolerated(v.string()),
  role: tolerated(v.string()),
  organizer: tolerated(truth),
  local: tolerated(truth),
  inLobby: tolerated(truth),
});

export type ParticipantProperties = v.InferOutput<typeof participant>;

const operationId = textUpTo(50);

/** The first text, as a link with a data URI: links in input are ignored by the notes, but a real client sends this one (8.3). */
const firstMessage = tolerated(v.object({ message: tolerated(v.object({ href: v.string() })) }));

export const startMessagingInput = v.object({
  to: v.pipe(text, v.nonEmpty('expected a sip: address')),
  operationId: maybe(operationId),
  subject: maybe(textUpTo(250)),
  importance: maybe(v.pipe(text, v.picklist(['Normal', 'Urgent', 'Emergency']))),
  threadId: maybe(textUpTo(250)),
  _links: firstMessage,
});

export type StartMessagingInput = v.InferOutput<typeof startMessagingInput>;

export const addMessagingInput = v.object({ operationId: maybe(operationId), _links: firstMessage });

/** `Local` is this device, `Global` all of them. */
export const declineInput = v.object({ reason: maybe(v.pipe(text, v.picklist(['Local', 'Global']))) });

export const addParticipantInput = v.object({
  to: v.pipe(text, v.nonEmpty('expected a sip: address')),
  operationId: maybe(operationId),
});

/** The query of sendMessage; the notes require an operationId, the samples do without (8.6). */
export const sendMessageInput = v.object({ operationId: maybe(operationId) });

const seconds = v.pipe(
  amount,
  v.minValue(5, 'expected 5 seconds at least'),
  v.maxValue(1800, 'expected 1800 seconds at most'),
);

/** The query of a request for events (7.1). */
export const eventsInput = v.object({
  ack: maybe(v.pipe(amount, v.integer(), v.minValue(0))),
  low: maybe(seconds),
  medium: maybe(seconds),
  timeout: maybe(v.pipe(amount, v.minValue(0), v.maxValue(1800, 'expected 1800 seconds at most'))),
  priority: maybe(v.pipe(amount, v.integer(), v.minValue(0))),
});
