// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import './fake-browser.ts';
import { render } from 'preact';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { text } from '../../extension/text.ts';
import { stored } from '../../extension/ui/stored.ts';
import { countries, languages, placeName } from '../../options/account/names.ts';
import { changesOf } from '../../options/account/ProfileForm.tsx';
import { isOwned, serviceFacts, stateOf } from '../../options/account/service-words.ts';
import { createAsked } from '../../options/asked.ts';
import { createPageModel } from '../../options/model.ts';
import { Page } from '../../options/Page.tsx';
import { clockText, minuteOf, weekdays } from '../../options/preferences/own-quiet-hours.ts';
import type { AccountService, ProfileFields } from '../../src/service/account-operations.ts';
import type { DirectRequest } from '../../src/service/operations.ts';
import { browser } from './fake-browser.ts';
import { accountRow, sessionRow } from './rows.ts';

const root = document.createElement('div');
/** What the server answers, by the end of the path; a text is the kind of a failure. */
let answers: Record<string, unknown>;
let asked: DirectRequest[];

beforeAll(() => {
  document.body.append(root);
});

beforeEach(async () => {
  answers = {};
  asked = [];
  browser.granted.add('http://127.0.0.1/*');
  browser.settings.clear();
  browser.runtime.sendMessage.mockReset();
  browser.runtime.sendMessage.mockImplementation(async (envelope) => {
    const { 'skylark-command': name, payload } = envelope as { 'skylark-command': string; payload: DirectRequest };
    if (name !== 'server.request') return { ok: true, value: null };
    asked.push(payload);
    const answer = Object.entries(answers).find(([end]) => payload.path.endsWith(end))?.[1] ?? [];
    if (typeof answer === 'string') return { ok: false, error: { kind: answer, message: 'told to fail' } };
    return { ok: true, value: { text: JSON.stringify(answer) } };
  });
  const database = await stored();
  for (const store of ['accounts', 'sessions', 'objects', 'attachments'] as const) await database.clear(store);
});

afterEach(() => render(null, root));

async function open(tab: string, session: Parameters<typeof sessionRow>[0] = {}): Promise<void> {
  const database = await stored();
  await database.put('accounts', accountRow());
  await database.put('sessions', sessionRow(session));
  location.hash = tab;
  render(<Page model={createPageModel()} />, root);
}

const words = () => root.textContent ?? '';
const button = (label: string) =>
  [...root.querySelectorAll('button')].find((candidate) => candidate.textContent?.trim() === label);

describe('the profile tab', () => {
  const profile = { username: 'fred.2', firstname: 'Fred Adams', country: 'gb', language: 'EN', gender: 1 };

  it('shows names of countries and languages, and one sentence where nothing is paid', async () => {
    answers = { '/self/profile': profile, '.json': { Views: [] }, '/services': [] };
    await open('profile');
    await expect.poll(words).toContain('United Kingdom');
    expect(words()).toContain('English');
    expect(words()).toContain(text('optionsGender_male'));
    await expect.poll(words).toContain(text('optionsServicesNone'));
    await expect.poll(words).toContain(text('optionsPointsNone'));
    expect(words()).not.toMatch(/8:|fred\.2/);
  });

  it('says in each part why it cannot be shown, and asks again', async () => {
    answers = { '/self/profile': profile, '.json': 'network', '/services': { not: 'a list' } };
    await open('profile');
    await expect.poll(words).toContain(text('error_network'));
    await expect.poll(words).toContain(text('error_unreadable'));
    expect(words()).toContain('United Kingdom');
    answers['.json'] = { Views: [] };
    button(text('optionsTryAgain'))?.click();
    await expect.poll(words).toContain(text('optionsPointsNone'));
    expect(words()).not.toContain(text('error_network'));
  });

  it('asks nothing while the account is not connected, and says so', async () => {
    await open('profile', { state: 'waiting' });
    await expect.poll(words).toContain(text('optionsCannotAsk'));
    expect(words()).toContain(text('connection_waiting'));
    expect(asked).toEqual([]);
  });

  it('sends only what was changed', () => {
    const before: ProfileFields = {
      ...{ firstName: 'Fred', lastName: 'Adams', mood: '', about: '', birthday: '', gender: '', language: '' },
      ...{ country: 'GB', region: '', city: 'London', homepage: '', jobTitle: '', phoneHome: '', phoneMobile: '' },
      phoneWork: '',
    };
    expect(changesOf(before, before)).toEqual({});
    expect(changesOf(before, { ...before, city: ' Leeds ', country: '' })).toEqual({ city: 'Leeds', country: '' });
  });
});

describe('the devices tab', () => {
  it('marks this browser, and says when there is no other', async () => {
    const own = { id: '{own}', isSelf: true, privateInfo: { epname: 'Skylark' }, publicInfo: { typ: '1' } };
    answers = { '/endpoints': [own] };
    await open('devices');
    await expect.poll(words).toContain(text('optionsThisDevice'));
    expect(words()).toContain(text('optionsDevicesNone'));
    expect(button(text('optionsDeviceSignOut'))).toBeUndefined();
  });
});

describe('the storage tab', () => {
  it('weighs what was fetched, and deletes it after a question', async () => {
    const database = await stored();
    const content = new Blob(['12345']);
    await database.put('objects', { account: 'a', uri: 'u', content, usedAtMs: 1 });
    await database.put('objects', { account: 'another', uri: 'u', content, usedAtMs: 1 });
    await open('storage');
    await expect.poll(words).toContain(text('optionsStoredFiles'));
    button(text('optionsDeleteFiles'))?.click();
    await expect.poll(() => button(text('optionsDelete'))).toBeDefined();
    expect(await database.count('objects')).toBe(2);
    button(text('optionsDelete'))?.click();
    await expect.poll(() => database.getAllKeys('objects')).toEqual([['another', 'u']]);
    await expect.poll(words).not.toContain(text('optionsStoredFiles'));
  });
});

describe('a question to the server', () => {
  it('keeps its last answer when a later one fails, and takes no late one', async () => {
    const waiting: ((value: number) => void)[] = [];
    const question = createAsked(() => new Promise<number>((resolve) => waiting.push(resolve)));
    const [first, second] = [question.read(), question.read()];
    waiting[1]?.(2);
    await second;
    waiting[0]?.(1);
    await first;
    expect(question.value.value).toBe(2);
    const failing = createAsked(() => Promise.reject(new Error('no')));
    await failing.read();
    expect([failing.value.value, failing.failure.value, failing.isReading.value]).toEqual([undefined, 'fault', false]);
  });
});

describe('words', () => {
  it('of places have every country once, no code that was given up, and whatever else is said as it is', () => {
    const codes = countries().map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['GB', 'DE', 'US', 'XK']));
    expect(codes.filter((code) => ['DD', 'UK', 'EU', 'ZZ'].includes(code))).toEqual([]);
    expect(new Set(countries().map(({ name }) => name)).size).toBe(codes.length);
    expect(languages().map(({ code }) => code)).toEqual(expect.arrayContaining(['en', 'de', 'ar']));
    expect(placeName({ city: 'Leeds', region: '', country: 'Narnia' })).toBe('Leeds, Narnia');
  });

  it('of services tell what is left and until when', () => {
    const nowMs = Date.UTC(2026, 0, 1);
    const day = 86_400_000;
    const service: AccountService = {
      ...{ id: 'x', kind: 'package', name: '', isActive: true, minutes: { left: 5, quota: 60 } },
      ...{ startsAtMs: nowMs - day, endsAtMs: nowMs + day, resetsAtMs: nowMs - day },
    };
    expect(serviceFacts(service, nowMs)).toEqual([
      text('optionsServiceMinutesOf', 5, 60),
      text('optionsServiceSince', 'December 31, 2025'),
      text('optionsServiceUntil', 'January 2, 2026'),
    ]);
    expect(stateOf({ ...service, isActive: false, endsAtMs: nowMs }, nowMs)).toBe('ended');
    expect(stateOf({ ...service, isActive: false }, nowMs)).toBe('inactive');
    const nothing: AccountService = { id: 'pstn', kind: 'telephone', name: '', isActive: false };
    expect(isOwned({ ...nothing, money: { amount: 0, currency: 'USD' } })).toBe(false);
    expect(isOwned({ ...nothing, money: { amount: 1, currency: 'USD' } })).toBe(true);
  });

  it('of the clock are read back as they are written', () => {
    expect([0, 61, 1439].map(clockText)).toEqual(['00:00', '01:01', '23:59']);
    expect(['00:00', '23:59', '24:00', '', '7:00'].map(minuteOf)).toEqual([0, 1439, undefined, undefined, undefined]);
    expect(weekdays().find(({ day }) => day === 0)?.long).toBe('Sunday');
    expect(new Set(weekdays().map(({ day }) => day)).size).toBe(7);
  });
});
