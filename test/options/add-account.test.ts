import './fake-browser.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { CommandError, type CommandErrorKind, type command } from '../../extension/commands.ts';
import { createAccountActions } from '../../options/accounts/account-actions.ts';
import { createAddAccount } from '../../options/accounts/add-account.ts';
import { createHostAccess } from '../../options/host-access.ts';
import type { Account } from '../../src/model/account.ts';
import { browser } from './fake-browser.ts';

const account: Account = {
  id: 'a',
  kind: 'skype',
  server: 'https://chat.example.org',
  user: '8:fred.2',
  name: 'Fred Adams',
  addedAtMs: 1,
};

/** A worker that answers every command with the account, or fails with the given kind, and remembers what it was asked. */
function worker(failure?: CommandErrorKind) {
  const asked: [name: string, payload: unknown, timeoutMs: number | undefined][] = [];
  const send = (async (name: string, payload: unknown, timeoutMs?: number) => {
    asked.push([name, payload, timeoutMs]);
    if (failure) throw new CommandError(failure, 'told to fail');
    return account;
  }) as typeof command;
  return { asked, send };
}

const hosts = () => createHostAccess(browser.permissions as unknown as Parameters<typeof createHostAccess>[0]);

beforeEach(() => {
  browser.answer = true;
  browser.granted.clear();
  browser.granted.add('http://127.0.0.1/*');
  browser.permissions.request.mockClear();
});

describe('adding an account', () => {
  it('asks for exactly that host, in the same turn as the click', async () => {
    const { send, asked } = worker();
    const adding = createAddAccount(hosts(), send);
    const started = adding.start('chat.example.org:8443');
    expect(browser.permissions.request).toHaveBeenCalledExactlyOnceWith({ origins: ['https://chat.example.org/*'] });
    expect(adding.state.value.step).toBe('asking');
    await started;
    expect(asked).toEqual([['account.add', { server: 'https://chat.example.org:8443' }, 600_000]]);
    expect(adding.state.value).toEqual({ step: 'added', account });
  });

  it('does not ask for a host that is known to be granted', async () => {
    const { send } = worker();
    const access = hosts();
    const adding = createAddAccount(access, send);
    adding.edit('127.0.0.1:8787');
    await access.learn('http://127.0.0.1/*');
    await adding.start('127.0.0.1:8787');
    expect(browser.permissions.request).not.toHaveBeenCalled();
    expect(adding.state.value.step).toBe('added');
  });

  it('asks again for a host that was withdrawn in the meantime', async () => {
    const access = hosts();
    await access.learn('http://127.0.0.1/*');
    expect(access.granted.value.get('http://127.0.0.1/*')).toBe(true);
    browser.granted.clear();
    browser.announcePermissions();
    await expect.poll(() => access.granted.value.get('http://127.0.0.1/*')).toBe(false);
    await createAddAccount(access, worker().send).start('127.0.0.1');
    expect(browser.permissions.request).toHaveBeenCalledOnce();
  });

  it('stops, and contacts nobody, when the user does not allow the host', async () => {
    browser.answer = false;
    const { send, asked } = worker();
    const adding = createAddAccount(hosts(), send);
    await adding.start('https://chat.example.org');
    expect(adding.state.value).toEqual({ step: 'failed', kind: 'permission' });
    expect(asked).toEqual([]);
  });

  it('asks for nothing when the address is wrong, and forgets the problem when it is edited', async () => {
    const { send, asked } = worker();
    const adding = createAddAccount(hosts(), send);
    await adding.start('http://chat.example.org');
    expect(adding.state.value).toEqual({ step: 'problem', problem: 'insecure' });
    expect(browser.permissions.request).not.toHaveBeenCalled();
    expect(asked).toEqual([]);
    adding.edit('https://chat.example.org');
    expect(adding.state.value).toEqual({ step: 'ready' });
  });

  it.each(['cancelled', 'not-skylark', 'already-added', 'network'] as const)('shows %s in place', async (kind) => {
    const adding = createAddAccount(hosts(), worker(kind).send);
    await adding.start('https://chat.example.org');
    expect(adding.state.value).toEqual({ step: 'failed', kind });
  });

  it('opens one sign-in window, however often the button is pressed', async () => {
    const { send, asked } = worker();
    const adding = createAddAccount(hosts(), send);
    await Promise.all([adding.start('https://chat.example.org'), adding.start('https://chat.example.org')]);
    expect(asked).toHaveLength(1);
  });
});

describe('an account that is here', () => {
  it('signs in again after the host is allowed, asked in the same turn as the click', async () => {
    const { send, asked } = worker();
    const { signIn } = createAccountActions(account, hosts(), send);
    const running = signIn.run();
    expect(browser.permissions.request).toHaveBeenCalledOnce();
    expect(signIn.isRunning.value).toBe(true);
    expect(await running).toBe(true);
    expect(asked).toEqual([['account.signIn', { account: 'a' }, 600_000]]);
  });

  it('connects again once a withdrawn host is allowed', async () => {
    const { send, asked } = worker();
    expect(await createAccountActions(account, hosts(), send).allowHost.run()).toBe(true);
    expect(asked.map(([name]) => name)).toEqual(['connection.retry']);
  });

  it('says why an action failed, until it is tried again', async () => {
    const { signOut } = createAccountActions(account, hosts(), worker('network').send);
    expect(await signOut.run(true)).toBe(false);
    expect(signOut.failure.value).toBe('network');
    expect(signOut.isRunning.value).toBe(false);
  });

  it('signs out with the choice about its messages', async () => {
    const { send, asked } = worker();
    await createAccountActions(account, hosts(), send).signOut.run(true);
    expect(asked[0]?.slice(0, 2)).toEqual(['account.signOut', { account: 'a', keepMessages: true }]);
  });
});
