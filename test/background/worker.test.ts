import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/service/error.ts';
import { composed, fred, joe, team, wordsOf } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { Life, until } from '../support/mortal-worker.ts';
import { ScriptedServer } from '../support/scripted-server.ts';
import { account, ask, type SignedIn, signIn } from '../support/signed-in.ts';

let place: SignedIn;
beforeEach(async () => {
  place = await signIn();
});
afterEach(() => place.end());

const stored = async () => (await place.database.getAll('messages')).map((message) => wordsOf(message));
const badge = () => extension.state.badge;
const session = () => place.database.get('sessions', account.id);

describe('a message that arrives', () => {
  it('is stored, listed and counted', async () => {
    await place.startOnline();
    place.server.post(joe, joe, 'Hello');
    await until('the badge counts it', () => badge() === '1');
    expect(await stored()).toEqual(['Hello']);
    const [row] = await place.database.getAll('conversations');
    expect(row).toMatchObject({ id: joe, unread: 1, lastMessage: { text: 'Hello', sender: joe } });
    expect(row?.listOrder?.[0]).toBe(0);
    expect(extension.state.title).toBe('Skylark: 1 unread message. Connected.');
  });

  it('is not counted any more when it is read on another device', async () => {
    await place.startOnline();
    place.server.post(joe, joe, 'Hello');
    await until('the badge counts it', () => badge() === '1');
    place.server.readElsewhere(joe);
    await until('the badge is empty', () => badge() === '');
    expect(extension.state.title).toBe('Skylark: no unread messages. Connected.');
  });

  it('is found when it came while nobody was there', async () => {
    place.server.post(joe, joe, 'early');
    place.server.post(team, joe, 'to all', { mentions: [fred] });
    await place.startOnline();
    await until('the badge counts both', () => badge() === '2');
    const rows = await place.database.getAll('conversations');
    expect(rows.find((row) => row.id === team)).toMatchObject({ unread: 1, unreadMentions: 1 });
  });

  it('is fetched when its poll reply died with the worker', async () => {
    const first = await place.startOnline();
    first.life.kill();
    place.server.post(joe, joe, 'missed');
    await place.startOnline();
    await until('the badge counts it', () => badge() === '1');
  });

  it('is fetched when the server gave it to the poll of a dead worker', async () => {
    let nowMs = 1_000_000;
    const nowMsOf = () => nowMs;
    await place.startOnline({ nowMs: nowMsOf });
    const { worker } = await place.startOnline({ nowMs: nowMsOf });
    // Stored at the server, but told to nobody that lives.
    const lost = place.server.post(joe, joe, 'swallowed', { conversation: joe });
    expect(lost.order).toBeGreaterThan(0);
    await until('it is there', async () => (await stored()).length === 1);
    await place.database.clear('messages');
    nowMs += 41_000;
    await worker.onAlarm();
    await until('it is there again', async () => (await stored()).length === 1);
  });
});

describe('many messages while away', () => {
  it('are all fetched, page by page', async () => {
    const { life } = await place.startOnline();
    place.server.post(joe, joe, 'first');
    await until('the first is there', async () => (await stored()).length === 1);
    life.kill();
    const { server } = place;
    for (let i = 0; i < 23; i += 1) server.post(joe, joe, `while away ${i}`);
    for (let i = 0; i < 12; i += 1) server.post(`8:person.${i}`, `8:person.${i}`, `hello ${i}`);
    await place.startOnline();
    await until('all are there', async () => (await stored()).length === 36);
    await until('the badge counts them', () => badge() === '36');
  });
});

describe('a connection that breaks', () => {
  it('waits and tries again when the server is away, and says so', async () => {
    await place.startOnline();
    place.server.isAway = true;
    place.server.restart();
    const sentence = 'Skylark: no unread messages. No connection. Skylark keeps trying by itself.';
    await until('it waits, and says so', () => extension.state.title === sentence);
    expect(extension.state.icon).toBe('/icons/offline-16.png');
    place.server.isAway = false;
    await until('it is online', async () => (await session())?.state === 'online');
    await until('the badge looks connected', () => extension.state.icon === '/icons/16.png');
    await until('the failures are forgotten', async () => {
      place.server.endHold();
      return (await session())?.failures === 0;
    });
  });

  it('opens a new session when the server has forgotten the old one, and misses nothing', async () => {
    await place.startOnline();
    place.server.restart();
    place.server.post(joe, joe, 'in between');
    await until('the badge counts it', () => badge() === '1');
    expect(place.server.requests.filter((request) => request === 'open')).toHaveLength(2);
  });

  it('stops at once when the sign-in has ended, and never looks connected then', async () => {
    place.signIn.state.isEnded = true;
    place.start();
    await until('it is expired', async () => (await session())?.state === 'expired');
    await until('the badge shows it', () => badge() === '!');
    expect(extension.state.icon).toBe('/icons/error-16.png');
    expect(extension.state.title).toContain('Sign in again');
  });

  it('only waits when the server cannot be asked for a new token', async () => {
    place.signIn.state.isAway = true;
    place.start();
    await until('it waits', async () => (await session())?.state === 'waiting');
    place.signIn.state.isAway = false;
    await until('it is online', async () => (await session())?.state === 'online');
  });
});

describe('a server that is away for an hour', () => {
  it('is tried again and again, by workers that come and go, and found when it is back', async () => {
    let nowMs = 1_000_000;
    const waitForAbort = (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    const clock = { nowMs: () => nowMs, wait: waitForAbort, random: () => 0.99 };
    const first = await place.startOnline(clock);
    place.server.isAway = true;
    place.server.restart();
    await until('it waits', async () => (await session())?.state === 'waiting');
    first.life.kill();
    for (let alarms = 0; alarms < 120; alarms += 1) {
      nowMs += 30_000;
      const { worker, life } = place.start(clock);
      await worker.onAlarm();
      if (alarms % 2 === 0) life.kill();
    }
    const row = await session();
    expect(row?.state === 'waiting' || row?.state === 'connecting').toBe(true);
    expect(place.server.requests.length).toBeLessThan(130);
    place.server.isAway = false;
    place.server.post(joe, joe, 'welcome back');
    nowMs += 121_000;
    await place.startOnline(clock);
    await until('the badge counts it', () => badge() === '1');
  });
});

describe('several accounts', () => {
  it('are counted together, and the one that needs the user decides the look', async () => {
    place.end();
    place = await signIn();
    const other = { ...account, id: 'account-2', server: 'http://127.0.0.1:9999', name: 'Work', addedAtMs: 2 };
    await place.database.put('accounts', other);
    await place.database.put('sessions', {
      ...{ account: other.id, state: 'connecting', sinceMs: 1, contactAtMs: 0, failures: 0, ownPresence: 'online' },
    });
    const token = { token: 't', obtainedAtMs: Date.now(), lifeMs: 3_600_000 };
    await extension.session.set({ [`token:${other.id}`]: token });
    const work = new ScriptedServer();
    place.start({
      factories: {
        skype: ({ session: store, server }) => (server === other.server ? work : place.server).connect(store),
      },
    });
    await until('both poll', () => place.server.isHolding() && work.isHolding());
    place.server.post(joe, joe, 'private');
    work.post(team, joe, 'business');
    work.post(team, joe, 'more business');
    await until('the badge counts all', () => badge() === '3');
    work.fail('poll', new ServiceError('unauthorised', 'no'), new ServiceError('unauthorised', 'no'));
    work.endHold();
    await until('the badge names the account', () => extension.state.title.includes('Work: Your sign-in has ended'));
    expect(badge()).toBe('3');
    expect(place.server.isHolding()).toBe(true);
  });
});

describe('a network that came back', () => {
  it('is used for a new poll at once, because the old one may hang for ever', async () => {
    const { worker } = await place.startOnline();
    await worker.onOnline();
    await until('it polls again', () => place.server.requests.filter((request) => request === 'poll').length === 2);
    expect(await session()).toMatchObject({ state: 'online', failures: 0 });
    expect(place.server.requests.filter((request) => request === 'open')).toHaveLength(1);
  });

  it('is noticed after sleep too, when much time has passed between two ticks', async () => {
    let nowMs = 1_000_000;
    await place.startOnline({ nowMs: () => nowMs });
    nowMs += 3_600_000;
    await until('it polls again', () => place.server.requests.filter((request) => request === 'poll').length === 2);
    expect(await session()).toMatchObject({ state: 'online', failures: 0 });
  });
});

describe('two wake-ups at once', () => {
  it('make one loop', async () => {
    const { worker } = await place.startOnline();
    await Promise.all([worker.onAlarm(), worker.onAlarm(), ask(worker, 'wake', {}), worker.onAlarm()]);
    expect(place.server.requests.filter((request) => request === 'poll')).toHaveLength(1);
    expect(place.server.requests.filter((request) => request === 'open')).toHaveLength(1);
  });
});

describe('an own message', () => {
  it('is sent once, and its echo takes the place of the row in the outbox', async () => {
    const { worker } = await place.startOnline();
    const reply = await ask(worker, 'message.send', { account: account.id, conversation: joe, ...composed('Hi Joe') });
    expect(reply).toMatchObject({ ok: true });
    await until('the echo is stored', async () => (await stored()).includes('Hi Joe'));
    await until('the outbox is empty', async () => (await place.database.count('outbox')) === 0);
    expect(place.server.sent).toHaveLength(1);
    expect(badge()).toBe('');
  });
});

describe('a worker that is killed at any step', () => {
  /** One life that ends at a step, while messages come in and one goes out; then a second life finds everything. */
  async function liveTwice(killAt: number, isBrowserRestarted: boolean): Promise<number> {
    place.end();
    place = await signIn();
    const { server } = place;
    server.post(joe, joe, 'one');
    const life = new Life(killAt);
    const { worker } = place.start({ life });
    await until('it polls or is dead', () => server.isHolding() || life.isOver);
    if (!life.isOver) void ask(worker, 'message.send', { account: account.id, conversation: joe, ...composed('mine') });
    server.post(joe, joe, 'two');
    server.post(team, joe, 'three');
    await until('it is dead or done', async () => life.isOver || (await place.database.count('messages')) >= 3);
    server.post(joe, joe, 'four');
    life.kill();
    if (isBrowserRestarted) extension.restartBrowser();
    const second = await place.startOnline();
    await until('the outbox is empty', async () => (await place.database.count('outbox')) === 0);
    const expected = [...server.conversations.values()].flatMap(({ messages }) => messages.map(wordsOf)).sort();
    await until(`all are there after ${killAt} steps`, async () => (await stored()).length === expected.length);
    expect((await stored()).sort()).toEqual(expected);
    expect(new Set(server.sent.map(({ clientId }) => clientId)).size).toBe(server.sent.length);
    const rows = await place.database.getAll('conversations');
    const unread = rows.reduce((sum, row) => sum + row.unread, 0);
    await until('the badge is right', () => badge() === (unread === 0 ? '' : String(unread)));
    expect(second.life.faults).toEqual([]);
    return life.steps;
  }

  it('loses nothing and stores nothing twice', async () => {
    let longest = 0;
    for (let killAt = 1; killAt < 300; killAt += 1) longest = Math.max(longest, await liveTwice(killAt, false));
    expect(longest).toBeGreaterThan(150);
  }, 60_000);

  it('nor does it when the browser ends with it', async () => {
    for (let killAt = 1; killAt < 300; killAt += 3) await liveTwice(killAt, true);
  }, 60_000);
});
