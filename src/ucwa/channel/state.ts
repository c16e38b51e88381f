// What the event channel must remember of what it was told: committed with the events it brought, so that the same package folded
// again has the same result. Plain JSON; every address in it is absolute and dies with the application.
import * as v from 'valibot';

const links = v.record(v.string(), v.string());
const optionalText = v.optional(v.string());
const optionalFlag = v.optional(v.boolean());

const participant = v.object({
  /** Lower case; absent until somebody has said it. */
  uri: optionalText,
  name: optionalText,
  role: v.optional(v.picklist(['admin', 'user'])),
  isHere: v.boolean(),
  isInChat: v.boolean(),
  /** Was there when the user came in: that they are in the chat is no news. */
  isExpected: optionalFlag,
  wasInChat: optionalFlag,
  /** The server does not say who it is. */
  isUnknown: optionalFlag,
});

/** A message that waits until its conversation and its sender are known. */
const heldMessage = v.object({
  id: v.string(),
  isOwn: v.boolean(),
  /** Media type of the text. */
  type: v.string(),
  text: v.string(),
  atMs: v.number(),
  clientId: optionalText,
  /** Address of the participant who wrote it. */
  participant: optionalText,
  contact: optionalText,
  sender: optionalText,
  senderName: optionalText,
  /** Answered somewhere else. */
  isRead: optionalFlag,
});

const preview = v.object({
  id: v.string(),
  type: v.string(),
  text: v.string(),
  atMs: v.number(),
  sender: optionalText,
  /** It was shown, because no message seemed to follow. */
  isShown: optionalFlag,
});

const told = v.object({
  id: v.string(),
  people: v.record(v.string(), v.picklist(['here', 'chat'])),
  /** The conversation as it was last told, to tell only what is different. */
  digest: v.string(),
});

const conversation = v.object({
  state: v.string(),
  threadId: optionalText,
  subject: optionalText,
  /** More than two may be in it; stays true. */
  isConference: v.boolean(),
  partner: optionalText,
  links,
  messaging: v.object({ state: v.string(), links, formats: v.array(v.string()) }),
  participants: v.record(v.string(), participant),
  /** Participant by the address of its participantMessaging (ucwa.md 8.9). */
  owners: links,
  /** Address of the user's own participant. */
  local: optionalText,
  /** Its resource was seen; until then it is asked for, once something happened in it. */
  isRead: v.boolean(),
  hasNews: optionalFlag,
  isOpen: v.boolean(),
  isClosed: v.boolean(),
  /** It is read anew: what is different from before is not news. */
  isSilent: v.boolean(),
  /** Until when the user belongs into the chat of the conference that this has become, and joins it anew (ucwa.md 8.5). */
  joinsUntilMs: v.optional(v.number()),
  hasAskedToJoin: optionalFlag,
  endReason: optionalText,
  preview: v.optional(preview),
  held: v.array(heldMessage),
  told: v.optional(told),
});

const invitation = v.object({
  isIncoming: v.boolean(),
  /** Anything but a chat is left to other devices. */
  isChat: v.boolean(),
  isMeeting: v.boolean(),
  isAnswered: v.boolean(),
  operationId: optionalText,
  conversation: optionalText,
  partner: optionalText,
});

const outcome = v.object({
  operationId: v.string(),
  isSuccess: v.boolean(),
  subcode: optionalText,
  conversation: optionalText,
});

const eventLink = v.object({ rel: v.string(), href: v.string(), title: optionalText });

const lookup = v.object({
  kind: v.picklist([
    'conversations',
    'conversation',
    'messaging',
    'participant',
    'participants',
    'contact',
    'owner',
    'chat',
    'invitation',
    'message',
    'derived',
    'people',
    'restore',
  ]),
  href: v.string(),
  conversation: optionalText,
  attempts: v.optional(v.number(), 0),
  /** For `derived`: who the conversation was begun with, and by which operation. */
  partner: optionalText,
  operationId: optionalText,
  /** For `people`. */
  event: v.optional(
    v.object({
      sender: v.picklist(['me', 'people']),
      type: v.picklist(['added', 'updated', 'deleted', 'started', 'completed']),
      link: eventLink,
      in: v.optional(eventLink),
    }),
  ),
});

const action = v.object({
  kind: v.picklist(['accept', 'decline', 'addMessaging']),
  href: v.string(),
  attempts: v.optional(v.number(), 0),
});

const stateSchema = v.object({
  application: v.string(),
  /** When this state was begun: ids that we make are unique with it. */
  beganAtMs: v.number(),
  serial: v.number(),
  /** Where to ask next, exactly as the server said it. */
  next: v.string(),
  conversations: v.record(v.string(), conversation),
  invitations: v.record(v.string(), invitation),
  /** Last order of each conversation, by its id. */
  orders: v.record(v.string(), v.number()),
  /** What continues a conversation of several, by its id. */
  threads: v.record(v.string(), v.object({ threadId: v.string(), people: v.array(v.string()) })),
  contacts: links,
  seen: v.array(v.string()),
  /** Texts of invitations that were shown because no message came; `key` is their conversation. */
  shown: v.array(v.object({ key: v.string(), id: v.string(), text: v.string(), atMs: v.number() })),
  outcomes: v.array(outcome),
  lookups: v.array(lookup),
  actions: v.array(action),
  /** The server knows no participantMessaging: who is in the conversation counts as in its chat. */
  hasNoModalities: v.boolean(),
});

export type ChannelState = v.InferOutput<typeof stateSchema>;
export type ConversationState = v.InferOutput<typeof conversation>;
export type ParticipantState = v.InferOutput<typeof participant>;
export type InvitationState = v.InferOutput<typeof invitation>;
export type HeldMessage = v.InferOutput<typeof heldMessage>;
export type Outcome = v.InferOutput<typeof outcome>;
export type Lookup = v.InferOutput<typeof lookup>;
export type Action = v.InferOutput<typeof action>;

/** The stored state as a copy of its own; undefined when there is none, or none of ours. */
export function readState(stored: unknown): ChannelState | undefined {
  const result = v.safeParse(stateSchema, stored);
  return result.success ? result.output : undefined;
}

/** The state at the beginning of an application. `next` is its first events address. */
export function blankState(application: string, next: string, nowMs: number): ChannelState {
  return {
    application,
    beganAtMs: nowMs,
    serial: 0,
    next,
    conversations: {},
    invitations: {},
    orders: {},
    threads: {},
    contacts: {},
    seen: [],
    shown: [],
    outcomes: [],
    lookups: [],
    actions: [],
    hasNoModalities: false,
  };
}

/** A conversation of which nothing is known but that it is there. */
export function blankConversation(): ConversationState {
  return {
    state: '',
    isConference: false,
    links: {},
    messaging: { state: '', links: {}, formats: [] },
    participants: {},
    owners: {},
    isRead: false,
    isOpen: false,
    isClosed: false,
    isSilent: false,
    held: [],
  };
}
