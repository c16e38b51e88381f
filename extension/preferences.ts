// The settings of an account that live at its server, as one table: where each is shown and which flags or option hold
// it (Skype protocol notes, "Web UI options"; skype.md 9.1 to 9.3). Everybody asks this table, never a flag number.
import type { CallPolicy, Preferences } from '../src/service/service.ts';

export type PreferenceTab = 'notifications' | 'messaging' | 'privacy' | 'personalisation';
export type FlagWrite = { flag: number; isSet: boolean };

type Row = {
  tab: PreferenceTab;
  /** True when Skylark itself acts on it; false when it concerns other clients of the account only. */
  concernsUs: boolean;
  /** True for settings that no client offers any more. */
  isRemoved?: boolean;
};

/** A switch held by one flag. Many are inverted: on while the flag is not set. */
type SwitchRow = Row & { kind: 'switch'; flag: number; isOnWhenSet: boolean };
/** A choice held by the call policy. */
type PolicyRow = Row & { kind: 'policy'; choices: Record<string, CallPolicy> };
/** A choice held by several flags together. */
type FlagsRow = Row & { kind: 'flags'; choices: Record<string, Record<number, boolean>> };

/** Every row of the documented table, in its order. */
export const preferenceTable = {
  notifications: { tab: 'notifications', kind: 'switch', flag: 21, isOnWhenSet: false, concernsUs: true },
  sounds: { tab: 'notifications', kind: 'switch', flag: 22, isOnWhenSet: false, concernsUs: true },
  linkPreviews: { tab: 'messaging', kind: 'switch', flag: 11, isOnWhenSet: false, concernsUs: true },
  youtubePlayer: { tab: 'messaging', kind: 'switch', flag: 12, isOnWhenSet: true, concernsUs: false },
  mentions: { tab: 'messaging', kind: 'switch', flag: 13, isOnWhenSet: false, concernsUs: true },
  imagePaste: { tab: 'messaging', kind: 'switch', flag: 14, isOnWhenSet: true, concernsUs: false, isRemoved: true },
  typing: { tab: 'messaging', kind: 'switch', flag: 20, isOnWhenSet: false, concernsUs: true },
  emoticonSuggestions: { tab: 'messaging', kind: 'switch', flag: 23, isOnWhenSet: true, concernsUs: true },
  emoticons: { tab: 'messaging', kind: 'switch', flag: 24, isOnWhenSet: false, concernsUs: true },
  animatedEmoticons: { tab: 'messaging', kind: 'switch', flag: 25, isOnWhenSet: false, concernsUs: true },
  largeEmoticons: { tab: 'messaging', kind: 'switch', flag: 26, isOnWhenSet: false, concernsUs: true },
  pinFavourites: { tab: 'messaging', kind: 'switch', flag: 27, isOnWhenSet: false, concernsUs: false, isRemoved: true },
  calls: {
    tab: 'privacy',
    kind: 'policy',
    choices: { anyone: 'anyone', contacts: 'contacts' },
    concernsUs: false,
  },
  video: {
    tab: 'privacy',
    kind: 'flags',
    choices: {
      anyone: { 15: false, 16: false },
      contacts: { 15: true, 16: false },
      nobody: { 15: false, 16: true },
    },
    concernsUs: false,
  },
  darkTheme: { tab: 'personalisation', kind: 'switch', flag: 28, isOnWhenSet: true, concernsUs: true },
} as const satisfies Record<string, SwitchRow | PolicyRow | FlagsRow>;

type Table = typeof preferenceTable;
export type PreferenceKey = keyof Table;
export type SwitchKey = { [Key in PreferenceKey]: Table[Key]['kind'] extends 'switch' ? Key : never }[PreferenceKey];
export type CallChoice = keyof Table['calls']['choices'];
export type VideoChoice = keyof Table['video']['choices'];

/** Whether a switch is on in these preferences of an account. */
export function isPreferenceOn(key: SwitchKey, preferences: Pick<Preferences, 'flags'>): boolean {
  const { flag, isOnWhenSet } = preferenceTable[key];
  return preferences.flags.includes(flag) === isOnWhenSet;
}

/** The flag write that turns a switch on or off. */
export function switchWrites(key: SwitchKey, isOn: boolean): FlagWrite[] {
  const { flag, isOnWhenSet } = preferenceTable[key];
  return [{ flag, isSet: isOn === isOnWhenSet }];
}

/** Who may send video and share screens; undefined for the combination that no document explains (both flags set). */
export function videoChoice(preferences: Pick<Preferences, 'flags'>): VideoChoice | undefined {
  const { choices } = preferenceTable.video;
  return (Object.keys(choices) as VideoChoice[]).find((choice) =>
    Object.entries(choices[choice]).every(([flag, isSet]) => preferences.flags.includes(Number(flag)) === isSet),
  );
}

/**
 * The flag writes that lead to a choice, in the order to make them. When only the first of two arrives, the account is
 * never left more open than it was: a flag is set before another is cleared, so the way never leads over "anyone", and
 * from the unexplained combination to "anyone" it leads over "nobody".
 */
export function videoWrites(preferences: Pick<Preferences, 'flags'>, choice: VideoChoice): FlagWrite[] {
  const writes = Object.entries(preferenceTable.video.choices[choice])
    .map(([flag, isSet]) => ({ flag: Number(flag), isSet }))
    .filter(({ flag, isSet }) => preferences.flags.includes(flag) !== isSet);
  return [...writes.filter(({ isSet }) => isSet), ...writes.filter(({ isSet }) => !isSet)];
}
