// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import './fake-browser.ts';
import { render } from 'preact';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { announceChanges } from '../../extension/changes.ts';
import type { SessionRow } from '../../extension/database.ts';
import { preferenceTable } from '../../extension/preferences.ts';
import { text } from '../../extension/text.ts';
import { stored } from '../../extension/ui/stored.ts';
import { createPageModel } from '../../options/model.ts';
import { Page } from '../../options/Page.tsx';
import { tabNames } from '../../options/tabs.ts';
import type { Account } from '../../src/model/account.ts';
import { browser } from './fake-browser.ts';
import { fakePreferences } from './fake-preferences.ts';
import { accountRow, outboxRow, sessionRow } from './rows.ts';

const root = document.createElement('div');
let server: ReturnType<typeof fakePreferences>;

beforeAll(() => {
  document.body.append(root);
});

beforeEach(async () => {
  server = fakePreferences();
  browser.answer = true;
  browser.granted.clear();
  browser.granted.add('http://127.0.0.1/*');
  browser.settings.clear();
  browser.permissions.request.mockClear();
  browser.runtime.sendMessage.mockReset();
  browser.runtime.sendMessage.mockImplementation(answer);
  const database = await stored();
  for (const store of ['accounts', 'sessions', 'preferences', 'outbox', 'incidents'] as const)
    await database.clear(store);
  location.hash = '';
});

afterEach(() => render(null, root));

/** The worker: preferences go to the server and are stored again; whoever is added is Fred. The rest is done silently. */
async function answer(envelope: unknown) {
  const { 'skylark-command': name, payload } = envelope as { 'skylark-command': string; payload: { account: string } };
  if (name === 'account.add') {
    const fred = accountRow({ id: 'fred' });
    await (await stored()).put('accounts', fred);
    announceChanges(['accounts']);
    return { ok: true, value: fred };
  }
  const isPreference = name.startsWith('preferences.') || (name === 'server.request' && isOfPreferences(payload));
  if (!isPreference) return { ok: true, value: name === 'server.request' ? { text: '[]' } : null };
  try {
    return { ok: true, value: await server.send(name as 'preferences.read', payload) };
  } catch (error) {
    return { ok: false, error: { kind: (error as { kind: string }).kind, message: 'failed' } };
  } finally {
    if (name === 'preferences.read') await store(payload.account);
  }
}

const isOfPreferences = (payload: object) => ['flags', 'options'].includes((payload as { place?: string }).place ?? '');

async function store(account: string): Promise<void> {
  await (await stored()).put('preferences', { account, ...server.read(), readAtMs: 1 });
}

async function openPage(tab: string, rows: { account?: Partial<Account>; session?: Partial<SessionRow> }[] = [{}]) {
  const database = await stored();
  for (const [at, { account, session }] of rows.entries()) {
    const row = accountRow({ id: `account-${at}`, addedAtMs: at, ...account });
    await database.put('accounts', row);
    await database.put('sessions', sessionRow({ account: row.id, ...session }));
  }
  location.hash = tab;
  render(<Page model={createPageModel()} />, root);
}

const words = () => root.textContent ?? '';
const control = (label: string): HTMLElement | undefined => {
  const name = [...root.querySelectorAll('label')].find((candidate) => candidate.textContent === label);
  return name ? (root.querySelector<HTMLElement>(`#${CSS.escape(name.htmlFor)}`) ?? undefined) : undefined;
};
const button = (label: string) =>
  [...root.querySelectorAll('button')].find((candidate) => candidate.textContent?.trim() === label);
const radio = (group: string, label: string) => {
  const fields = [...root.querySelectorAll('fieldset')].find(
    (set) => set.querySelector('legend')?.textContent === group,
  );
  return [...(fields?.querySelectorAll('label') ?? [])]
    .find((candidate) => candidate.querySelector('.choice-label')?.textContent === label)
    ?.querySelector('input');
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

const sent = () =>
  browser.runtime.sendMessage.mock.calls.map(([envelope]) => (envelope as Record<string, unknown>)['skylark-command']);

describe('a page without accounts', () => {
  it('offers the local gateway, and asks for its host inside the click', async () => {
    browser.granted.clear();
    await openPage('accounts', []);
    const submit = await found(() => button(text('optionsContinue')));
    expect(root.querySelector<HTMLInputElement>('.field-input')?.value).toBe('http://127.0.0.1:8787');
    await expect.poll(() => browser.permissions.contains.mock.calls.length).toBeGreaterThan(0);
    submit.click();
    expect(browser.permissions.request).toHaveBeenCalledExactlyOnceWith({ origins: ['http://127.0.0.1/*'] });
    await expect.poll(sent).toContain('account.add');
    await expect.poll(words).toContain(text('optionsAdded', 'Fred Adams'));
    await expect.poll(words).toContain(text('optionsPinHint'));
    expect(root.querySelector('.account-name')?.textContent).toBe('Fred Adams');
    button(text('optionsDone'))?.click();
    await found(() => button(text('optionsAddAnother')));
  });

  it('says what is wrong with an address at the field', async () => {
    await openPage('accounts', []);
    const field = await found(() => root.querySelector<HTMLInputElement>('.field-input'));
    field.value = 'http://chat.example.org';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    button(text('optionsContinue'))?.click();
    await expect.poll(words).toContain(text('optionsAddress_insecure'));
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(browser.permissions.request).not.toHaveBeenCalled();
  });

  it.each(['notifications', 'messaging', 'privacy', 'personalisation'])(
    'explains on %s why there is nothing to set',
    async (tab) => {
      await openPage(tab, []);
      await expect.poll(words).toContain(text('optionsNoAccount'));
      expect(root.querySelector('a[href="#accounts"]')).not.toBeNull();
    },
  );
});

describe('the settings of an account', () => {
  it('show every row of the table on its tab', async () => {
    for (const [key, { tab }] of Object.entries(preferenceTable)) {
      location.hash = '';
      await openPage(tab);
      await found(() =>
        [...root.querySelectorAll('.setting-name')].find(
          (name) => name.textContent === text(`optionsPreference_${key}`),
        ),
      );
      render(null, root);
    }
  });

  it('put what nothing uses any more under a title of its own, still working', async () => {
    await openPage('messaging');
    const group = await found(() => root.querySelector('.no-longer-used'));
    const names = [...group.querySelectorAll('.setting-name')].map((name) => name.textContent);
    expect(names).toEqual([text('optionsPreference_imagePaste'), text('optionsPreference_pinFavourites')]);
    control(text('optionsPreference_imagePaste'))?.click();
    await expect.poll(() => server.requests).toEqual(['set 14']);
  });

  it('save at once, and show the new value meanwhile', async () => {
    await openPage('messaging');
    const typing = await found(() => control(text('optionsPreference_typing')));
    expect(typing.getAttribute('aria-checked')).toBe('true');
    typing.click();
    await expect.poll(() => typing.getAttribute('aria-checked')).toBe('false');
    await expect.poll(() => server.requests).toEqual(['set 20']);
    await expect.poll(() => typing.getAttribute('aria-busy')).toBeNull();
    expect(typing.getAttribute('aria-checked')).toBe('false');
  });

  it('say next to the switch that it was not saved, and return to the value of the server', async () => {
    await openPage('messaging');
    const typing = await found(() => control(text('optionsPreference_typing')));
    server.failAt = 1;
    typing.click();
    await expect.poll(words).toContain(text('optionsNotSaved', text('error_server')));
    expect(typing.getAttribute('aria-checked')).toBe('true');
    expect(typing.closest('.setting')?.textContent).toContain(text('error_server'));
  });

  it('follow a change that the worker announces', async () => {
    await openPage('personalisation');
    const dark = await found(() => control(text('optionsPreference_darkTheme')));
    expect(dark.getAttribute('aria-checked')).toBe('false');
    server.flags.add(28);
    await store('account-0');
    announceChanges(['preferences']);
    await expect.poll(() => dark.getAttribute('aria-checked')).toBe('true');
  });

  it('are read again when the page gets the focus', async () => {
    await openPage('personalisation');
    const dark = await found(() => control(text('optionsPreference_darkTheme')));
    await expect.poll(() => sent().filter((name) => name === 'preferences.read').length).toBe(1);
    server.flags.add(28);
    dispatchEvent(new Event('focus'));
    await expect.poll(() => dark.getAttribute('aria-checked')).toBe('true');
  });

  it('mark no choice for the combination that nothing explains, and write nothing before one is chosen', async () => {
    server.flags = new Set([15, 16]);
    await openPage('privacy');
    await expect.poll(words).toContain(text('optionsUnknownSetting'));
    const name = text('optionsPreference_video');
    const choices = ['anyone', 'contacts', 'nobody'].map((who) => radio(name, text(`optionsWho_${who}`)));
    expect(choices.map((choice) => choice?.checked)).toEqual([false, false, false]);
    expect(server.requests).toEqual([]);
    choices[1]?.click();
    await expect.poll(() => server.requests).toEqual(['clear 16']);
    await expect.poll(() => radio(name, text('optionsWho_contacts'))?.checked).toBe(true);
  });

  it('can be seen but not changed while the account is not connected, and the page says why', async () => {
    await store('account-0');
    await openPage('messaging', [{ session: { state: 'waiting', error: 'network' } }]);
    const typing = await found(() => control(text('optionsPreference_typing')));
    expect(words()).toContain(text('optionsCannotChange'));
    expect(words()).toContain(text('connection_waiting'));
    expect(typing.getAttribute('aria-disabled')).toBe('true');
    typing.click();
    expect(sent()).not.toContain('server.request');
    expect(sent()).not.toContain('preferences.read');
  });

  it('are those of the chosen account when there are several', async () => {
    await openPage('personalisation', [
      { account: { name: 'Fred Adams' } },
      { account: { name: 'Anna Brown', server: 'https://chat.example.org' } },
    ]);
    const picker = await found(() => root.querySelector('select'));
    expect([...picker.options].map(({ textContent }) => textContent)).toEqual([
      'Fred Adams · 127.0.0.1:8787',
      'Anna Brown · chat.example.org',
    ]);
    await found(() => control(text('optionsPreference_darkTheme')));
    picker.value = 'account-1';
    picker.dispatchEvent(new Event('change', { bubbles: true }));
    (
      await found(() =>
        sent().filter((name) => name === 'preferences.read').length === 2
          ? control(text('optionsPreference_darkTheme'))
          : undefined,
      )
    ).click();
    await expect.poll(() => server.requests).toEqual(['set 28']);
    const [last] =
      browser.runtime.sendMessage.mock.calls.findLast(
        ([envelope]) => (envelope as Record<string, unknown>)['skylark-command'] === 'server.request',
      ) ?? [];
    expect(last).toMatchObject({ payload: { account: 'account-1' } });
  });
});

describe('an account that is not connected', () => {
  it('offers to sign in again when the sign-in has ended', async () => {
    await openPage('accounts', [{ session: { state: 'expired', error: 'unauthorised' } }]);
    (await found(() => button(text('optionsSignInAgain')))).click();
    await expect.poll(sent).toContain('account.signIn');
  });

  it('says that the host permission was withdrawn, and asks for it in the click', async () => {
    browser.granted.clear();
    await openPage('accounts', [{ session: { state: 'waiting', error: 'network' } }]);
    await expect.poll(words).toContain(text('optionsHostBlocked', '127.0.0.1:8787'));
    button(text('optionsHostGrant'))?.click();
    expect(browser.permissions.request).toHaveBeenCalledExactlyOnceWith({ origins: ['http://127.0.0.1/*'] });
    await expect.poll(sent).toContain('connection.retry');
    await expect.poll(words).not.toContain(text('optionsHostBlocked', '127.0.0.1:8787'));
  });
});

describe('an account for which somebody else signed in', () => {
  it('stays as it is, and says whose sign-in it needs', async () => {
    browser.runtime.sendMessage.mockImplementation(async (envelope) =>
      (envelope as Record<string, unknown>)['skylark-command'] === 'account.signIn'
        ? { ok: false, error: { kind: 'conflict', message: 'somebody else signed in' } }
        : answer(envelope),
    );
    await openPage('accounts', [{ session: { state: 'expired' } }]);
    (await found(() => button(text('optionsSignInAgain')))).click();
    await expect.poll(words).toContain(text('optionsSomebodyElse', 'Fred Adams'));
  });
});

describe('signing out', () => {
  it('says what is deleted and kept, warns of unsent messages, and keeps the stored ones when asked to', async () => {
    const database = await stored();
    await database.put('outbox', outboxRow({ account: 'account-0', clientId: 'c1', state: 'queued' }));
    await database.put('outbox', outboxRow({ account: 'account-0', clientId: 'c2', state: 'failed' }));
    await openPage('accounts');
    (await found(() => button(text('optionsSignOut')))).click();
    await expect.poll(words).toContain(text('optionsUnsentWarning_other', 2));
    const facts = () => [...root.querySelectorAll('.facts')].map((list) => list.textContent ?? '');
    expect(words()).toContain(text('optionsUnsentWarning_delete'));
    expect(facts()[0]).toContain(text('optionsStoredHere'));
    expect(facts()[0]).toContain(text('optionsUnsentHere'));
    expect(facts()[1]).toContain(text('optionsKeptServer', '127.0.0.1:8787'));
    radio(text('optionsStoredMessages'), text('optionsStoredKeep'))?.click();
    await expect.poll(words).toContain(text('optionsUnsentWarning_keep'));
    expect(facts()[0]).toBe(text('optionsDeletedSignIn', '127.0.0.1:8787'));
    expect(facts()[1]).toContain(text('optionsUnsentHere'));
    button(text('optionsSignOutNow'))?.click();
    await expect
      .poll(() => browser.runtime.sendMessage.mock.calls)
      .toContainEqual([
        { 'skylark-command': 'account.signOut', payload: { account: 'account-0', keepMessages: true } },
      ]);
    await expect.poll(() => root.querySelector('dialog')).toBeNull();
  });
});

describe('any tab', () => {
  it.each(tabNames)('%s shows no identifier of a person, a conversation or a flag', async (tab) => {
    const database = await stored();
    await store('account-0');
    await database.add('incidents', {
      account: 'account-0',
      atMs: 1,
      kind: 'security',
      what: 'Location',
      detail: 'of 8:joe.4',
    });
    await openPage(tab, [{ account: { name: '8:fred.2' } }]);
    await found(() => root.querySelector('.section'));
    await expect.poll(() => root.querySelector('.spinner')).toBeNull();
    expect(words()).not.toMatch(/\d+:[a-z]|fred\.2|joe\.4|flag|account-0/);
    const open = root.querySelector('[role=tab][aria-selected=true]');
    expect(open?.id).toBe(`tab-${tab}`);
    expect(root.querySelector(`[role=tabpanel][aria-labelledby="tab-${tab}"]`)).not.toBeNull();
  });
});
