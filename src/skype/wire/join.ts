import * as v from 'valibot';
import { maybe, text } from './fields.ts';

/** Reply of `POST api.scheduler.skype.com/threads` (skype.md 6.5). */
export const schedulerReply = v.object({
  Blob: maybe(v.string()),
  Id: v.string(),
  JoinUrl: v.string(),
  ThreadId: v.string(),
});

/** Reply of `POST join.skype.com/api/v2/conversation/`; `Resource` is the thread. */
export const joinReply = v.object({
  Action: maybe(v.string()),
  ChatBlob: maybe(v.string()),
  FlowId: maybe(text),
  Id: maybe(v.string()),
  Resource: v.string(),
});

/** Body of `POST api.join.skype.com/v1/meetings` and of `POST api.scheduler.skype.com/threads`. */
export const joinLinkBody = v.object({ threadId: v.string() });

/** Reply of `POST api.join.skype.com/v1/meetings`. */
export const joinLinkReply = v.object({ url: v.string() });

/** Reply of `GET api.join.skype.com/v1/meetings/{code}`. */
export const meetingReply = v.object({ threadId: v.string() });

/** Body of `POST join.skype.com/api/v2/conversation/`; the code is the last part of a link. */
export const shortIdBody = v.object({ shortId: v.string(), type: maybe(v.string()) });

/** Body of `POST api.join.skype.com/v1/threads/{tid}/members`, without any token (skype.md 3.7). */
export const guestBody = v.object({ displayName: v.string() });

/** Body of `POST join.skype.com/api/v1/users/guests`, the older form. */
export const oldGuestBody = v.object({
  flowId: maybe(text),
  shortId: v.string(),
  longId: maybe(text),
  threadId: v.string(),
  name: v.string(),
});

/** Reply of both guest forms. */
export const guestReply = v.object({ skypetoken: v.string() });
