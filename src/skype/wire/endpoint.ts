import * as v from 'valibot';
import { amount, maybe, maybeList, text, truth } from './fields.ts';

/** Body of `POST /v1/users/ME/endpoints`: an object is required even if empty (skype.md 3.3). */
export const registrationBody = v.object({ endpointFeatures: maybe(v.string()) });

const privateInfo = maybe(v.object({ epname: maybe(v.string()) }));

const publicInfo = maybe(
  v.object({
    capabilities: maybe(v.string()),
    nodeInfo: maybe(v.string()),
    skypeNameVersion: maybe(v.string()),
    type: maybe(text),
    typ: maybe(text),
    version: maybe(text),
  }),
);

/**
 * The document an endpoint publishes about itself, also delivered in EndpointPresence events (skype.md 4, 5.4).
 * Clients send the client type as number `type`, events carry it as string `typ`; both are read as text.
 */
export const endpointDocument = v.object({
  id: maybe(v.string()),
  type: maybe(v.string()),
  selfLink: maybe(v.string()),
  privateInfo,
  publicInfo,
});

export type EndpointDocument = v.InferOutput<typeof endpointDocument>;

/**
 * One entry of the 200 reply to a registration: the endpoints that exist, with their subscriptions (skype.md 3.3). The rest is our
 * addition for the list of devices: what the endpoint published, which one is asking, its status, and when it was made and last active.
 */
export const endpointEntry = v.object({
  id: v.string(),
  subscriptions: maybeList(v.object({ id: maybe(text), channelType: maybe(v.string()) })),
  privateInfo,
  publicInfo,
  isSelf: maybe(truth),
  status: maybe(v.string()),
  client: maybe(v.string()),
  registeredAt: maybe(v.string()),
  lastActiveAt: maybe(v.string()),
});

export type EndpointEntry = v.InferOutput<typeof endpointEntry>;

/** Body of `POST .../endpoints/{ep}/active`: how long to keep the endpoint alive, in seconds. */
export const activeBody = v.object({ timeout: maybe(amount) });
