import './presence-dot.css';
import type { OwnPresence, VisiblePresence } from '../../src/model/presence.ts';
import { text } from '../text.ts';

/** What a presence is called on screen. For `disconnected` and `unknown`, which have no dot, it is the tooltip. */
export function presenceName(presence: VisiblePresence): string {
  return text(`uiPresence_${presence.replace('-', '_')}`);
}

/**
 * The presence of a person: a filled dot with a sign of its own for each status, an empty circle for connected but
 * offline, and nothing for not connected and for unknown, where there is nothing to claim.
 */
export function PresenceDot({ presence, isQuiet = false }: { presence: VisiblePresence; isQuiet?: boolean }) {
  if (presence === 'disconnected' || presence === 'unknown') return null;
  const name = presenceName(presence);
  return (
    <svg
      class={`presence presence-${presence}`}
      viewBox="0 0 12 12"
      role={isQuiet ? 'presentation' : 'img'}
      aria-hidden={isQuiet}
      aria-label={isQuiet ? undefined : name}
    >
      <circle cx="6" cy="6" r={presence === 'connected-offline' ? 4 : 5} />
      <path />
    </svg>
  );
}

const ownShown: Record<OwnPresence, VisiblePresence> = {
  online: 'online',
  away: 'away',
  busy: 'busy',
  doNotDisturb: 'busy',
  beRightBack: 'away',
  offWork: 'away',
  invisible: 'connected-offline',
  offline: 'disconnected',
};

/** What others see of an own presence while it is connected. */
export function showOwnPresence(presence: OwnPresence): VisiblePresence {
  return ownShown[presence];
}

/** The dot of an own presence, as decoration beside its name. */
export function OwnPresenceDot({ presence }: { presence: OwnPresence }) {
  return <PresenceDot presence={showOwnPresence(presence)} isQuiet />;
}
