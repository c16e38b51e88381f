// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import './fake-browser.ts';
import { render } from 'preact';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionRow } from '../../extension/database.ts';
import { text } from '../../extension/text.ts';
import { stored } from '../../extension/ui/stored.ts';
import { NoteSection } from '../../options/account/NoteSection.tsx';
import { createPageModel } from '../../options/model.ts';
import { Page } from '../../options/Page.tsx';
import { tabNames } from '../../options/tabs.ts';
import type { Account } from '../../src/model/account.ts';
import { ServiceError } from '../../src/service/error.ts';
import type { OwnNote } from '../../src/service/participant-operations.ts';
import type { FindStep } from '../../src/ucwa/sign-in/step.ts';
import { browser } from './fake-browser.ts';
import { accountRow, noCapabilities, placeRow, sessionRow, signInStep } from './rows.ts';

const root = document.createElement('div');
const ana = (parts: Partial<Account> = {}) =>
  accountRow({
    ...{ id: 'ana', kind: 'ucwa', user: 'sip:ana@example.org', name: 'Ana Ortiz', server: 'https://sfb.example.org' },
    ...{ place: placeRow(), ...parts },
  });

/** Answers of the worker by command, a text being the kind of a failure; what was asked. */
let answers: Record<string, unknown[]>;
let asked: [name: string, payload: Record<string, unknown>][];

beforeAll(() => {
  document.body.append(root);
});

beforeEach(async () => {
  answers = {};
  asked = [];
  browser.answer = true;
  browser.granted.clear();
  for (const host of ['sfb', 'login']) browser.granted.add(`https://${host}.example.org/*`);
  browser.settings.clear();
  browser.permissions.request.mockClear();
  browser.runtime.sendMessage.mockReset();
  browser.runtime.sendMessage.mockImplementation(async (envelope) => {
    const { 'skylark-command': name, payload } = envelope as { 'skylark-command': string; payload: never };
    asked.push([name, payload]);
    const answer = answers[name]?.shift() ?? null;
    if (typeof answer === 'string') return { ok: false, error: { kind: answer, message: 'told to fail' } };
    return { ok: true, value: answer };
  });
  const database = await stored();
  for (const store of ['accounts', 'sessions', 'messages'] as const) await database.clear(store);
});

afterEach(() => render(null, root));

async function openPage(tab: string, account?: Account, session: Partial<SessionRow> = {}): Promise<void> {
  const database = await stored();
  if (account) {
    await database.put('accounts', account);
    await database.put('sessions', sessionRow({ account: account.id, ...session }));
  }
  location.hash = tab;
  render(<Page model={createPageModel()} />, root);
}

const words = () => root.textContent ?? '';
const button = (label: string) =>
  [...root.querySelectorAll('button')].find(
    (candidate) => candidate.textContent?.trim() === label || candidate.getAttribute('aria-label') === label,
  );
const field = (label: string): HTMLInputElement | undefined => {
  const name = [...root.querySelectorAll('label')].find((candidate) => candidate.textContent === label);
  return name ? (root.querySelector<HTMLInputElement>(`#${CSS.escape(name.htmlFor)}`) ?? undefined) : undefined;
};

async function found<T>(find: () => T | undefined | null): Promise<T> {
  let value: T | undefined | null;
  await expect
    .poll(() => {
      value = find();
      return Boolean(value);
    })
    .toBe(true);
  return value as T;
}

async function fill(label: string, value: string): Promise<void> {
  const input = await found(() => field(label));
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await expect.poll(() => field(label)?.value).toBe(value);
}

const press = async (label: string) => (await found(() => button(label))).click();
const payloads = (name: string) => asked.filter(([each]) => each === name).map(([, payload]) => payload);

/** Chooses the way by an address on a page without accounts, and looks for the server of `ana@example.org`. */
async function findServer(...steps: (FindStep | string)[]): Promise<void> {
  answers['account.find'] = steps;
  await openPage('accounts');
  const choice = await found(() => root.querySelector<HTMLInputElement>('.choice input[value="address"]'));
  choice.click();
  await fill(text('optionsSignInAddress'), 'ana@example.org');
  await press(text('optionsContinue'));
}

describe('adding an account by a sign-in address', () => {
  it('goes from the address to the password to the account', async () => {
    await findServer(signInStep());
    const password = await found(() => field(text('optionsPassword')));
    expect(field(text('optionsUserName'))?.value).toBe('ana@example.org');
    expect([password.type, password.autocomplete]).toEqual(['password', 'current-password']);
    expect(words()).toContain(text('optionsPasswordAbout', 'login.example.org'));
    await expect.poll(() => document.activeElement === password).toBe(true);
    expect(root.querySelector('.choice')).toBeNull();
    answers['account.addWith'] = ['wrong-password', ana()];
    await fill(text('optionsUserName'), 'CORP\\ana');
    await fill(text('optionsPassword'), 'wrong');
    await press(text('optionsSignIn'));
    await expect.poll(words).toContain(text('error_wrong_password'));
    expect(field(text('optionsPassword'))?.getAttribute('aria-invalid')).toBe('true');
    await fill(text('optionsPassword'), 'secret');
    await press(text('optionsSignIn'));
    await expect.poll(words).toContain(text('optionsAdded', 'Ana Ortiz'));
    expect(payloads('account.addWith')[1]).toMatchObject({
      ...{ address: 'ana@example.org', grant: 'password', userName: 'CORP\\ana', password: 'secret' },
    });
  });

  it('shows and hides the password, and sends nothing while it is empty', async () => {
    await findServer(signInStep());
    await found(() => field(text('optionsPassword')));
    await press(text('optionsSignIn'));
    await expect.poll(words).toContain(text('optionsSignInIncomplete'));
    expect(payloads('account.addWith')).toEqual([]);
    await press(text('optionsPasswordShow'));
    await expect.poll(() => field(text('optionsPassword'))?.type).toBe('text');
    await press(text('optionsPasswordHide'));
    await expect.poll(() => field(text('optionsPassword'))?.type).toBe('password');
  });

  it('names the hosts that it leads to, and warns of those that belong to somebody else', async () => {
    const origins = ['https://web.example.org', 'https://login.example.net:8443'];
    await findServer({ step: 'allow', origins, foreign: ['https://login.example.net:8443'] }, signInStep());
    await expect.poll(words).toContain(text('optionsPasswordGoesTo', 'login.example.net:8443'));
    const hosts = [...root.querySelectorAll('.host')].map((host) => host.textContent);
    expect(hosts).toEqual([
      `web.example.org${text('optionsHostOwn', 'example.org')}`,
      `login.example.net:8443${text('optionsHostForeign', 'example.org')}`,
    ]);
    await expect.poll(() => document.activeElement?.textContent).toBe(text('optionsAllowTitle'));
    browser.permissions.request.mockClear();
    await press(text('optionsAllow'));
    expect(browser.permissions.request).toHaveBeenCalledOnce();
    await found(() => field(text('optionsPassword')));
  });

  it('does not warn of hosts that are the own ones', async () => {
    await findServer({ step: 'allow', origins: ['https://web.example.org'], foreign: [] });
    await expect.poll(words).toContain('web.example.org');
    expect(root.querySelector('.banner-warning')).toBeNull();
  });

  it('goes back a step at a time, with what was typed', async () => {
    await findServer(signInStep());
    await press(text('optionsBack'));
    await expect.poll(() => field(text('optionsSignInAddress'))?.value).toBe('ana@example.org');
    await expect.poll(() => document.activeElement === field(text('optionsSignInAddress'))).toBe(true);
    expect(root.querySelector('.choice')).not.toBeNull();
  });

  it('offers the account of this computer where the server takes it', async () => {
    await findServer(signInStep({ grants: ['windows', 'password'] }));
    answers['account.addWith'] = ['system-sign-in'];
    await press(text('optionsUseWindows'));
    await expect.poll(words).toContain(text('error_system_sign_in'));
    expect(payloads('account.addWith')[0]).toMatchObject({ grant: 'windows', userName: '', password: '' });
    expect(field(text('optionsPassword'))?.hasAttribute('aria-invalid')).toBe(false);
  });

  it('says so where only a web page of the organisation signs people in', async () => {
    await findServer(signInStep({ grants: ['passive'] }));
    await expect.poll(words).toContain(text('optionsPassiveAbout'));
    expect(field(text('optionsPassword'))).toBeUndefined();
    await press(text('optionsBack'));
    await found(() => field(text('optionsSignInAddress')));
  });

  it.each([
    ['no-server', () => text('optionsFindNoServer', 'example.org')],
    ['network', () => text('optionsFindSilence', 'example.org')],
    ['unreadable', () => text('optionsFindStranger', 'example.org')],
    ['rate-limited', () => text('error_rate_limited')],
  ])('says what to do about %s', async (kind, sentence) => {
    await findServer(kind);
    await expect.poll(words).toContain(sentence());
  });

  it('opens the field for a server when what is in it is no address', async () => {
    await openPage('accounts');
    (await found(() => root.querySelector<HTMLInputElement>('.choice input[value="address"]'))).click();
    await fill(text('optionsSignInAddress'), 'ana@example.org');
    await fill(text('optionsServer'), 'http://sfb.example.org');
    await press(text('optionsContinue'));
    await expect.poll(words).toContain(text('optionsAddress_insecure'));
    await expect.poll(() => root.querySelector<HTMLDetailsElement>('.add-server')?.open).toBe(true);
  });
});

describe('an account by a sign-in address', () => {
  it('is told by its address, and by what works and what does not', async () => {
    await openPage('accounts', ana(), { capabilities: { ...noCapabilities, contacts: true, modalities: true } });
    await expect.poll(words).toContain(text('optionsAddressAt', 'ana@example.org', 'sfb.example.org'));
    const lists = [...root.querySelectorAll('.abilities-list')].map((list) => list.textContent ?? '');
    expect(lists[0]).toContain(text('optionsCan_modalities'));
    expect(lists[0]).toContain(text('optionsCan_contacts'));
    expect(lists[1]).toContain(text('optionsCannot_history'));
    expect(lists[1]).not.toContain(text('optionsCannot_contacts'));
  });

  it('signs in again in place, with the password only', async () => {
    answers['account.signInWith'] = ['wrong-password', 'conflict', null];
    await openPage('accounts', ana({ place: placeRow({ userName: 'CORP\\ana' }) }), { state: 'expired' });
    await press(text('optionsSignInAgain'));
    expect((await found(() => field(text('optionsUserName')))).value).toBe('CORP\\ana');
    expect(button(text('optionsSignInAgain'))).toBeUndefined();
    await fill(text('optionsPassword'), 'wrong');
    await press(text('optionsSignIn'));
    await expect.poll(words).toContain(text('error_wrong_password'));
    await press(text('optionsSignIn'));
    await expect.poll(words).toContain(text('optionsSomebodyElse', 'Ana Ortiz'));
    await fill(text('optionsPassword'), 'secret');
    await press(text('optionsSignIn'));
    await expect.poll(() => field(text('optionsPassword'))).toBeUndefined();
    expect(payloads('account.signInWith')[2]).toEqual({
      ...{ account: 'ana', grant: 'password', userName: 'CORP\\ana', password: 'secret' },
    });
    expect(asked.map(([name]) => name)).not.toContain('account.signIn');
  });

  it('asks again for a host of its place that was withdrawn', async () => {
    browser.granted.delete('https://login.example.org/*');
    await openPage('accounts', ana(), { state: 'waiting' });
    await press(text('optionsHostGrant'));
    expect(browser.permissions.request).toHaveBeenCalledExactlyOnceWith({ origins: ['https://login.example.org/*'] });
  });

  it('says before signing out that there is no other copy of its messages', async () => {
    await openPage('accounts', ana(), { capabilities: noCapabilities });
    await press(text('optionsSignOut'));
    await expect.poll(words).toContain(text('optionsKeptServerNoHistory', 'sfb.example.org'));
    expect(words()).toContain(text('optionsNoHistoryAbout'));
    expect(words()).not.toContain(text('optionsKeptServer', 'sfb.example.org'));
  });

  it.each(tabNames)('that can do nothing optional is shown on %s without a failure', async (tab) => {
    const archive = ana({ kind: 'archive', place: undefined });
    await openPage(tab, archive, { capabilities: noCapabilities });
    await found(() => root.querySelector('.section, .panel > .banner'));
    await expect.poll(() => root.querySelector('.spinner')).toBeNull();
    expect(root.querySelector('.banner-danger, .banner-warning')).toBeNull();
    expect(words()).not.toMatch(/undefined|null|\bNaN\b/);
    expect(payloads('server.request')).toEqual([]);
    expect(payloads('preferences.read')).toEqual([]);
  });

  it('does not say that settings are kept where they are not', async () => {
    await openPage('messaging', ana(), { capabilities: noCapabilities });
    await expect.poll(words).toContain(text('optionsNotSupported'));
    expect(words()).not.toContain(text('optionsMessagingAbout'));
  });
});

describe('the note and the location', () => {
  let own: OwnNote;
  let written: [name: string, value: string][];
  let failure: ServiceError | undefined;
  const write = (name: 'note' | 'location') => async (value: string) => {
    if (failure) throw failure;
    written.push([name, value]);
    own = { ...own, [name]: value };
  };
  const operations = { read: async () => own, setNote: write('note'), setLocation: write('location') };
  const formOf = (label: string) => field(label)?.closest('form');
  const click = (label: string, action: string) =>
    [...(formOf(label)?.querySelectorAll('button') ?? [])].find((each) => each.textContent?.trim() === action)?.click();

  beforeEach(() => {
    own = { note: '', kind: 'personal', location: '' };
    written = [];
    failure = undefined;
  });

  it('are read, changed each by itself, and cleared', async () => {
    own = { note: 'In meetings', kind: 'personal', location: 'Leeds' };
    render(<NoteSection operations={operations} />, root);
    await fill(text('optionsNote'), ' Back at noon ');
    click(text('optionsNote'), text('optionsSave'));
    await expect.poll(words).toContain(text('optionsSaved'));
    expect(field(text('optionsNote'))?.value).toBe('Back at noon');
    expect(field(text('optionsLocation'))?.value).toBe('Leeds');
    click(text('optionsLocation'), text('optionsClear'));
    await expect.poll(words).toContain(text('optionsCleared'));
    expect(written).toEqual([
      ['note', 'Back at noon'],
      ['location', ''],
    ]);
    expect(field(text('optionsLocation'))?.value).toBe('');
  });

  it('count the characters of the location, which takes sixty', async () => {
    render(<NoteSection operations={operations} />, root);
    await fill(text('optionsLocation'), 'Leeds');
    expect(field(text('optionsLocation'))?.maxLength).toBe(60);
    await expect.poll(words).toContain(text('optionsCount', 5, 60));
  });

  it('stay in the field, with the reason, when they are not saved', async () => {
    failure = new ServiceError('network', 'told to fail');
    render(<NoteSection operations={operations} />, root);
    await fill(text('optionsNote'), 'Back at noon');
    click(text('optionsNote'), text('optionsSave'));
    await expect.poll(words).toContain(text('optionsNotSaved', text('error_network')));
    expect(field(text('optionsNote'))?.value).toBe('Back at noon');
  });

  it('show an out-of-office note without a way to change it', async () => {
    own = { note: 'Back on Monday', kind: 'out-of-office', location: '' };
    render(<NoteSection operations={operations} />, root);
    await expect.poll(words).toContain('Back on Monday');
    expect(words()).toContain(text('optionsNoteAwayAbout'));
    expect(field(text('optionsNote'))).toBeUndefined();
    expect(field(text('optionsLocation'))).toBeDefined();
  });
});
