import * as v from 'valibot';
import { amount, anyObject, maybe, maybeList, text, truth } from './fields.ts';

/** A message as stored, listed and delivered (skype.md 7.1). */
export const messageResource = v.object({
  id: text,
  version: maybe(text),
  type: maybe(v.string()),
  messagetype: v.string(),
  content: maybe(v.string()),
  contenttype: maybe(v.string()),
  clientmessageid: maybe(text),
  skypeeditedid: maybe(text),
  composetime: maybe(text),
  originalarrivaltime: maybe(text),
  from: v.string(),
  conversationLink: maybe(v.string()),
  conversationid: maybe(v.string()),
  imdisplayname: maybe(v.string()),
  isactive: maybe(truth),
  ackrequired: maybe(v.string()),
  threadtopic: maybe(v.string()),
  skypeemoteoffset: maybe(text),
  'Has-Mentions': maybe(text),
  skypeguid: maybe(v.string()),
  counterpartymessageid: maybe(text),
  properties: maybe(v.object({ edittime: maybe(text), deletetime: maybe(text) })),
});

export type MessageResource = v.InferOutput<typeof messageResource>;

/** Body of a message POST or PUT (skype.md 7.3, 7.4, 7.6); `content` is null or absent for typing. */
export const messageBody = v.object({
  messagetype: v.string(),
  content: maybe(v.string()),
  contenttype: maybe(v.string()),
  clientmessageid: maybe(text),
  skypeeditedid: maybe(text),
  imdisplayname: maybe(v.string()),
  composetime: maybe(v.string()),
  skypeemoteoffset: maybe(text),
  'Has-Mentions': maybe(v.union([v.string(), v.boolean()])),
  amsreferences: maybeList(v.string()),
  contentformat: maybe(text),
  counterpartymessageid: maybe(text),
  eventId: maybe(text),
  isVideoCall: maybe(v.union([v.string(), v.boolean()])),
  origincontextid: maybe(text),
  skypeguid: maybe(text),
  properties: maybe(anyObject),
});

export type MessageBody = v.InferOutput<typeof messageBody>;

/** Reply to a message POST: when the message arrived, in ms. */
export const messageSentReply = v.object({ OriginalArrivalTime: maybe(amount) });
export type MessageSentReply = { OriginalArrivalTime: number };

/** Replies to a message PUT and DELETE: when it was changed, in ms. */
export const messageEditedReply = v.object({ edittime: maybe(amount) });
export const messageDeletedReply = v.object({ deletetime: maybe(amount) });
export type MessageEditedReply = { edittime: number };
export type MessageDeletedReply = { deletetime: number };
