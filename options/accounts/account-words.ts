// How an account looks in words and signs: its connection, its presence, what it is called.
import type { SessionRow } from '../../extension/database.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import {
  checkIcon,
  clockIcon,
  type IconShape,
  offlineIcon,
  personIcon,
  warningIcon,
} from '../../extension/ui/icons.ts';
import { properName } from '../../extension/ui/names.ts';
import { showOwnPresence } from '../../extension/ui/PresenceDot.tsx';
import type { Account } from '../../src/model/account.ts';
import type { VisiblePresence } from '../../src/model/presence.ts';
import type { ConnectionState } from '../../src/sync/connection.ts';
import { placeOf } from './account-place.ts';

export type ConnectionTone = 'good' | 'calm' | 'attention' | 'problem';

/** The sign and tone of each connection state; the sentence comes from `connectionSentence`. */
export const connectionLooks: Record<ConnectionState, { icon: IconShape; tone: ConnectionTone }> = {
  online: { icon: checkIcon, tone: 'good' },
  connecting: { icon: clockIcon, tone: 'calm' },
  waiting: { icon: offlineIcon, tone: 'attention' },
  expired: { icon: warningIcon, tone: 'problem' },
  refused: { icon: warningIcon, tone: 'problem' },
  paused: { icon: offlineIcon, tone: 'calm' },
  'signed-out': { icon: personIcon, tone: 'calm' },
};

/** The connection of an account; one without a session record has not been started yet. */
export function connectionState(session: SessionRow | undefined): ConnectionState {
  return session?.state ?? 'connecting';
}

/** What the own presence looks like to others while connected; unknown otherwise. */
export function ownPresenceShown(session: SessionRow | undefined): VisiblePresence {
  if (session?.state !== 'online') return 'unknown';
  return showOwnPresence(session.ownPresence);
}

/** Why an account is not connected, where that says more than its state; undefined otherwise. */
export function problemSentence(session: SessionRow | undefined): string | undefined {
  if (!session?.error) return undefined;
  const isTold = session.state === 'online' || session.state === 'connecting' || session.state === 'signed-out';
  const saysMore = !(session.state === 'expired' && session.error === 'unauthorised');
  return !isTold && saysMore ? errorSentence(session.error) : undefined;
}

/** The name of an account on screen; never an identifier. */
export function accountName(account: Account): string {
  return properName(account.name) ?? text('optionsAccountUnnamed');
}

/** The server of an account, without the scheme. */
export function serverName(account: Account): string {
  return new URL(account.server).host;
}

/** Where an account is: its server; before it the sign-in address, where the user entered one. */
export function accountWhere(account: Account): string {
  const place = placeOf(account);
  return place ? text('optionsAddressAt', place.address, serverName(account)) : serverName(account);
}

/** Name and server or sign-in address, which together tell two accounts apart. */
export function accountTitle(account: Account): string {
  return text('optionsAccountTitle', accountName(account), placeOf(account)?.address ?? serverName(account));
}
