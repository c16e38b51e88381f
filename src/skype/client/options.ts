import type { ContactId } from '../../model/account.ts';
import type { SessionStore } from '../../service/service.ts';
import type { Transport } from '../../service/transport.ts';
import type { Sha256 } from '../lock-and-key.ts';

/** A server tried to lead us, and with us a token, to a place we do not trust. No full address: it may hold secrets. */
export interface SecurityEvent {
  kind: 'foreign-origin';
  /** What named the place: `Location`, `syncState`, `services`, `clouds`. */
  where: string;
  /** Origin that was refused; empty when the address could not be parsed. */
  origin: string;
}

/** What the Skype service needs from outside. */
export interface SkypeServiceOptions {
  /** Address of the configured server; only its origin counts. */
  server: string;
  transport: Transport;
  /** The current skype token. May reject with a `ServiceError`. */
  readToken: () => Promise<string>;
  /** Where the open session is kept between two lives of the worker. */
  session: SessionStore;
  nowMs: () => number;
  sha256: Sha256;
  /** The signed-in user, when it is known already. */
  user?: ContactId;
  /** Version of Skylark, told to the server. */
  version?: string;
  onSecurityEvent?: (event: SecurityEvent) => void;
}
