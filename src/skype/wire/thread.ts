import * as v from 'valibot';
import { amount, anyObject, maybe, maybeList, text } from './fields.ts';

/** A member of a thread (skype.md 6.3). */
export const threadMember = v.object({
  id: v.string(),
  userLink: maybe(v.string()),
  role: maybe(v.string()),
  type: maybe(v.string()),
  capabilities: maybeList(v.string()),
  cid: maybe(amount),
  friendlyName: maybe(v.string()),
  linkedMri: maybe(v.string()),
  userTile: maybe(v.string()),
});

/** Properties of a thread; booleans are the strings `"true"` and `"false"` in replies. */
export const threadProperties = v.object({
  topic: maybe(text),
  creator: maybe(v.string()),
  creatorcid: maybe(text),
  createdat: maybe(text),
  joiningenabled: maybe(v.union([v.string(), v.boolean()])),
  historydisclosed: maybe(v.union([v.string(), v.boolean()])),
  moderatedthread: maybe(v.union([v.string(), v.boolean()])),
  picture: maybe(v.string()),
  capabilities: maybeList(v.string()),
});

/** A group conversation with its members (skype.md 6.3); also the resource of a ThreadUpdate event. */
export const threadResource = v.object({
  id: v.string(),
  type: maybe(v.string()),
  version: maybe(amount),
  messages: maybe(v.string()),
  members: maybeList(threadMember),
  properties: maybe(threadProperties),
});

export type ThreadMember = v.InferOutput<typeof threadMember>;
export type ThreadProperties = v.InferOutput<typeof threadProperties>;
export type ThreadResource = v.InferOutput<typeof threadResource>;

const memberToAdd = v.object({ id: v.string(), role: maybe(v.string()) });

/** Body of `POST /v1/threads`. */
export const threadBody = v.object({ members: v.array(memberToAdd), properties: maybe(anyObject) });

/** Body of `POST /v1/threads/{tid}/members`. */
export const threadMembersBody = v.object({ members: v.array(memberToAdd) });

/** Body of `PUT /v1/threads/{tid}/members/{mri}`; `{}` joins or keeps the role. */
export const threadMemberBody = v.object({ role: maybe(v.string()) });

export type ThreadBody = v.InferOutput<typeof threadBody>;

/** Reply of `GET /v1/threads/{tid}/consumptionhorizons`. */
export const consumptionHorizonsReply = v.object({
  id: v.string(),
  version: maybe(text),
  consumptionhorizons: v.array(v.object({ id: v.string(), consumptionhorizon: text })),
});

export type ConsumptionHorizonsReply = v.InferOutput<typeof consumptionHorizonsReply>;
