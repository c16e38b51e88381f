// What a user shows of themselves: computed from their endpoints at the moment of asking. Being connected (any endpoint) and
// being available (the chosen status) are two different things (skype.md 4).

import { formatMessageTime } from '../../src/skype/timestamps.ts';
import type { EndpointDocument } from '../../src/skype/wire/endpoint.ts';
import type { StatusWord, UserPresenceDocument } from '../../src/skype/wire/presence.ts';
import type { Queryable } from '../storage/database.ts';
import { endpointPresenceLink, userPresenceLink } from './links.ts';

export type EndpointState = {
  readonly id: string;
  readonly status: StatusWord | null;
  readonly document: EndpointDocument | null;
};

export type PresenceState = {
  readonly endpoints: readonly EndpointState[];
  /** What an endpoint shows that has chosen nothing. */
  readonly standingStatus: StatusWord;
  readonly lastSeenAtMs: number | null;
};

/** Who looks: the user themselves learns that they are hidden, everyone else sees them offline. */
export type Viewer = 'owner' | 'contact';

/** Of several endpoints the first of these words counts: hidden hides all, one that is online makes available. */
const precedence: readonly StatusWord[] = ['Hidden', 'Online', 'Busy', 'Away', 'Idle', 'Offline'];

/** The status of all endpoints together, as the owner sees it. */
export function combineStatus(state: Pick<PresenceState, 'endpoints' | 'standingStatus'>): StatusWord {
  const shown = new Set(state.endpoints.map((endpoint) => endpoint.status ?? state.standingStatus));
  return precedence.find((word) => shown.has(word)) ?? 'Offline';
}

/** The words of a capability list, each once; clients put bars between them with and without spaces. */
function capabilityWords(text: string | null | undefined): string[] {
  const words = (text ?? '').split('|').map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}

/** A capability list as readers take it apart: never null, a bar between two spaces (skype.md 4, 5.4). */
export const capabilityText = (text: string | null | undefined): string => capabilityWords(text).join(' | ');

function combineCapabilities(endpoints: readonly EndpointState[]): string {
  const words = endpoints.flatMap((endpoint) => capabilityWords(endpoint.document?.publicInfo?.capabilities));
  return [...new Set(words)].sort().join(' | ');
}

/** The UserPresence resource of a user (skype.md 5.4). Links have no origin yet. */
export function presenceDocument(mri: string, state: PresenceState, viewer: Viewer): UserPresenceDocument {
  const isConnected = state.endpoints.length > 0;
  const status = combineStatus(state);
  const published = state.endpoints.filter((endpoint) => endpoint.document !== null);
  return {
    id: 'messagingService',
    type: 'UserPresenceDoc',
    selfLink: userPresenceLink(mri),
    availability: isConnected ? 'Online' : 'Offline',
    status: status === 'Hidden' && viewer === 'contact' ? 'Offline' : status,
    capabilities: combineCapabilities(published),
    endpointPresenceDocLinks: published.map((endpoint) => endpointPresenceLink(mri, endpoint.id)),
    ...(isConnected || state.lastSeenAtMs === null ? {} : { lastSeenAt: formatMessageTime(state.lastSeenAtMs) }),
  };
}

/** The EndpointPresence resource: what a client published, with the links and the type that readers expect. */
export function endpointPresence(mri: string, endpointId: string, document: EndpointDocument): EndpointDocument {
  return {
    ...document,
    id: 'messagingService',
    type: 'EndpointPresenceDoc',
    selfLink: endpointPresenceLink(mri, endpointId),
  };
}

type EndpointRow = { user_id: number; id: string; status: StatusWord | null; document: EndpointDocument | null };
type StandingRow = { user_id: number; standing_status: StatusWord; last_seen_at_ms: number | null };

/** Reads the presence of users, those without a trace included. */
export async function readPresence(
  queryable: Queryable,
  userIds: readonly number[],
): Promise<Map<number, PresenceState>> {
  const endpoints = await queryable.query<EndpointRow>(
    'select user_id, id, status, document from endpoints where user_id = any ($1::bigint[]) order by registered_at_ms, id',
    [userIds],
  );
  const standing = await queryable.query<StandingRow>(
    'select user_id, standing_status, last_seen_at_ms from user_presence where user_id = any ($1::bigint[])',
    [userIds],
  );
  return new Map(
    userIds.map((userId) => {
      const row = standing.find((candidate) => candidate.user_id === userId);
      return [
        userId,
        {
          endpoints: endpoints.filter((endpoint) => endpoint.user_id === userId),
          standingStatus: row?.standing_status ?? 'Online',
          lastSeenAtMs: row?.last_seen_at_ms ?? null,
        },
      ];
    }),
  );
}

/** The presence of one user; see `readPresence`. */
export async function readPresenceOf(queryable: Queryable, userId: number): Promise<PresenceState> {
  const state = (await readPresence(queryable, [userId])).get(userId);
  return state ?? { endpoints: [], standingStatus: 'Online', lastSeenAtMs: null };
}
