import * as v from 'valibot';
import { amount, anyObject, maybe, text } from './fields.ts';
import { messageResource } from './message.ts';
import { pagingMetadata } from './paging.ts';

/** A user's own properties of a conversation (skype.md 6.2); all values are strings on the wire. */
export const conversationProperties = v.object({
  consumptionhorizon: maybe(text),
  clearedat: maybe(text),
  alerts: maybe(v.union([v.string(), v.boolean()])),
  /** Our own: `"false"` when not even mentions notify while `alerts` is off. */
  skylarkmentions: maybe(text),
  conversationstatus: maybe(text),
  lastimreceivedtime: maybe(text),
});

/** Present on group conversations only; all values are strings on the wire. */
export const conversationThreadProperties = v.object({
  topic: maybe(text),
  lastjoinat: maybe(text),
  lastleaveat: maybe(text),
  version: maybe(text),
  members: maybe(v.unknown()),
  membercount: maybe(text),
});

/** A conversation (skype.md 6.2). A `lastMessage` that does not read as a message comes out as `{}`. */
export const conversationResource = v.object({
  id: v.string(),
  type: maybe(v.string()),
  version: maybe(amount),
  targetLink: maybe(v.string()),
  messages: maybe(v.string()),
  lastMessage: maybe(v.union([messageResource, v.object({})])),
  properties: maybe(conversationProperties),
  threadProperties: maybe(conversationThreadProperties),
});

export type ConversationProperties = v.InferOutput<typeof conversationProperties>;
export type ConversationThreadProperties = v.InferOutput<typeof conversationThreadProperties>;
export type ConversationResource = v.InferOutput<typeof conversationResource>;

/** One page of conversations. Each entry is read on its own with `conversationResource`. */
export const conversationList = v.object({ conversations: v.array(v.unknown()), _metadata: maybe(pagingMetadata) });

/** One page of messages. Each entry is read on its own with `messageResource`. */
export const messageList = v.object({ messages: v.array(v.unknown()), _metadata: maybe(pagingMetadata) });

/** What a server answers with; `conversationList` and `messageList` are the lenient readers. */
export type ConversationListReply = {
  conversations: ConversationResource[];
  _metadata: v.InferOutput<typeof pagingMetadata>;
};
export type MessageListReply = {
  messages: v.InferOutput<typeof messageResource>[];
  _metadata: v.InferOutput<typeof pagingMetadata>;
};

/**
 * Body of `PUT .../properties?name=p`: `{p: value}`. The notes also know the property name as field `name` of the
 * body (skype.md 6.1, disagreement 1).
 */
export const propertyBody = anyObject;
