import * as v from 'valibot';
import { maybe, maybeList } from './fields.ts';

/** The six words a status may have (skype.md 4). */
export const statusWords = ['Online', 'Away', 'Busy', 'Idle', 'Hidden', 'Offline'] as const;
export type StatusWord = (typeof statusWords)[number];

/** Body of `PUT /v1/users/ME/presenceDocs/messagingService`. */
export const statusBody = v.object({ status: v.picklist(statusWords) });

/** Presence of one user: resource of a UserPresence event (skype.md 5.4). `status` is read as any word. */
export const userPresenceDocument = v.object({
  id: maybe(v.string()),
  type: maybe(v.string()),
  selfLink: v.string(),
  availability: maybe(v.string()),
  status: v.string(),
  capabilities: maybe(v.string()),
  endpointPresenceDocLinks: maybeList(v.string()),
  lastSeenAt: maybe(v.string()),
});

export type UserPresenceDocument = v.InferOutput<typeof userPresenceDocument>;

/** Reply of `GET /v1/users/ME/presenceDocs/messagingService?view=expanded`: the user's own endpoints. */
export const ownPresenceReply = v.object({ endpointPresenceDocs: maybeList(v.object({ link: v.string() })) });

export type OwnPresenceReply = v.InferOutput<typeof ownPresenceReply>;

/** Reply of `GET /v1/users/ME/contacts/ALL/presenceDocs/messagingService?cMri=..`; each payload is read on its own. */
export const contactPresenceReply = v.object({ Responses: v.array(v.object({ Payload: v.unknown() })) });

export type ContactPresenceReply = { Responses: { Payload: UserPresenceDocument }[] };
