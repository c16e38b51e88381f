import { formatMessageTime } from '../../src/skype/timestamps.ts';
import type { EndpointDocument, EndpointEntry } from '../../src/skype/wire/endpoint.ts';
import type { StatusWord } from '../../src/skype/wire/presence.ts';
import type { Queryable } from '../storage/database.ts';

type Row = {
  id: string;
  registered_at_ms: number;
  active_at_ms: number;
  status: StatusWord | null;
  document: EndpointDocument | null;
  channel_type: string | null;
  client: string | null;
};

const query = `
select endpoints.id, registered_at_ms, greatest(active_at_ms, registered_at_ms) as active_at_ms, status, document, channel_type,
  (select sign_ins.client from registration_tokens token join sign_ins on sign_ins.id = token.sign_in_id
   where token.user_id = endpoints.user_id and token.endpoint_id = endpoints.id
   order by token.issued_at_ms desc limit 1) as client
from endpoints
left join subscriptions on subscriptions.user_id = endpoints.user_id and subscriptions.endpoint_id = endpoints.id
where endpoints.user_id = $1 order by endpoints.id <> $2, active_at_ms desc, endpoints.id`;

function published(document: EndpointDocument | null): Pick<EndpointEntry, 'privateInfo' | 'publicInfo'> {
  const { privateInfo, publicInfo } = document ?? {};
  return { ...(privateInfo ? { privateInfo } : {}), ...(publicInfo ? { publicInfo } : {}) };
}

/**
 * All endpoints of a user, for this user alone: the reply to a registration of one that is known (skype.md 3.3), and the list of
 * devices. `ownId` comes first, because one client takes the first for its own; then the others, last active first. Beside the
 * documented `id` and `subscriptions`, and what the endpoint published (`privateInfo`, `publicInfo`, skype.md 4), these are
 * ours: `isSelf`, `status`, `registeredAt` and `lastActiveAt` (exact to some seconds), and `client`, through which it signed in.
 */
export async function listEndpoints(queryable: Queryable, userId: number, ownId: string): Promise<EndpointEntry[]> {
  const rows = await queryable.query<Row>(query, [userId, ownId]);
  return rows.map((row) => ({
    id: row.id,
    isSelf: row.id === ownId,
    subscriptions: row.channel_type === null ? [] : [{ id: '0', channelType: row.channel_type }],
    registeredAt: formatMessageTime(row.registered_at_ms),
    lastActiveAt: formatMessageTime(row.active_at_ms),
    ...(row.client === null ? {} : { client: row.client }),
    ...(row.status === null ? {} : { status: row.status }),
    ...published(row.document),
  }));
}
