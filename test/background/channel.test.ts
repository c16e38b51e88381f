// An account whose server has no history: what its event channel says is committed together with how far it was heard.
import '../support/extension.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import type { Account } from '../../src/model/account.ts';
import { ServiceError } from '../../src/service/error.ts';
import { ann, bo, ChannelServer } from '../support/channel-server.ts';
import { wordsOf } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { Life, startWorker, until, type WorkerOptions } from '../support/mortal-worker.ts';
import { ask } from '../support/signed-in.ts';

const account: Account = {
  ...{ id: 'account-1', kind: 'ucwa', server: 'https://pool.example.org', user: ann, name: 'Ann', addedAtMs: 1 },
};
const id = { account: account.id };

let server: ChannelServer;
let database: SkylarkDatabase;
let life: Life | undefined;

async function begin(): Promise<void> {
  end();
  extension.reset();
  server = new ChannelServer();
  database = await openDatabase();
  await database.put('accounts', account);
  await database.put('sessions', {
    ...{ account: account.id, state: 'connecting', sinceMs: 1, contactAtMs: 0, failures: 0, ownPresence: 'online' },
  });
  const token = { token: 'cwt=1', obtainedAtMs: Date.now(), lifeMs: 3_600_000 };
  await extension.session.set({ [`token:${account.id}`]: token, [`refresh:${account.id}`]: '{}' });
}

function end(): void {
  life?.kill();
  database?.close();
}

function start(options: WorkerOptions = {}) {
  life?.kill();
  const started = startWorker({ factories: { ucwa: (surroundings) => server.connect(surroundings) }, ...options });
  life = started.life;
  return started;
}

async function startOnline(options?: WorkerOptions) {
  const started = start(options);
  await until('it polls', () => server.isHolding);
  return started;
}

beforeEach(begin);
afterEach(end);

const stored = async () => (await database.getAll('messages')).map((message) => wordsOf(message));
const channel = async () => (await database.get('channels', account.id))?.channel;
const message = { ...id, conversation: bo, text: 'mine', messagetype: 'text/plain', content: 'mine' };

describe('what an event channel says', () => {
  it('is stored together with how far it was heard, counted and told', async () => {
    extension.state.permissions.names.add('notifications');
    await extension.local.set({ settings: { showNotifications: true, notificationDetail: 'text' } });
    await startOnline();
    server.post('Hello');
    await until('the badge counts it', () => extension.state.badge === '1');
    expect(await channel()).toEqual({ application: 1, next: 1 });
    await until('it is told', () => extension.state.notified.length === 1);
    expect(extension.state.notified[0]?.message).toContain('Hello');
  });

  it('is told, too, when nothing but the state of the channel is new', async () => {
    await startOnline();
    server.tell({
      type: 'presence',
      presence: { contact: bo, isConnected: true, status: 'busy', capabilities: [], heardAtMs: 1 },
    });
    await until('it is committed', async () => JSON.stringify(await channel()) === '{"application":1,"next":1}');
  });

  it('is asked for again after a failure, and nothing is listed for that', async () => {
    await startOnline();
    server.fail('poll', new ServiceError('network', 'lost'), new ServiceError('server', 'broken'));
    server.post('one');
    server.post('two');
    server.post('three');
    await until('all are here', async () => (await stored()).length === 3);
    expect(server.requests).not.toContain('listing');
  });

  it('is left to another program that has taken over, until the user connects again', async () => {
    const { worker } = await startOnline();
    server.fail('poll', new ServiceError('replaced', 'another program'));
    server.post('before');
    const session = () => database.get('sessions', account.id);
    await until('it has stopped', async () => (await session())?.state === 'refused');
    expect((await session())?.error).toBe('replaced');
    server.post('meanwhile');
    expect(await ask(worker, 'connection.retry', id)).toMatchObject({ ok: true });
    await until('both are here', async () => (await stored()).length === 2);
    expect((await session())?.state).toBe('online');
  });

  it('goes on with a new application when the old one is gone', async () => {
    await startOnline();
    server.post('before');
    await until('it is here', async () => (await stored()).length === 1);
    server.end();
    await until('it polls anew', () => server.application === 3 && server.isHolding);
    server.post('after');
    await until('both are here', async () => (await stored()).length === 2);
    expect(await channel()).toEqual({ application: 3, next: 2 });
  });

  it('begins anew where its state cannot be read', async () => {
    await database.put('channels', { ...id, channel: 'nonsense' });
    await startOnline();
    server.post('Hello');
    await until('it is here', async () => (await stored()).length === 1);
  });

  it('is forgotten at sign-out, also when messages are kept', async () => {
    const { worker } = await startOnline();
    server.post('Hello');
    await until('it is here', async () => (await stored()).length === 1);
    await ask(worker, 'account.signOut', { ...id, keepMessages: true });
    expect(await database.count('channels')).toBe(0);
    expect(await stored()).toEqual(['Hello']);
    expect(JSON.stringify(extension.session.peek())).not.toContain(account.id);
  });

  it('is heard by a new application after what was stored is deleted', async () => {
    const { worker } = await startOnline();
    server.post('Hello');
    await until('it is here', async () => (await stored()).length === 1);
    server.isForgetful = true;
    await ask(worker, 'storage.delete', id);
    await until('it polls anew', () => server.application === 2 && server.isHolding);
    expect(await stored()).toEqual([]);
    expect(await database.count('channels')).toBe(0);
  });
});

describe('an account without history', () => {
  it('has no older messages, and says so once', async () => {
    const { worker } = await startOnline();
    server.post('Hello');
    await until('it is here', async () => (await stored()).length === 1);
    const reply = await ask(worker, 'conversation.loadOlder', { ...id, conversation: bo });
    expect(reply).toEqual({ ok: true, value: { hasMore: false } });
    expect((await database.get('conversations', [account.id, bo]))?.older).toBe('end');
    expect(server.requests).not.toContain('listing');
  });

  it('that tells nobody what was read keeps no read positions to be told', async () => {
    const { worker } = await startOnline();
    server.post('Hello');
    await until('the badge counts it', () => extension.state.badge === '1');
    await ask(worker, 'conversation.seen', { ...id, conversation: bo, order: 1e9 });
    await until('the badge is empty', () => extension.state.badge === '');
    expect(await database.count('reading')).toBe(0);
  });

  it('starts a conversation with somebody under the address of that person', async () => {
    const { worker } = await startOnline();
    const reply = await ask(worker, 'conversation.start', { ...id, contact: 'sip:cy@example.org' });
    expect(reply).toEqual({ ok: true, value: { conversation: 'sip:cy@example.org' } });
    const row = await database.get('conversations', [account.id, 'sip:cy@example.org']);
    expect(row).toMatchObject({ kind: 'direct', partner: 'sip:cy@example.org' });
  });
});

describe('a message that goes out', () => {
  it('is sent when the channel has said so', async () => {
    const { worker } = await startOnline();
    await ask(worker, 'message.send', message);
    await until('it is here', async () => (await stored()).length === 1);
    expect(await database.count('outbox')).toBe(0);
    expect(server.sent).toEqual(['mine']);
  });

  it('is marked as repeated when an earlier try may have arrived', async () => {
    const { worker } = await startOnline();
    server.fail('send', new ServiceError('network', 'no reply'));
    await ask(worker, 'message.send', message);
    await until('it waits', async () => (await database.getAll('outbox'))[0]?.error === 'network');
    await startOnline();
    await until('it is here', async () => (await stored()).length === 1);
    expect(server.sent).toEqual(['mine again']);
  });
});

describe('that the user is there', () => {
  let nowMs: number;

  /** Comes online, then lets a minute go by. */
  async function stayOnline() {
    nowMs = Date.now();
    const started = await startOnline({ nowMs: () => nowMs });
    await until('it is online', async () => (await database.get('sessions', account.id))?.state === 'online');
    nowMs += 50_000;
    await started.worker.onAlarm();
    await until('it was said', () => server.activities.length > 0);
    return started;
  }

  it.each([
    ['active', true],
    ['idle', false],
    ['locked', false],
  ])('is said as the browser knows it: %s is %s', async (activity, isUserActive) => {
    extension.state.activity = activity;
    await stayOnline();
    expect(server.activities).toEqual([{ isUserActive }]);
  });

  it('brings out that the application is gone, and a new one is made', async () => {
    const { worker } = await stayOnline();
    server.application = 7;
    nowMs += 50_000;
    await worker.onAlarm();
    await until('a new one', () => server.application === 8 && server.isHolding);
  });
});

describe('a worker that is killed at any step', () => {
  it('loses nothing of the channel and stores nothing twice', async () => {
    let longest = 0;
    for (let killAt = 1; killAt < 260; killAt += 1) {
      await begin();
      server.post('one');
      const first = new Life(killAt);
      const { worker } = start({ life: first });
      await until('it polls or is dead', () => server.isHolding || first.isOver);
      if (!first.isOver) void ask(worker, 'message.send', message);
      server.post('two');
      server.post('three');
      await until('it is dead or done', async () => first.isOver || (await database.count('messages')) >= 4);
      server.post('four');
      first.kill();
      server.isHolding = false;
      const second = await startOnline();
      await until('the outbox is empty', async () => (await database.count('outbox')) === 0);
      const expected = server.log
        .map((event) => (event.type === 'message' ? wordsOf(event.message) : undefined))
        .sort();
      await until(`all are there after ${killAt} steps`, async () => (await stored()).length === expected.length);
      expect((await stored()).sort()).toEqual(expected);
      expect(server.sent.length).toBeLessThanOrEqual(1);
      expect(await channel()).toEqual({ application: server.application, next: server.log.length });
      expect(server.requests).not.toContain('listing');
      expect(second.life.faults).toEqual([]);
      longest = Math.max(longest, first.steps);
    }
    expect(longest).toBeGreaterThan(100);
  }, 60_000);
});
