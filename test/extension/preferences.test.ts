import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  isPreferenceOn,
  type PreferenceKey,
  preferenceTable,
  type SwitchKey,
  switchWrites,
  type VideoChoice,
  videoChoice,
  videoWrites,
} from '../../extension/preferences.ts';
import { callPolicy } from '../../src/skype/wire/settings.ts';

/** One line of the documented table: a setting has a value when these flags and options hold. */
type DocumentedRow = { tab: string; setting: string; value: string; mapping: string };

/** The notes' table, which arrives as one cell a line: tab headings, settings, values, mappings. */
function readDocumentedTable(): DocumentedRow[] {
  const notes = readFileSync(new URL('../fixtures/web-ui-options.txt', import.meta.url), 'utf8');
  const cells = notes.split('\n').filter((line) => line.trim() !== '');
  const rows: DocumentedRow[] = [];
  let tab = '';
  let setting = '';
  const start = cells.indexOf('Flags/options') + 1;
  for (let at = start; at < cells.length; at++) {
    const cell = (cells[at] ?? '').trim();
    if (cell.endsWith(' tab')) tab = cell.slice(0, -4);
    else if (['ON', 'Anyone', 'Contacts only', 'Nobody'].includes(cell)) {
      rows.push({ tab, setting, value: cell, mapping: (cells[++at] ?? '').trim() });
    } else setting = cell;
  }
  return rows;
}

/** Our word for each documented setting. */
const keys: Record<string, PreferenceKey> = {
  Notifications: 'notifications',
  Sounds: 'sounds',
  'Web link previews': 'linkPreviews',
  'YouTube player': 'youtubePlayer',
  '@mention notifications': 'mentions',
  'Enable image paste (removed)': 'imagePaste',
  'Typing indicator': 'typing',
  'Emoticon suggestions': 'emoticonSuggestions',
  'Show emoticons': 'emoticons',
  'Show animated emoticons': 'animatedEmoticons',
  'Show large emoticons': 'largeEmoticons',
  'Pin favorites (removed)': 'pinFavourites',
  'Allow calls from… [1]': 'calls',
  'Allow video and screen sharing from…': 'video',
  'Dark theme': 'darkTheme',
};

const choices: Record<string, string> = { Anyone: 'anyone', 'Contacts only': 'contacts', Nobody: 'nobody' };

/** Our table in the words of the notes. */
function describeTable(): DocumentedRow[] {
  const settings = Object.fromEntries(Object.entries(keys).map(([setting, key]) => [key, setting]));
  const values = Object.fromEntries(Object.entries(choices).map(([value, choice]) => [choice, value]));
  return Object.entries(preferenceTable).flatMap(([key, row]) => {
    const tab = { messaging: 'Messaging', notifications: 'Notifications', privacy: 'Privacy' }[row.tab as string];
    const start = { tab: tab ?? 'Personalization', setting: settings[key] ?? `unknown ${key}` };
    if (row.kind === 'switch')
      return [{ ...start, value: 'ON', mapping: `${row.flag}=${row.isOnWhenSet ? 'ON' : 'OFF'}` }];
    return Object.entries(row.choices).map(([choice, held]) => ({
      ...start,
      value: values[choice] ?? `unknown ${choice}`,
      mapping:
        row.kind === 'policy'
          ? `${callPolicy.oldName}=${callPolicy.oldValues[held as 'anyone' | 'contacts']}`
          : Object.entries(held as Record<string, boolean>)
              .map(([flag, isSet]) => `${flag}=${isSet ? 'ON' : 'OFF'}`)
              .join(', '),
    }));
  });
}

describe('the table of preferences', () => {
  const documented = readDocumentedTable();

  it('reads the 18 rows of the notes', () => {
    expect(documented).toHaveLength(18);
    expect(documented[0]).toEqual({ tab: 'Notifications', setting: 'Notifications', value: 'ON', mapping: '21=OFF' });
  });

  it.each(documented.map((row, at) => ({ ...row, at })))(
    'holds "$setting" as $value when $mapping, in the same place',
    ({ at, ...row }) => {
      expect(describeTable()[at]).toEqual(row);
    },
  );

  it('has no row that the notes do not have', () => {
    expect(describeTable()).toHaveLength(documented.length);
  });

  it('marks exactly the rows that the notes call removed', () => {
    const removed = Object.entries(preferenceTable).filter(([, row]) => 'isRemoved' in row && row.isRemoved);
    expect(removed.map(([key]) => key)).toEqual(
      documented.filter((row) => row.setting.includes('(removed)')).map((row) => keys[row.setting]),
    );
  });
});

describe('a switch', () => {
  const switches = (Object.keys(preferenceTable) as PreferenceKey[]).filter(
    (key): key is SwitchKey => preferenceTable[key].kind === 'switch',
  );

  /** The flags of an account after writes were made. */
  const afterWrites = (flags: readonly number[], writes: readonly { flag: number; isSet: boolean }[]) => {
    const set = new Set(flags);
    for (const { flag, isSet } of writes) isSet ? set.add(flag) : set.delete(flag);
    return { flags: [...set] };
  };

  it.each(switches)('%s reads what it has written, on and off, and touches nothing else', (key) => {
    const others = [1, 31, 99];
    const on = afterWrites(others, switchWrites(key, true));
    const off = afterWrites(others, switchWrites(key, false));
    expect(isPreferenceOn(key, on)).toBe(true);
    expect(isPreferenceOn(key, off)).toBe(false);
    for (const other of switches.filter((candidate) => candidate !== key)) {
      expect(isPreferenceOn(other, on)).toBe(isPreferenceOn(other, off));
    }
    expect(on.flags).toEqual(expect.arrayContaining(others));
    expect(off.flags).toEqual(expect.arrayContaining(others));
  });

  it('reads the example of the notes', () => {
    const preferences = { flags: [1, 12, 14, 15] };
    expect(switches.filter((key) => !isPreferenceOn(key, preferences))).toEqual(['emoticonSuggestions', 'darkTheme']);
    expect(videoChoice(preferences)).toBe('contacts');
  });
});

describe('who may send video', () => {
  const both = [15, 16];
  const states: Record<VideoChoice | 'unknown', number[]> = { anyone: [], contacts: [15], nobody: [16], unknown: both };
  /** How many people each state lets in, as far as the notes tell; the unexplained one may be anything. */
  const openness: Record<VideoChoice, number> = { nobody: 0, contacts: 1, anyone: 2 };

  it('does not guess at the combination that no document explains', () => {
    expect(videoChoice({ flags: both })).toBeUndefined();
  });

  const ways = Object.keys(states).flatMap((from) =>
    (Object.keys(openness) as VideoChoice[]).map((to) => ({ from: from as VideoChoice | 'unknown', to })),
  );

  it.each(ways)(
    'goes from $from to $to, and when interrupted is not more open than before or after',
    ({ from, to }) => {
      const flags = new Set([7, ...states[from]]);
      const passed: (VideoChoice | undefined)[] = [];
      for (const { flag, isSet } of videoWrites({ flags: [...flags] }, to)) {
        isSet ? flags.add(flag) : flags.delete(flag);
        passed.push(videoChoice({ flags: [...flags] }));
      }
      expect(videoChoice({ flags: [...flags] })).toBe(to);
      expect(flags.has(7)).toBe(true);
      const limit = Math.max(openness[to], from === 'unknown' ? 0 : openness[from]);
      for (const state of passed) if (state) expect(openness[state]).toBeLessThanOrEqual(limit);
      expect(passed.slice(0, -1)).not.toContain('anyone');
    },
  );

  it('writes nothing for what is already so', () => {
    for (const choice of Object.keys(openness) as VideoChoice[]) {
      expect(videoWrites({ flags: states[choice] }, choice)).toEqual([]);
    }
  });
});
