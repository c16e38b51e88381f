import type { ContactId } from '../../model/account.ts';
import type { ChannelStore, SessionStore } from '../../service/service.ts';
import type { Transport } from '../../service/transport.ts';
import type { UcwaPlace } from '../sign-in/place.ts';

/** A server tried to lead us, and with us a token, to a place we do not trust. No full address: it may hold secrets. */
export type SecurityEvent = {
  kind: 'foreign-origin';
  /** What named the place. */
  where: string;
  /** Origin that was refused; empty when the address has none. */
  origin: string;
};

/** What the UCWA service needs from outside. */
export type UcwaServiceOptions = {
  /** Origin of the pool: the token goes here and nowhere else. */
  server: string;
  /** The account's `place` as sign-in made it. */
  place: unknown;
  /** Keeps a place that has changed: the applications have moved at the same origin. */
  keepPlace(place: UcwaPlace): Promise<void>;
  /** The signed-in user, when it is known already. */
  user?: ContactId;
  transport: Transport;
  /** Where the open application is remembered between two lives of the worker. */
  session: SessionStore;
  /** What was committed with the events of the channel. */
  channel: ChannelStore;
  /** The current token, with its prefix `cwt=` if it has one. May reject with a `ServiceError`. */
  readToken(): Promise<string>;
  nowMs(): number;
  /** Resolves after so long, whatever the clock says. */
  wait(ms: number): Promise<void>;
  /** A fresh UUID. */
  newId(): string;
  /** Version of Skylark, told to the server. */
  version: string;
  /** A UUID kept per installation and account: a second application of it replaces the first. */
  endpointId: string;
  /** Language of the server's words about presence and errors, e.g. `en-US`. */
  culture: string;
  onSecurityEvent?(event: SecurityEvent): void;
};
