// The presence words of UCWA and ours (ucwa.md 5.3).
import type { ContactId } from '../../model/account.ts';
import type { OwnPresence, Presence, Status } from '../../model/presence.ts';
import { readDate } from '../wire/dates.ts';
import type { Resource } from '../wire/resource.ts';

/** What the server is told. It has no "appear offline": who wants to be invisible is offered it nowhere, and is away. */
export const availabilityOf: Readonly<Record<OwnPresence, string>> = {
  online: 'Online',
  away: 'Away',
  busy: 'Busy',
  doNotDisturb: 'DoNotDisturb',
  beRightBack: 'BeRightBack',
  offWork: 'Offwork',
  invisible: 'Away',
  offline: 'Offwork',
};

const statusOf: Readonly<Record<string, Status>> = {
  Online: 'online',
  IdleOnline: 'idle',
  Busy: 'busy',
  IdleBusy: 'busy',
  DoNotDisturb: 'busy',
  BeRightBack: 'away',
  Away: 'away',
  Offline: 'offline',
};

/** The presence in a resource `presence` or `contactPresence`; undefined when its availability is none that is known. */
export function presenceOf(contact: ContactId, resource: Resource, heardAtMs: number): Presence | undefined {
  const { availability, activity, lastActive } = resource.properties;
  const word = typeof availability === 'string' && Object.hasOwn(statusOf, availability) ? availability : undefined;
  const status = word === undefined ? undefined : statusOf[word];
  if (status === undefined) return undefined;
  const lastSeenAtMs = typeof lastActive === 'string' ? readDate(lastActive) : undefined;
  return {
    contact,
    isConnected: status !== 'offline',
    status,
    capabilities: [],
    ...(typeof activity === 'string' && activity !== '' && { activity }),
    heardAtMs,
    ...(lastSeenAtMs === undefined ? {} : { lastSeenAtMs }),
  };
}
