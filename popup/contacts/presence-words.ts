// A presence in words: what a person is, does, or when they were last here.
import { text } from '../../extension/text.ts';
import { presenceName } from '../../extension/ui/PresenceDot.tsx';
import { type Presence, showPresence } from '../../src/model/presence.ts';
import { timeAgo } from '../times.ts';

/** Activities that are words of a protocol (ucwa.md 5.3); any other text is in the user's language already. */
const doings: Readonly<Record<string, string>> = {
  'in-a-meeting': 'popupDoing_in_a_meeting',
  'urgent-interruptions-only': 'popupDoing_urgent_interruptions_only',
  'on-the-phone': 'popupDoing_on_the_phone',
  'in-a-conference': 'popupDoing_in_a_conference',
  'off-work': 'popupDoing_off_work',
  presenting: 'popupDoing_presenting',
  'do-not-disturb': 'popupPresence_doNotDisturb',
  'be-right-back': 'popupPresence_beRightBack',
};

/** What a person does, in words; undefined when nobody said, or it says no more than the presence. */
export function doingWords(presence: Presence | undefined): string | undefined {
  const activity = presence?.isConnected ? presence.activity?.trim() : undefined;
  if (!activity) return undefined;
  const key = doings[activity.toLowerCase()];
  const words = key ? text(key) : activity;
  return words.toLowerCase() === presenceName(showPresence(presence)).toLowerCase() ? undefined : words;
}

/** "Busy · In a meeting", or when somebody who is not connected was last here. */
export function presenceWords(presence: Presence | undefined, nowMs: number): string {
  const shown = showPresence(presence);
  if (shown === 'disconnected' && presence?.lastSeenAtMs) {
    return text('popupLastSeen', timeAgo(presence.lastSeenAtMs, nowMs));
  }
  const doing = doingWords(presence);
  return doing ? text('popupPresenceAnd', presenceName(shown), doing) : presenceName(shown);
}
