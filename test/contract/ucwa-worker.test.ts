// The worker with a UCWA account: the real client and the real gateway in one process, from the sign-in address to messages that
// survive the worker.
import './town.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/model/account.ts';
import type { ChatService } from '../../src/service/service.ts';
import { wordsOf } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { testPassword } from '../support/gateway.ts';
import { until } from '../support/mortal-worker.ts';
import { ask } from '../support/signed-in.ts';
import { openTown, origin, type Town } from './town.ts';

const address = 'fred.2@skylark.example';
const fred = `sip:${address}`;
const joe = 'sip:joe.4@skylark.example';
const wanted = { address, server: origin, approved: [] };
const proof = { grant: 'password', userName: address, password: testPassword };

type Reply = { ok: boolean; value?: unknown; error?: { kind: string; message: string } };

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

async function add(): Promise<{ worker: ReturnType<Town['start']>['worker']; account: Account }> {
  const { worker } = town.start();
  const reply = (await ask(worker, 'account.addWith', { ...wanted, ...proof })) as Reply;
  expect(reply).toMatchObject({ ok: true });
  await until('Fred is online', async () => (await town.state()) === 'online');
  return { worker, account: reply.value as Account };
}

const stored = async () => (await town.database.getAll('messages')).flatMap((message) => wordsOf(message) ?? []);
const channel = async () => (await town.database.getAll('channels'))[0]?.channel;

async function say(visitor: ChatService, text: string): Promise<void> {
  const composedAtMs = Date.now();
  await visitor.send('8:fred.2', {
    clientId: String(composedAtMs * 1000),
    composedAtMs,
    messagetype: 'Text',
    content: text,
  });
}

const secrets = () => JSON.stringify([extension.local.peek(), extension.session.peek()]);
const tokenRequests = () => town.requests.filter((request) => request.endsWith('/oauthtoken')).length;

describe('adding a UCWA account', () => {
  it('finds the server and says how one signs in there, before any password is typed', async () => {
    const { worker } = town.start();
    const reply = (await ask(worker, 'account.find', wanted)) as Reply;
    expect(reply).toMatchObject({ ok: true, value: { step: 'sign-in', host: '127.0.0.1:8787', userName: address } });
    expect(await town.database.count('accounts')).toBe(0);
  });

  it('stores who signed in, comes online, and keeps the password off the disk', async () => {
    const { account } = await add();
    expect(account).toMatchObject({ kind: 'ucwa', server: origin, user: fred, name: 'Fred', place: { address } });
    const onDisk = JSON.stringify([extension.local.peek(), await town.database.getAll('accounts')]);
    expect(onDisk).not.toContain(testPassword);
    expect(JSON.stringify(extension.session.peek())).toContain(testPassword);
  });

  it('is refused for an account that is here', async () => {
    const { worker } = await add();
    const reply = await ask(worker, 'account.addWith', { ...wanted, ...proof });
    expect(reply).toMatchObject({ ok: false, error: { kind: 'already-added' } });
    expect(await town.database.count('accounts')).toBe(1);
  });

  it('leaves nothing behind when name and password do not fit', async () => {
    const { worker } = town.start();
    const reply = await ask(worker, 'account.addWith', { ...wanted, ...proof, password: 'wrong' });
    expect(reply).toMatchObject({ ok: false, error: { kind: 'wrong-password' } });
    expect(await town.database.count('accounts')).toBe(0);
    expect(secrets()).not.toContain('wrong');
  });

  it('asks no host before the user and the browser have allowed it', async () => {
    const { worker } = town.start();
    const hosts = ['https://lyncdiscoverinternal.skylark.example', 'https://lyncdiscover.skylark.example'];
    const found = await ask(worker, 'account.find', { ...wanted, server: '' });
    expect(found).toEqual({ ok: true, value: { step: 'allow', origins: hosts, foreign: [] } });
    const unallowed = { ...wanted, server: '', approved: hosts };
    for (const [name, payload] of [
      ['account.find', unallowed],
      ['account.addWith', { ...unallowed, ...proof }],
    ] as const) {
      expect(await ask(worker, name, payload)).toMatchObject({ ok: false, error: { kind: 'permission' } });
    }
    expect(town.requests).toEqual([]);
  });

  it.each([
    ['nobody', origin, 'bad-address'],
    [address, 'http://chat.example', 'no-sign-in'],
  ])('says what is wrong with %s at %s: %s', async (typed, server, kind) => {
    const { worker } = town.start();
    const reply = await ask(worker, 'account.find', { address: typed, server, approved: [] });
    expect(reply).toMatchObject({ ok: false, error: { kind } });
    expect(town.requests).toEqual([]);
  });
});

describe('a UCWA account', () => {
  it('takes part in conversations with people of the other protocol', async () => {
    const { worker, account } = await add();
    const visitor = await town.visitor('joe.4');
    await say(visitor, 'Hello');
    await until('it is here', async () => (await stored()).includes('Hello'));
    const conversation = (await town.database.getAll('conversations'))[0]?.id ?? '';
    const text = { text: 'Hi Joe', messagetype: 'text/plain', content: 'Hi Joe' };
    await ask(worker, 'message.send', { account: account.id, conversation, ...text });
    await until('he has it', async () => {
      const { events } = await visitor.listMessages('8:fred.2');
      return events.some((event) => event.type === 'message' && wordsOf(event.message) === 'Hi Joe');
    });
    await until('the outbox is empty', async () => (await town.database.count('outbox')) === 0);
    expect((await stored()).sort()).toEqual(['Hello', 'Hi Joe']);
  }, 30_000);

  it('starts a conversation with somebody by the address', async () => {
    const { worker, account } = await add();
    const visitor = await town.visitor('joe.4');
    const reply = await ask(worker, 'conversation.start', { account: account.id, contact: joe });
    expect(reply).toEqual({ ok: true, value: { conversation: joe } });
    const text = { text: 'Hi Joe', messagetype: 'text/plain', content: 'Hi Joe' };
    await ask(worker, 'message.send', { account: account.id, conversation: joe, ...text });
    await until('he has it', async () => {
      const { events } = await visitor.listMessages('8:fred.2');
      return events.some((event) => event.type === 'message' && wordsOf(event.message) === 'Hi Joe');
    });
    await until('it came back', async () => (await town.database.count('outbox')) === 0);
    expect(await stored()).toEqual(['Hi Joe']);
  }, 30_000);

  it('goes on with its application and its channel in the next worker, without signing in', async () => {
    await add();
    const visitor = await town.visitor('joe.4');
    await say(visitor, 'one');
    await until('it is here', async () => (await stored()).length === 1);
    const before = await channel();
    const asked = tokenRequests();
    const created = town.requests.filter((request) => /^POST .*\/applications$/.test(request)).length;
    for (const text of ['two', 'three']) {
      const { life } = town.start();
      await say(visitor, text);
      await until(`${text} is here`, async () => (await stored()).includes(text));
      life.kill();
    }
    town.start();
    expect((await stored()).sort()).toEqual(['one', 'three', 'two']);
    expect(await channel()).not.toEqual(before);
    expect(tokenRequests()).toBe(asked);
    expect(town.requests.filter((request) => /^POST .*\/applications$/.test(request))).toHaveLength(created);
  }, 30_000);

  it('is expired after a restart of the browser, until the user signs in again', async () => {
    const { account } = await add();
    extension.restartBrowser();
    const { worker } = town.start();
    await until('it is expired', async () => (await town.state()) === 'expired');
    const again = { account: account.id, grant: 'password', userName: address };
    expect(await ask(worker, 'account.signInWith', { ...again, password: 'wrong' })).toMatchObject({
      error: { kind: 'wrong-password' },
    });
    expect(await town.state()).toBe('expired');
    expect(await ask(worker, 'account.signInWith', { ...again, password: testPassword })).toEqual({
      ok: true,
      value: null,
    });
    await until('it is online', async () => (await town.state()) === 'online');
    expect(await town.database.count('accounts')).toBe(1);
  }, 30_000);

  it('is no account of somebody else', async () => {
    const { worker, account } = await add();
    const other = { account: account.id, ...proof, userName: 'joe.4@skylark.example' };
    expect(await ask(worker, 'account.signInWith', other)).toMatchObject({ error: { kind: 'conflict' } });
    expect(await town.state()).toBe('online');
  });

  it('renews its token by itself while the browser runs', async () => {
    const { account } = await add();
    await extension.session.remove(`token:${account.id}`);
    const asked = tokenRequests();
    town.start();
    await until('there is a new one', () => `token:${account.id}` in extension.session.peek());
    expect(tokenRequests()).toBe(asked + 1);
    expect(await town.state()).toBe('online');
  });

  it('never sends a password again that was refused', async () => {
    const { account } = await add();
    const kept = JSON.stringify({ grant: 'password', userName: address, password: 'changed' });
    await extension.session.set({ [`refresh:${account.id}`]: kept });
    await extension.session.remove(`token:${account.id}`);
    const asked = tokenRequests();
    const { worker } = town.start();
    await until('it is expired', async () => (await town.state()) === 'expired');
    for (let tries = 0; tries < 3; tries += 1) {
      await ask(worker, 'connection.retry', { account: account.id });
      await until('it is expired', async () => (await town.state()) === 'expired');
    }
    expect(tokenRequests()).toBe(asked + 1);
    expect(secrets()).not.toContain('changed');
  });

  it('is forgotten with everything at sign-out, and its application ends', async () => {
    const { worker, account } = await add();
    await ask(worker, 'account.signOut', { account: account.id, keepMessages: true });
    expect(await town.state()).toBe('signed-out');
    expect(secrets()).not.toContain(testPassword);
    expect(secrets()).not.toContain('cwt=');
    expect(JSON.stringify(extension.session.peek())).not.toContain(account.id);
    expect(await town.database.count('channels')).toBe(0);
    expect(town.requests.filter((request) => /^DELETE .*\/applications\/[^/]+$/.test(request))).toHaveLength(2);
  });
});
