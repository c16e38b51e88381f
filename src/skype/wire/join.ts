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
