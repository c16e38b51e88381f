import * as v from 'valibot';
import { amount } from './fields.ts';

/** Where a client finds the discovery document of a server. */
export const discoveryPath = '/.well-known/skylark';

/**
 * What a server says about itself. `services` maps a production host name to the base URL that serves it (the base
 * of the messaging API is an origin: its paths start with `/v1`); `clouds` lists further origins that may serve the
 * user after a redirect; `holdSeconds` is how long a poll is held.
 */
export const discoveryDocument = v.object({
  name: v.string(),
  version: v.string(),
  issuer: v.string(),
  holdSeconds: amount,
  services: v.record(v.string(), v.string()),
  clouds: v.array(v.string()),
});

export type DiscoveryDocument = v.InferOutput<typeof discoveryDocument>;
