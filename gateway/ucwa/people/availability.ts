// What the statuses of the Skype domain and the availabilities of UCWA are to each other (ucwa.md 5.3). Pure.
import type { StatusWord } from '../../../src/skype/wire/presence.ts';
import { type PreferredAvailability, preferredAvailabilities } from '../../../src/ucwa/wire/me.ts';

/** What is shown to others. */
export type Availability =
  | 'Online'
  | 'IdleOnline'
  | 'Busy'
  | 'IdleBusy'
  | 'DoNotDisturb'
  | 'BeRightBack'
  | 'Away'
  | 'Offline';

export type ShownPresence = { readonly availability: Availability; readonly activity?: string };

/** The status under which Skype clients see a chosen availability. */
export const statusOfAvailability: Readonly<Record<PreferredAvailability, StatusWord>> = {
  Online: 'Online',
  Busy: 'Busy',
  DoNotDisturb: 'Busy',
  BeRightBack: 'Away',
  Away: 'Away',
  Offwork: 'Away',
};

const plain: Readonly<Record<StatusWord, Availability>> = {
  Online: 'Online',
  Away: 'Away',
  Busy: 'Busy',
  Idle: 'IdleOnline',
  Hidden: 'Offline',
  Offline: 'Offline',
};

const isPreferred = (word: string): word is PreferredAvailability =>
  (preferredAvailabilities as readonly string[]).includes(word);

/**
 * What to show for a combined status. `finer` is the availability behind it, which counts only while the status is still the one
 * that it stands for: another client of the user may say more. `isInactive`: no client of the user has seen them for a while.
 */
export function shownPresence(status: StatusWord, finer: string | null, isInactive: boolean): ShownPresence {
  const isCurrent = finer !== null && isPreferred(finer) && statusOfAvailability[finer] === status;
  // Off work is an activity: to the rest of the world these people are away.
  if (isCurrent && finer === 'Offwork') return { availability: 'Away', activity: 'off-work' };
  if (isCurrent && finer === 'DoNotDisturb') return { availability: 'DoNotDisturb' };
  if (isCurrent && finer === 'BeRightBack') return { availability: 'BeRightBack' };
  return { availability: status === 'Busy' && isInactive ? 'IdleBusy' : plain[status] };
}
