import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/service/error.ts';
import { composed, joe, team } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { until } from '../support/mortal-worker.ts';
import { account, ask, type SignedIn, signIn } from '../support/signed-in.ts';

let place: SignedIn;
let nowMs = 1_000_000;
const clock = { nowMs: () => nowMs };
beforeEach(async () => {
  nowMs = 1_000_000;
  place = await signIn();
});
afterEach(() => place.end());

type Worker = Awaited<ReturnType<SignedIn['startOnline']>>['worker'];
const send = (worker: Worker, text: string, conversation = joe) =>
  ask(worker, 'message.send', { account: account.id, conversation, ...composed(text) }) as Promise<{
    value: { clientId: string };
  }>;
const rows = () => place.database.getAll('outbox');
const isEmpty = async () => (await rows()).length === 0;
const sent = () => place.server.sent.map(({ text }) => text);

describe('the outbox', () => {
  it('answers as soon as the message is stored, whatever the server does', async () => {
    const { worker } = await place.startOnline(clock);
    place.server.isAway = true;
    expect(await send(worker, 'Hello')).toMatchObject({ ok: true });
    expect(await rows()).toMatchObject([{ text: 'Hello', conversation: joe }]);
  });

  it('sends the messages of a conversation in their order, although one has to be repeated', async () => {
    const { worker } = await place.startOnline(clock);
    place.server.fail('send', new ServiceError('network', 'lost'));
    for (const text of ['one', 'two', 'three']) await send(worker, text);
    await until('the first has failed', async () => (await rows()).some((row) => row.error === 'network'));
    nowMs += 30_000;
    await worker.onAlarm();
    await until('all are out', isEmpty);
    expect(sent()).toEqual(['one', 'two', 'three']);
  });

  it('keeps the order although the clock is set back between two messages', async () => {
    const { worker } = await place.startOnline(clock);
    place.server.isAway = true;
    await send(worker, 'first');
    nowMs -= 500_000;
    await send(worker, 'second');
    place.server.isAway = false;
    await until('all are out', async () => {
      await worker.onOnline();
      return isEmpty();
    });
    expect(sent()).toEqual(['first', 'second']);
  });

  it('does not hold up one conversation for another', async () => {
    const { worker } = await place.startOnline(clock);
    place.server.fail('send', new ServiceError('rate-limited', 'slow down', { retryAfterMs: 60_000 }));
    await send(worker, 'to Joe');
    await until('the first has failed', async () => (await rows())[0]?.attempts === 1);
    await send(worker, 'to the team', team);
    await until('the other is out', () => sent().includes('to the team'));
    expect(await rows()).toMatchObject([{ text: 'to Joe', state: 'queued', error: 'rate-limited' }]);
  });

  it('marks a message as not sent when the server refuses it, and keeps its text', async () => {
    const { worker } = await place.startOnline(clock);
    place.server.fail('send', new ServiceError('forbidden', 'blocked'));
    const { value } = await send(worker, 'blocked text');
    await until('it has failed', async () => (await rows())[0]?.state === 'failed');
    expect(await rows()).toMatchObject([{ error: 'forbidden', text: 'blocked text' }]);
    await ask(worker, 'message.retry', { account: account.id, clientId: value.clientId });
    await until('it is out', isEmpty);
    expect(sent()).toEqual(['blocked text']);
  });

  it('gives up after five minutes of trying', async () => {
    const { worker } = await place.startOnline(clock);
    place.server.isAway = true;
    place.server.restart();
    await send(worker, 'too late');
    await until('it was tried', async () => ((await rows())[0]?.attempts ?? 0) > 0);
    nowMs += 301_000;
    await until('it is given up', async () => {
      await worker.onAlarm();
      return (await rows())[0]?.state === 'failed';
    });
    expect(await rows()).toMatchObject([{ error: 'network', text: 'too late' }]);
  });

  it('sends what was queued when the last worker died', async () => {
    const first = await place.startOnline(clock);
    place.server.isAway = true;
    await send(first.worker, 'from the last life');
    first.life.kill();
    place.server.isAway = false;
    nowMs += 3_600_000;
    await place.startOnline(clock);
    await until('it is out', isEmpty);
    expect(sent()).toEqual(['from the last life']);
  });

  it('waits while the user is offline, and goes out when the user comes back', async () => {
    const { worker } = await place.startOnline(clock);
    await ask(worker, 'presence.set', { account: account.id, presence: 'offline' });
    await send(worker, 'later');
    await ask(worker, 'presence.set', { account: account.id, presence: 'online' });
    await until('it is out', isEmpty);
    expect(sent()).toEqual(['later']);
  });

  it('gives the text back when a message that was not sent is discarded', async () => {
    const { worker } = await place.startOnline(clock);
    place.server.fail('send', new ServiceError('invalid', 'no'));
    const { value } = await send(worker, 'say it better');
    await until('it has failed', async () => (await rows())[0]?.state === 'failed');
    const discarded = await ask(worker, 'message.discard', { account: account.id, clientId: value.clientId });
    expect(discarded).toEqual({ ok: true, value: { text: 'say it better' } });
    expect(await rows()).toEqual([]);
  });

  it('shows a message as sent until it comes back, and looks for it when it does not', async () => {
    const { worker } = await place.startOnline(clock);
    place.server.echoes = false;
    const { value } = await send(worker, 'no echo');
    await until('it is sent', async () => (await rows())[0]?.state === 'sent');
    const discarded = await ask(worker, 'message.discard', { account: account.id, clientId: value.clientId });
    expect(discarded).toMatchObject({ ok: false, error: { kind: 'conflict' } });
    nowMs += 90_000;
    await worker.onAlarm();
    await until('it was found', isEmpty);
    expect(await place.database.count('messages')).toBe(1);
  });

  it('refuses an empty message', async () => {
    const { worker } = await place.startOnline(clock);
    expect(await send(worker, '  \n ')).toMatchObject({ ok: false, error: { kind: 'invalid' } });
    expect(await rows()).toEqual([]);
    expect(extension.state.badge).toBe('');
  });
});
