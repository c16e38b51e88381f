import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Database } from './storage/database.ts';
import { defaultUcwaClocks, type UcwaClocks } from './ucwa/clocks.ts';

/** What may differ from one gateway to the next. Durations are in seconds, as on the command line and on the wire. */
export type GatewaySettings = {
  /** Longest time a poll is held open. */
  readonly holdSeconds: number;
  /** Life of a skype token. */
  readonly tokenSeconds: number;
  /** Life of a refresh token; every use starts it anew. */
  readonly refreshSeconds: number;
  /** Life of a registration token. */
  readonly registrationSeconds: number;
  /** How long an endpoint lives without a request. */
  readonly endpointIdleSeconds: number;
  /** Whether clients reach this process over TLS. */
  readonly isTls: boolean;
  /** The origin under which clients reach the gateway, when it differs from the address they name (behind a proxy). */
  readonly publicOrigin: string | undefined;
  /** Whether `X-Forwarded-For` of the nearest proxy names the client. */
  readonly isBehindProxy: boolean;
  readonly demo: boolean;
  /** Origins of the other gateways on which users may be at home; without a trailing slash. */
  readonly clouds: readonly string[];
  /** Largest file or picture that may be uploaded, in bytes. */
  readonly maxObjectBytes: number;
  /** What all files and pictures of one user may take together, in bytes. */
  readonly objectQuotaBytes: number;
  /** Whether previews may be made of pages on this machine and in private networks, and on any port. */
  readonly allowsPrivatePreviews: boolean;
  /** The domain of SIP addresses: whoever is `fred.2` in Skype is `sip:fred.2@<domain>` in UCWA. */
  readonly sipDomain: string;
  /** Which of the two families of addresses UCWA resources have (ucwa.md 1.6). */
  readonly ucwaPaths: 'real' | 'reference';
  readonly ucwaClocks: UcwaClocks;
  /** Whether UCWA requests may ask for a documented fault by header; for tests of clients only. */
  readonly allowsUcwaFaults: boolean;
  /** The user that integrated Windows sign-in proves, for tests; without one that grant is refused (ucwa.md 3.2). */
  readonly integratedUser: string | undefined;
  /** Another discovery service that the root sends everybody to (ucwa.md 2.1 step 5). */
  readonly discoveryRedirect: string | undefined;
  /** scrypt cost as a power of two; lower only in tests. */
  readonly passwordCost: number;
};

export const defaultSettings: GatewaySettings = {
  holdSeconds: 25,
  tokenSeconds: 86_400,
  refreshSeconds: 90 * 86_400,
  registrationSeconds: 86_400,
  endpointIdleSeconds: 180,
  isTls: false,
  publicOrigin: undefined,
  isBehindProxy: false,
  demo: false,
  clouds: [],
  maxObjectBytes: 100 * 1024 * 1024,
  objectQuotaBytes: 2 * 1024 * 1024 * 1024,
  allowsPrivatePreviews: false,
  sipDomain: 'skylark.example',
  ucwaPaths: 'real',
  ucwaClocks: defaultUcwaClocks,
  allowsUcwaFaults: false,
  integratedUser: undefined,
  discoveryRedirect: undefined,
  passwordCost: 15,
};

/** Everything a request handler works with. Time and randomness come from here, so that tests can choose them. */
export type GatewayContext = {
  readonly database: Database;
  /** Milliseconds since 1970. */
  now(): number;
  /** Cryptographically strong bytes. */
  randomBytes(length: number): Uint8Array;
  readonly log: Logger;
  readonly settings: GatewaySettings;
  /** Aborted when the gateway stops: held polls answer at once, background work ends. */
  readonly shutdown: AbortSignal;
};

/** A reply on its way to the client: `close` comes once it was handed over whole, or when the connection ended before that. */
export type OutgoingReply = {
  readonly writableFinished: boolean;
  readonly closed: boolean;
  once(event: 'close', listener: () => void): unknown;
};

/** What Hono carries for each request; `address` is the peer's. Both are absent when no socket is involved. */
export type GatewayEnv = { Bindings: { address?: string; reply?: OutgoingReply } };

/** Makes a context from the parts that have no default. */
export function createContext(
  parts: Pick<GatewayContext, 'database' | 'log' | 'shutdown'> & {
    readonly now?: () => number;
    readonly randomBytes?: (length: number) => Uint8Array;
    readonly settings?: Partial<GatewaySettings>;
  },
): GatewayContext {
  return {
    database: parts.database,
    log: parts.log,
    shutdown: parts.shutdown,
    now: parts.now ?? Date.now,
    randomBytes: parts.randomBytes ?? ((length) => new Uint8Array(randomBytes(length))),
    settings: { ...defaultSettings, ...parts.settings },
  };
}
