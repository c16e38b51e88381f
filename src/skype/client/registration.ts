// Opens and ends a session (skype.md 3.3, 4, 5.1): register an endpoint, publish its document, subscribe, set the status.
import type { OwnPresence } from '../../model/presence.ts';
import { ServiceError } from '../../service/error.ts';
import type { TransportResponse } from '../../service/transport.ts';
import { endpointOfLink } from '../identifiers.ts';
import { lockAndKeyHeader } from '../lock-and-key.ts';
import { parseRegistrationToken } from '../registration-token.ts';
import type { StatusWord } from '../wire/presence.ts';
import { interestedResources } from '../wire/subscription.ts';
import { type Connection, jsonOf } from './connection.ts';
import { failureOf } from './failure.ts';
import { readSession, type Session } from './session.ts';

const mostRegistrations = 4;

const statusOf: Record<OwnPresence, StatusWord> = {
  online: 'Online',
  away: 'Away',
  busy: 'Busy',
  // What the protocol has no word for is the next best; the capability says that nobody is offered it.
  doNotDisturb: 'Busy',
  beRightBack: 'Away',
  offWork: 'Away',
  invisible: 'Hidden',
  offline: 'Offline',
};

type Registered = Pick<Session, 'messagingOrigin' | 'registrationToken' | 'endpointId'>;

async function requestRegistration(connection: Connection, origin: string): Promise<TransportResponse> {
  const { options } = connection;
  const timeSeconds = String(Math.floor(options.nowMs() / 1000));
  return connection.exchange(
    { method: 'POST', path: `${origin}/v1/users/ME/endpoints`, json: { endpointFeatures: 'Agent' } },
    {
      Authentication: `skypetoken=${await options.readToken()}`,
      LockAndKey: await lockAndKeyHeader(timeSeconds, options.sha256),
      BehaviorOverride: 'redirectAs404',
      ClientInfo: `os=web; deviceType=1; clientName=skylark; clientVer=${options.version ?? '0'}`,
    },
  );
}

function firstEndpointOf(response: TransportResponse): string | undefined {
  const body = jsonOf(response);
  const first: unknown = Array.isArray(body) ? body[0] : undefined;
  return typeof first === 'object' && first !== null && 'id' in first && typeof first.id === 'string'
    ? first.id
    : undefined;
}

/**
 * Registers an endpoint, following the server to the user's own cloud (404 or 3xx with `Location` on another host).
 * @throws ServiceError `forbidden` when that host is foreign, `server` when no host takes us.
 */
async function register(connection: Connection, firstOrigin: string): Promise<Registered> {
  let origin = firstOrigin;
  for (let i = 0; i < mostRegistrations; i++) {
    const response = await requestRegistration(connection, origin);
    const location = response.header('Location');
    const token = parseRegistrationToken(response.header('Set-RegistrationToken'));
    const isMoved = response.status === 404 || (response.status >= 300 && response.status < 400);
    if (!token && (!isMoved || location === undefined))
      throw failureOf(response, 'skype-token', connection.options.nowMs());
    // The host of `Location` is where this user's session lives; a token of another host is of no use there.
    const next = location === undefined ? origin : new URL(connection.guard.check(location, 'Location', origin)).origin;
    if (token && next === origin) {
      const endpointId = token.endpointId ?? (location && endpointOfLink(location)) ?? firstEndpointOf(response);
      return { messagingOrigin: next, registrationToken: token.value, endpointId: endpointId ?? 'SELF' };
    }
    if (next === origin) break;
    origin = next;
  }
  throw new ServiceError('server', 'no host registers this user');
}

function publishDocument(connection: Connection, session: Session): Promise<unknown> {
  const version = connection.options.version ?? '0';
  return connection.messaging(
    {
      method: 'PUT',
      path: `/users/ME/endpoints/${encodeURIComponent(session.endpointId)}/presenceDocs/messagingService`,
      json: {
        id: 'messagingService',
        type: 'EndpointPresenceDoc',
        selfLink: 'uri',
        privateInfo: { epname: 'Skylark' },
        publicInfo: { capabilities: '', type: 1, skypeNameVersion: `skylark/${version}`, nodeInfo: 'xx', version },
      },
    },
    session,
  );
}

function subscribe(connection: Connection, session: Session): Promise<unknown> {
  return connection.messaging(
    {
      method: 'POST',
      path: '/users/ME/endpoints/SELF/subscriptions',
      json: { interestedResources: Object.values(interestedResources), template: 'raw', channelType: 'httpLongPoll' },
    },
    session,
  );
}

/** Publishes the status of the user; everybody sees it, `invisible` as offline. */
export async function publishStatus(connection: Connection, presence: OwnPresence, session?: Session): Promise<void> {
  await connection.messaging(
    { method: 'PUT', path: '/users/ME/presenceDocs/messagingService', json: { status: statusOf[presence] } },
    session,
  );
}

/** Opens a session for `user` and stores it; an endpoint of an earlier session is given back. */
export async function openSession(connection: Connection, user: string, presence: OwnPresence): Promise<void> {
  const store = connection.options.session;
  const previous = await readSession(store);
  const discovery = await connection.discover(true);
  const messagingBase = discovery.services['client-s.gateway.messenger.live.com'] ?? connection.guard.server;
  const firstOrigin = new URL(connection.guard.check(messagingBase, 'services')).origin;
  const session: Session = { user, discovery, position: 0, ...(await register(connection, firstOrigin)) };
  await publishDocument(connection, session);
  await subscribe(connection, session);
  await publishStatus(connection, presence, session);
  await store.write(session);
  if (previous && previous.endpointId !== session.endpointId) await removeEndpoint(connection, previous);
}

/** Gives an endpoint back. The server forgets idle ones by itself, so a failure here is nobody's concern. */
export async function removeEndpoint(connection: Connection, session: Session): Promise<void> {
  const path = `/users/ME/endpoints/${encodeURIComponent(session.endpointId)}`;
  await connection.messaging({ method: 'DELETE', path, timeoutMs: 5_000 }, session).catch(() => undefined);
}
