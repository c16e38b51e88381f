// The presence words of UCWA and ours (ucwa.md 5.3).
import type { ContactId } from '../../model/account.ts';
import type { OwnPresence, Presence, Status } from '../../model/presence.ts';
import { contactPresence } from '../wire/contact.ts';
import { readProperties } from '../wire/properties.ts';
import type { Resource } from '../wire/resource.ts';
import { readOrFail } from './connection.ts';

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

const statusOf: ReadonlyMap<string, Status> = new Map([
  ['Online', 'online'],
  ['IdleOnline', 'idle'],
  ['Busy', 'busy'],
  ['IdleBusy', 'busy'],
  ['DoNotDisturb', 'busy'],
  ['BeRightBack', 'away'],
  ['Away', 'away'],
  ['Offline', 'offline'],
]);

/** Availabilities that say more than our status does; the rest of it counts as what the person does. */
const activityOf: ReadonlyMap<string, string> = new Map([
  ['DoNotDisturb', 'do-not-disturb'],
  ['BeRightBack', 'be-right-back'],
]);

/**
 * The presence in a resource `presence` or `contactPresence`; undefined when its availability is none that is known.
 * @throws ServiceError `unreadable` that names the place
 */
export function presenceOf(contact: ContactId, resource: Resource, heardAtMs: number): Presence | undefined {
  const { availability, activity: said, lastActive } = readOrFail(() => readProperties(contactPresence, resource));
  const status = statusOf.get(availability ?? '');
  if (status === undefined) return undefined;
  const activity = said || activityOf.get(availability ?? '');
  return {
    contact,
    isConnected: status !== 'offline',
    status,
    capabilities: [],
    ...(activity && { activity }),
    heardAtMs,
    ...(typeof lastActive === 'number' && { lastSeenAtMs: lastActive }),
  };
}
