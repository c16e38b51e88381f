import './fake-browser.ts';
import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { CommandError } from '../../extension/commands.ts';
import {
  type PreferenceKey,
  type SwitchKey,
  preferenceTable as table,
  type VideoChoice,
} from '../../extension/preferences.ts';
import { createPreferenceModel } from '../../options/preferences/preference-model.ts';
import type { Preferences } from '../../src/service/service.ts';
import { fakePreferences } from './fake-preferences.ts';

/** A model over a server; what is stored here is what the server had at the last refresh. */
function open(server: ReturnType<typeof fakePreferences>) {
  const value = signal<Preferences | undefined>(server.read());
  const stored = {
    value,
    refresh: async () => {
      value.value = server.read();
    },
  };
  return { model: createPreferenceModel('a', stored, server.writing, server.send), stored };
}

const switches: [SwitchKey, number, boolean][] = [
  ['notifications', 21, false],
  ['sounds', 22, false],
  ['linkPreviews', 11, false],
  ['youtubePlayer', 12, true],
  ['mentions', 13, false],
  ['imagePaste', 14, true],
  ['typing', 20, false],
  ['emoticonSuggestions', 23, true],
  ['emoticons', 24, false],
  ['animatedEmoticons', 25, false],
  ['largeEmoticons', 26, false],
  ['pinFavourites', 27, false],
  ['darkTheme', 28, true],
];

describe('the switches of an account', () => {
  it('are all in this test', () => {
    const expected = (Object.keys(table) as PreferenceKey[]).filter((key) => table[key].kind === 'switch');
    expect(switches.map(([key]) => key)).toEqual(expected);
  });

  it.each(switches)('%s writes flag %i; set means on: %s', async (key, flag, isOnWhenSet) => {
    const server = fakePreferences([1]);
    const { model } = open(server);
    await model.change(key, true);
    expect(server.flags.has(flag)).toBe(isOnWhenSet);
    expect(model.isOn(key)).toBe(true);
    await model.change(key, false);
    expect(server.flags.has(flag)).toBe(!isOnWhenSet);
    expect(model.isOn(key)).toBe(false);
    expect(server.flags.has(1)).toBe(true);
    expect(server.requests).toEqual([
      `${isOnWhenSet ? 'set' : 'clear'} ${flag}`,
      `${isOnWhenSet ? 'clear' : 'set'} ${flag}`,
    ]);
  });

  it.each(switches)('%s returns to the value of the server when the write fails, and says so', async (key) => {
    const server = fakePreferences();
    server.failAt = 1;
    const { model } = open(server);
    const before = model.isOn(key);
    const saving = model.change(key, !before);
    expect(model.isOn(key)).toBe(!before);
    expect(model.isSaving(key)).toBe(true);
    await saving;
    expect(model.isOn(key)).toBe(before);
    expect(model.isSaving(key)).toBe(false);
    expect(model.failure(key)).toBe('server');
  });

  it('forget a failure with the next change', async () => {
    const server = fakePreferences();
    server.failAt = 1;
    const { model } = open(server);
    await model.change('typing', false);
    server.failAt = 0;
    await model.change('typing', false);
    expect(model.failure('typing')).toBeUndefined();
    expect(model.isOn('typing')).toBe(false);
  });

  it('do not complain when only the answer was lost', async () => {
    const server = fakePreferences();
    server.failAt = 1;
    server.losesAnswers = true;
    server.failure = 'no-answer';
    const { model } = open(server);
    await model.change('darkTheme', true);
    expect(model.failure('darkTheme')).toBeUndefined();
    expect(model.isOn('darkTheme')).toBe(true);
  });

  it('end at the last of several quick clicks, one request after the other', async () => {
    const server = fakePreferences();
    let release = () => {};
    server.gate = new Promise((resolve) => {
      release = resolve;
    });
    const { model } = open(server);
    const first = model.change('darkTheme', true);
    await Promise.all([
      model.change('darkTheme', false),
      model.change('darkTheme', true),
      model.change('darkTheme', false),
    ]);
    expect(model.isOn('darkTheme')).toBe(false);
    release();
    await first;
    expect(server.requests).toEqual(['set 28', 'clear 28']);
    expect(model.isOn('darkTheme')).toBe(false);
    expect(model.isSaving('darkTheme')).toBe(false);
  });

  it('show what another client changed, once it is read', async () => {
    const server = fakePreferences();
    const { model } = open(server);
    expect(model.isOn('sounds')).toBe(true);
    server.flags.add(22);
    await model.read();
    expect(model.isOn('sounds')).toBe(false);
    expect(model.reading.value).toEqual({ step: 'read' });
  });

  it('do not read while a change is under way', async () => {
    const server = fakePreferences();
    let readings = 0;
    const stored = { value: signal<Preferences | undefined>(server.read()), refresh: async () => {} };
    const model = createPreferenceModel('a', stored, server.writing, (async () => {
      readings += 1;
      return null;
    }) as typeof server.send);
    const saving = model.change('typing', false);
    await model.read();
    expect(readings).toBe(0);
    await saving;
    expect(readings).toBe(1);
    expect(server.requests).toEqual(['set 20']);
  });

  it('have the worker read what the server made of it, also when the write failed', async () => {
    const server = fakePreferences();
    const asked: string[] = [];
    const stored = { value: signal<Preferences | undefined>(server.read()), refresh: async () => {} };
    const model = createPreferenceModel('a', stored, server.writing, (async (name: string, payload: unknown) => {
      asked.push(`${name} ${JSON.stringify(payload)}, after ${server.requests.length}`);
      return null;
    }) as typeof server.send);
    await model.change('typing', false);
    server.failAt = 1;
    await model.change('sounds', false);
    const read = 'preferences.read {"account":"a"}';
    expect(asked).toEqual([`${read}, after 1`, `${read}, after 2`]);
  });

  it('say why they could not be read', async () => {
    const stored = { value: signal<Preferences | undefined>(undefined), refresh: async () => {} };
    const model = createPreferenceModel('a', stored, fakePreferences().writing, (async () => {
      throw new CommandError('network', 'no network');
    }) as ReturnType<typeof fakePreferences>['send']);
    await model.read();
    expect(model.reading.value).toEqual({ step: 'failed', kind: 'network' });
    expect(model.isKnown()).toBe(false);
  });
});

describe('who may call', () => {
  it('is written as the call policy', async () => {
    const server = fakePreferences([], 'anyone');
    const { model } = open(server);
    expect(model.chosen('calls')).toBeUndefined();
    await model.read();
    expect(model.chosen('calls')).toBe('anyone');
    await model.change('calls', 'contacts');
    expect(server.callPolicy).toBe('contacts');
    expect(model.chosen('calls')).toBe('contacts');
    await model.change('calls', 'anyone');
    expect(server.callPolicy).toBe('anyone');
  });

  it('returns to the value of the server when the write fails', async () => {
    const server = fakePreferences([], 'contacts');
    server.failAt = 1;
    server.failure = 'network';
    const { model } = open(server);
    await model.change('calls', 'anyone');
    expect(model.chosen('calls')).toBe('contacts');
    expect(model.failure('calls')).toBe('network');
  });
});

describe('who may send video', () => {
  const states: [VideoChoice, number[]][] = [
    ['anyone', []],
    ['contacts', [15]],
    ['nobody', [16]],
  ];

  it.each(states)('%s is flags %j of the two', async (choice, flags) => {
    expect(open(fakePreferences(flags)).model.chosen('video')).toBe(choice);
    for (const [, from] of [...states, ['unknown', [15, 16]] as const]) {
      const server = fakePreferences(from);
      await open(server).model.change('video', choice);
      expect(server.read().flags).toEqual(flags);
    }
  });

  it('is unknown when both flags are set, and stays so until the user chooses', async () => {
    const server = fakePreferences([15, 16]);
    const { model } = open(server);
    await model.read();
    expect(model.chosen('video')).toBeUndefined();
    expect(server.requests).toEqual([]);
    expect(server.read().flags).toEqual([15, 16]);
  });

  it('never passes through anyone when the second of two writes fails', async () => {
    const server = fakePreferences([15]);
    server.failAt = 2;
    const { model } = open(server);
    await model.change('video', 'nobody');
    expect(server.requests).toEqual(['set 16', 'clear 15']);
    expect(model.chosen('video')).toBeUndefined();
    expect(model.failure('video')).toBe('server');
  });
});
