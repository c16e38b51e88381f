import '../support/extension.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/service/error.ts';
import { anna, composed, joe } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { until } from '../support/mortal-worker.ts';
import { testServer } from '../support/scripted-sign-in.ts';
import { account, ask, type SignedIn, signIn } from '../support/signed-in.ts';

let place: SignedIn;
beforeEach(async () => {
  place = await signIn();
  extension.state.signInWindow = async (url) => {
    const asked = new URL(url).searchParams;
    const answer = new URL(asked.get('redirect_uri') ?? '');
    answer.search = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: testServer }).toString();
    return answer.href;
  };
});
afterEach(() => place.end());

const session = () => place.database.get('sessions', account.id);
const id = { account: account.id };

describe('adding an account', () => {
  it('stores who signed in and comes online', async () => {
    await place.database.delete('accounts', account.id);
    await place.database.delete('sessions', account.id);
    const { worker } = place.start();
    const reply = await ask(worker, 'account.add', { server: testServer });
    expect(reply).toMatchObject({ ok: true, value: { server: testServer, user: place.server.user, name: 'Fred' } });
    await until('it is online', async () => (await place.database.getAll('sessions'))[0]?.state === 'online');
  });

  it('is refused for an account that is here, and its new sign-in is ended again', async () => {
    const { worker } = await place.startOnline();
    const reply = await ask(worker, 'account.add', { server: testServer });
    expect(reply).toMatchObject({ ok: false, error: { kind: 'already-added' } });
    expect(place.signIn.state.revoked).toEqual([place.signIn.state.refreshToken]);
    expect(await place.database.count('accounts')).toBe(1);
  });

  it('leaves nothing behind when it is not known who signed in', async () => {
    await place.database.delete('accounts', account.id);
    await extension.local.remove(`refresh:${account.id}`);
    const { worker } = place.start();
    place.server.fail('whoAmI', new ServiceError('server', 'broken'));
    expect(await ask(worker, 'account.add', { server: testServer })).toMatchObject({ error: { kind: 'server' } });
    expect(await place.database.count('accounts')).toBe(0);
    expect(place.signIn.state.revoked).toHaveLength(1);
    expect(Object.keys(extension.local.peek())).toEqual(['jobs']);
  });
});

describe('signing in again', () => {
  it('brings back an account whose sign-in has ended', async () => {
    place.signIn.state.isEnded = true;
    const { worker } = place.start();
    await until('it is expired', async () => (await session())?.state === 'expired');
    place.signIn.state.isEnded = false;
    expect(await ask(worker, 'account.signIn', id)).toEqual({ ok: true, value: null });
    await until('it is online', async () => (await session())?.state === 'online');
  });

  it('is refused when somebody else signs in', async () => {
    const { worker } = await place.startOnline();
    Object.assign(place.server, { user: anna });
    expect(await ask(worker, 'account.signIn', id)).toMatchObject({ ok: false, error: { kind: 'conflict' } });
    expect(place.signIn.state.revoked).toHaveLength(1);
    expect((await session())?.state).toBe('online');
  });
});

describe('signing out', () => {
  it('ends the session and the sign-in at the server, and stays signed out', async () => {
    const { worker } = await place.startOnline();
    const { refreshToken } = place.signIn.state;
    await ask(worker, 'account.signOut', { ...id, keepMessages: true });
    expect((await session())?.state).toBe('signed-out');
    expect(place.server.requests).toContain('close');
    expect(place.signIn.state.revoked).toEqual([refreshToken]);
    const next = place.start();
    await next.worker.onAlarm();
    expect(place.server.requests.filter((request) => request === 'open')).toHaveLength(1);
    await until('the badge says so', () => extension.state.title.includes('Signed out'));
  });

  it('does not wait for a server that is away', async () => {
    const { worker } = await place.startOnline();
    place.server.isAway = true;
    place.signIn.state.isAway = true;
    expect(await ask(worker, 'account.signOut', { ...id, keepMessages: true })).toEqual({ ok: true, value: null });
    expect((await session())?.state).toBe('signed-out');
  });

  it.each([
    [true, 1, 1],
    [false, 0, 0],
  ])('with keepMessages %s keeps %i message and %i draft', async (keepMessages, messages, drafts) => {
    const { worker } = await place.startOnline();
    place.server.post(joe, joe, 'Hello');
    await until('it is here', () => extension.state.badge === '1');
    await ask(worker, 'draft.save', { ...id, conversation: joe, text: 'Dear' });
    await ask(worker, 'account.signOut', { ...id, keepMessages });
    expect(await place.database.count('messages')).toBe(messages);
    expect(await place.database.count('drafts')).toBe(drafts);
    expect(await place.database.count('accounts')).toBe(1);
  });

  it('is followed by removing, after which nothing is left', async () => {
    const { worker } = await place.startOnline();
    place.server.post(joe, joe, 'Hello');
    await until('it is here', () => extension.state.badge === '1');
    await place.database.add('incidents', { account: account.id, atMs: 1, kind: 'unreadable', what: 'x', detail: '' });
    await ask(worker, 'account.remove', id);
    for (const name of place.database.objectStoreNames)
      expect([name, await place.database.count(name)]).toEqual([name, 0]);
    await until('the badge invites', () => extension.state.title === 'Skylark: no account yet. Click to add one.');
  });
});

describe('deleting what is stored', () => {
  it('keeps drafts and unsent messages, and fetches the rest again', async () => {
    const { worker } = await place.startOnline();
    place.server.post(joe, joe, 'Hello');
    await until('it is here', () => extension.state.badge === '1');
    await ask(worker, 'draft.save', { ...id, conversation: joe, text: 'Dear' });
    await ask(worker, 'storage.delete', id);
    expect(await place.database.count('drafts')).toBe(1);
    await until('it is here again', async () => (await place.database.count('messages')) === 1);
    await until('the badge is right again', () => extension.state.badge === '1');
  });
});

describe('what the user chooses to be', () => {
  it('is published while connected', async () => {
    const { worker } = await place.startOnline();
    await ask(worker, 'presence.set', { ...id, presence: 'busy' });
    expect(place.server.presence).toBe('busy');
    expect((await session())?.ownPresence).toBe('busy');
  });

  it('goes back when it cannot be published', async () => {
    const { worker } = await place.startOnline();
    place.server.fail('publish presence', new ServiceError('server', 'broken'));
    const reply = await ask(worker, 'presence.set', { ...id, presence: 'busy' });
    expect(reply).toMatchObject({ ok: false, error: { kind: 'server' } });
    expect((await session())?.ownPresence).toBe('online');
  });

  it('stays over a restart of the browser', async () => {
    const { worker } = await place.startOnline();
    await ask(worker, 'presence.set', { ...id, presence: 'invisible' });
    extension.restartBrowser();
    place.server.presence = undefined;
    await place.startOnline();
    expect(place.server.presence).toBe('invisible');
  });

  it('ends the session when it is offline, also for the next worker, until the user comes back', async () => {
    const { worker } = await place.startOnline();
    await ask(worker, 'presence.set', { ...id, presence: 'offline' });
    expect((await session())?.state).toBe('paused');
    expect(place.server.isHolding()).toBe(false);
    const next = place.start();
    await next.worker.onAlarm();
    await next.worker.onOnline();
    await ask(next.worker, 'wake', {});
    expect((await session())?.state).toBe('paused');
    await ask(next.worker, 'presence.set', { ...id, presence: 'away' });
    await until('it polls', () => place.server.isHolding());
    expect(place.server.presence).toBe('away');
  });
});

describe('people', () => {
  it('come from the contact list, and leave with it', async () => {
    place.server.names.set(joe, 'Joe').set(anna, 'Anna');
    place.server.listed = [joe, anna];
    await place.startOnline();
    const contacts = () => place.database.getAll('contacts');
    await until('both are here', async () => (await contacts()).filter((row) => row.isContact).length === 2);
    place.server.listed = [joe];
    extension.restartBrowser();
    await place.startOnline();
    await until('one has left', async () => (await contacts()).filter((row) => row.isContact).length === 1);
    expect((await contacts()).find((row) => row.id === anna)).toMatchObject({ name: 'Anna', isContact: false });
  });

  it('who are strangers are asked about once, also those whom the server does not know', async () => {
    place.server.names.set(anna, 'Anna');
    await place.startOnline();
    place.server.post('19:group@thread.skype', anna, 'hi');
    place.server.post('19:group@thread.skype', '8:nobody', 'hi');
    await until(
      'she has a name',
      async () => (await place.database.get('contacts', [account.id, anna]))?.name === 'Anna',
    );
    await until('both were asked about', async () => {
      const rows = await place.database.getAll('contacts');
      return rows.filter((row) => row.resolvedAtMs !== undefined).length === 2;
    });
    const asked = place.server.requests.filter((request) => request === 'resolve').length;
    place.server.post('19:group@thread.skype', '8:nobody', 'hi again');
    await until('it is here', async () => (await place.database.count('messages')) === 3);
    expect(place.server.requests.filter((request) => request === 'resolve')).toHaveLength(asked);
  });
});

describe('typing', () => {
  it('is shown to others now and then, ended once, and never while the account hides it', async () => {
    const { worker } = await place.startOnline();
    const type = (isTyping: boolean) => ask(worker, 'typing.show', { ...id, conversation: joe, isTyping });
    for (const isTyping of [true, true, true, false, false]) await type(isTyping);
    await until('it was shown', () => place.server.typing.length === 2);
    expect(place.server.typing).toEqual([`${joe} true`, `${joe} false`]);
    await type(true);
    await ask(worker, 'message.send', { ...id, conversation: joe, ...composed('Done') });
    await type(true);
    await until('it was shown for the next message', () => place.server.typing.length === 4);
    place.server.preferences.flags = [20];
    await ask(worker, 'preferences.read', id);
    await type(true);
    expect(place.server.typing).toHaveLength(4);
  });
});

describe('a read position', () => {
  it('is kept until the server knows it, over a failure and the end of the worker', async () => {
    const { worker } = await place.startOnline();
    const { order } = place.server.post(joe, joe, 'Hello');
    await until('it is here', () => extension.state.badge === '1');
    place.server.fail('publishReadUpTo', new ServiceError('network', 'lost'));
    await ask(worker, 'conversation.seen', { ...id, conversation: joe, order });
    await until('it counts here', () => extension.state.badge === '');
    expect(await place.database.getAll('reading')).toMatchObject([{ conversation: joe, order }]);
    await place.startOnline();
    await until('the server knows', async () => (await place.database.count('reading')) === 0);
    expect(place.server.conversation(joe).readUpTo).toBe(order);
  });

  it('is never beyond the last message, nor moved back', async () => {
    const { worker } = await place.startOnline();
    const first = place.server.post(joe, joe, 'one');
    const last = place.server.post(joe, joe, 'two');
    await until('both are here', () => extension.state.badge === '2');
    const see = (order: number) => ask(worker, 'conversation.seen', { ...id, conversation: joe, order });
    await see(last.order + 1e9);
    await see(first.order);
    expect((await place.database.get('conversations', [account.id, joe]))?.readUpTo).toBe(last.order);
    await until('the server knows', () => place.server.conversation(joe).readUpTo === last.order);
  });
});
