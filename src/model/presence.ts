import type { ContactId } from './account.ts';

/** The status a person chose; `hidden` is only ever seen by its owner. */
export type Status = 'online' | 'away' | 'busy' | 'idle' | 'hidden' | 'offline';

/** What we know of a person's presence. A missing record means unknown, which is not the same as offline. */
export type Presence = {
  contact: ContactId;
  /** At least one endpoint is connected (skype.md chapter 4). */
  isConnected: boolean;
  status: Status;
  capabilities: string[];
  /** The running clients that the server names. */
  endpoints?: string[];
  /** What the person does, in the server's own words, if it says. */
  activity?: string;
  /** When the server told us. */
  heardAtMs: number;
  /** When the person was last connected, if the server says. */
  lastSeenAtMs?: number;
};

/** One running client of a person. */
export type Endpoint = {
  contact: ContactId;
  endpoint: string;
  name: string;
  clientType: string;
  capabilities: string[];
};

/** What the user can choose for an own account. `offline` disconnects; `invisible` stays connected and receives. */
export type OwnPresence =
  | 'online'
  | 'away'
  | 'busy'
  | 'doNotDisturb'
  | 'beRightBack'
  | 'offWork'
  | 'invisible'
  | 'offline';

export type VisiblePresence = 'online' | 'away' | 'busy' | 'idle' | 'connected-offline' | 'disconnected' | 'unknown';

/**
 * What a presence dot shows: connected-but-offline (empty circle), not connected (no circle) and unknown are three
 * different things (miscellaneous notes, "Endpoints").
 */
export function showPresence(presence: Presence | undefined): VisiblePresence {
  if (!presence) return 'unknown';
  if (!presence.isConnected) return 'disconnected';
  if (presence.status === 'offline' || presence.status === 'hidden') return 'connected-offline';
  return presence.status;
}
