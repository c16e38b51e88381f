// The settings of one account as its switches show them: the server's value, unless a change is under way. A change that
// fails says so and leaves the server's value.
import { type ReadonlySignal, signal } from '@preact/signals';
import { type CommandErrorKind, command } from '../../extension/commands.ts';
import {
  type CallChoice,
  isPreferenceOn,
  type PreferenceKey,
  preferenceTable,
  type SwitchKey,
  switchWrites,
  type VideoChoice,
  videoChoice,
  videoWrites,
} from '../../extension/preferences.ts';
import type { AccountId } from '../../src/model/account.ts';
import type { PreferenceWriting } from '../../src/service/account-operations.ts';
import type { Preferences } from '../../src/service/service.ts';
import { failureKind } from '../failure.ts';

/** What each setting can be; an undefined choice is one that no document explains. */
export type PreferenceValue<Key extends PreferenceKey> = Key extends SwitchKey
  ? boolean
  : Key extends 'calls'
    ? CallChoice
    : VideoChoice;
type AnyValue = boolean | CallChoice | VideoChoice;

/** The preferences of the account as they are stored here, live. */
export type StoredPreferences = {
  readonly value: ReadonlySignal<Preferences | undefined>;
  refresh(): Promise<void>;
};

export type Reading = { step: 'reading' } | { step: 'read' } | { step: 'failed'; kind: CommandErrorKind };

export type PreferenceModel = {
  /** Where reading from the server stands. */
  readonly reading: ReadonlySignal<Reading>;
  /** True once there is something to show. */
  isKnown(): boolean;
  isOn(key: SwitchKey): boolean;
  chosen(key: 'calls'): CallChoice | undefined;
  chosen(key: 'video'): VideoChoice | undefined;
  isSaving(key: PreferenceKey): boolean;
  failure(key: PreferenceKey): CommandErrorKind | undefined;
  /** Reads from the server again; does nothing while a change is under way, which reads by itself. */
  read(): Promise<void>;
  /** Saves a value. A further change during the saving is saved after it; the last one wins. */
  change<Key extends PreferenceKey>(key: Key, value: PreferenceValue<Key>): Promise<void>;
};

const nothing: Preferences = { flags: [] };

/** What a setting is in these preferences. */
export function savedValue(key: PreferenceKey, preferences: Preferences): AnyValue | undefined {
  if (key === 'calls') return preferences.callPolicy;
  if (key === 'video') return videoChoice(preferences);
  return isPreferenceOn(key, preferences);
}

export function createPreferenceModel(
  account: AccountId,
  stored: StoredPreferences,
  writing: PreferenceWriting,
  send: typeof command = command,
): PreferenceModel {
  const reading = signal<Reading>({ step: 'reading' });
  const wanted = signal<ReadonlyMap<PreferenceKey, AnyValue>>(new Map());
  const failures = signal<ReadonlyMap<PreferenceKey, CommandErrorKind>>(new Map());
  let readingNow: Promise<void> | undefined;

  const callPolicy = signal<CallChoice | undefined>(undefined);
  const server = (): Preferences => ({
    ...(stored.value.value ?? nothing),
    ...(callPolicy.value && { callPolicy: callPolicy.value }),
  });
  const shown = (key: PreferenceKey) => wanted.value.get(key) ?? savedValue(key, server());

  async function write(key: PreferenceKey, value: AnyValue): Promise<void> {
    if (key === 'calls') await writing.setCallPolicy(value as CallChoice);
    else {
      const flags = key === 'video' ? videoWrites(server(), value as VideoChoice) : switchWrites(key, value === true);
      for (const { flag, isSet } of flags) await writing.setFlag(flag, isSet);
    }
    await ask();
  }

  /** Asks the server for everything; the flags are stored for the worker too, because notifications follow them. */
  async function ask(): Promise<void> {
    const [policy] = await Promise.all([writing.readCallPolicy(), send('preferences.read', { account })]);
    callPolicy.value = policy;
  }

  async function readServer(): Promise<void> {
    reading.value = { step: 'reading' };
    try {
      await ask();
      await stored.refresh();
      reading.value = { step: 'read' };
    } catch (error) {
      await stored.refresh();
      reading.value = { step: 'failed', kind: failureKind(error) };
    }
  }

  function readOnce(): Promise<void> {
    readingNow ??= readServer().finally(() => {
      readingNow = undefined;
    });
    return readingNow;
  }

  async function save(key: PreferenceKey): Promise<void> {
    let value = wanted.value.get(key);
    try {
      // An older reading must not overtake the write.
      await readingNow;
      for (let written: AnyValue | undefined; value !== undefined && value !== written; value = wanted.value.get(key)) {
        written = value;
        await write(key, value);
        await stored.refresh();
      }
    } catch (error) {
      // Part of it may have arrived, or all of it and only the answer was lost: what counts is what the server has now.
      await readOnce();
      if (savedValue(key, server()) !== wanted.value.get(key)) {
        failures.value = new Map([...failures.value, [key, failureKind(error)]]);
      }
    } finally {
      wanted.value = new Map([...wanted.value].filter(([other]) => other !== key));
    }
  }

  return {
    reading,
    isKnown: () => stored.value.value !== undefined,
    isOn: (key) => shown(key) === true,
    chosen: ((key: 'calls' | 'video') => shown(key)) as PreferenceModel['chosen'],
    isSaving: (key) => wanted.value.has(key),
    failure: (key) => failures.value.get(key),
    read: () => (wanted.value.size > 0 ? Promise.resolve() : readOnce()),
    async change(key, value) {
      failures.value = new Map([...failures.value].filter(([other]) => other !== key));
      const isSaving = wanted.value.has(key);
      wanted.value = new Map([...wanted.value, [key, value]]);
      if (!isSaving) await save(key);
    },
  };
}

/** The keys of a tab's settings in their documented order, those no longer used apart. */
export function keysOfTab(tab: string): { current: PreferenceKey[]; removed: PreferenceKey[] } {
  const keys = (Object.keys(preferenceTable) as PreferenceKey[]).filter((key) => preferenceTable[key].tab === tab);
  const isRemoved = (key: PreferenceKey) => 'isRemoved' in preferenceTable[key];
  return { current: keys.filter((key) => !isRemoved(key)), removed: keys.filter(isRemoved) };
}
