// Edits, deletions and files on their way out: rows of the same outbox as messages.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/service/error.ts';
import { composed, fred, joe, wordsOf } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { Life, until } from '../support/mortal-worker.ts';
import { account, ask, type SignedIn, signIn } from '../support/signed-in.ts';

let place: SignedIn;
beforeEach(async () => {
  place = await signIn();
});
afterEach(() => place.end());

type Worker = Awaited<ReturnType<SignedIn['startOnline']>>['worker'];
const rows = () => place.database.getAll('outbox');
const isEmpty = async () => (await rows()).length === 0;
const key = { account: account.id, conversation: joe };

const send = (worker: Worker, payload: object) =>
  ask(worker, 'message.send', { ...key, ...payload }) as Promise<{ ok: boolean; value: { clientId: string } }>;
const edit = (worker: Worker, target: string, text: string) => send(worker, { ...composed(text), target });
const remove = (worker: Worker, target: string) =>
  send(worker, { text: '', messagetype: 'RichText', content: '', target });

/** What a page does with a chosen file: stores it, then sends the message about it. */
async function share(worker: Worker, name: string, content = `contents of ${name}`) {
  await storeFile(name, content);
  return sendFile(worker, name);
}
const storeFile = (name: string, content = `contents of ${name}`) =>
  place.database.put('attachments', {
    ...{ account: account.id, id: `file ${name}`, name, content: new Blob([content]), addedAtMs: Date.now() },
  });
const sendFile = (worker: Worker, name: string) =>
  send(worker, {
    ...{ text: name, messagetype: 'RichText/Media_GenericFile', content: `<file><object>` },
    upload: { attachment: `file ${name}`, part: 'original', object: { type: 'sharing/file' } },
  });

/** An own message that everybody has. */
async function written(worker: Worker, text: string): Promise<string> {
  await send(worker, composed(text));
  await until(`"${text}" has come back`, isEmpty);
  return place.server.conversation(joe).messages.find((message) => wordsOf(message) === text)?.id ?? '';
}
const stored = async () => (await place.database.getAll('messages')).map((message) => wordsOf(message) ?? '(deleted)');

describe('an edit', () => {
  it('is a row until the changed message has come back', async () => {
    const { worker } = await place.startOnline();
    const id = await written(worker, 'a mistaek');
    place.server.echoes = false;
    await edit(worker, id, 'a mistake');
    await until('it is sent', async () => (await rows())[0]?.state === 'sent');
    expect(await rows()).toMatchObject([{ target: id, text: 'a mistake', sentId: id }]);
    place.server.echoes = true;
    const message = place.server.conversation(joe).messages[0];
    if (message) place.server.tell({ type: 'message', message });
    await until('the row is gone', isEmpty);
    expect(await stored()).toEqual(['a mistake']);
  });

  it('is confirmed by its echo even when that is faster than the reply', async () => {
    const { worker } = await place.startOnline();
    const id = await written(worker, 'one');
    place.server.fail('send reply', new ServiceError('network', 'the reply was lost'));
    await edit(worker, id, 'two');
    await until('it has come back', async () => (await stored())[0] === 'two' && (await isEmpty()));
    expect(place.server.changed).toEqual([{ id, text: 'two' }]);
  });

  it('goes out after what was sent before it', async () => {
    const { worker } = await place.startOnline();
    const id = await written(worker, 'one');
    place.server.fail('send', new ServiceError('network', 'lost'));
    await send(worker, composed('three'));
    await edit(worker, id, 'two');
    await until('the first has failed', async () => (await rows()).some((row) => row.error === 'network'));
    expect(place.server.changed).toEqual([]);
    await until('all are out', async () => (await isEmpty()) || worker.onOnline().then(() => false));
    expect((await stored()).sort()).toEqual(['three', 'two']);
  });

  it('keeps its text when it is refused', async () => {
    const { worker } = await place.startOnline();
    const { value } = await edit(worker, '404', 'too late');
    await until('it is refused', async () => (await rows())[0]?.state === 'failed');
    expect(await rows()).toMatchObject([{ text: 'too late', error: 'not-found' }]);
    const discarded = await ask(worker, 'message.discard', { account: account.id, clientId: value.clientId });
    expect(discarded).toEqual({ ok: true, value: { text: 'too late' } });
    expect(await rows()).toEqual([]);
  });
});

describe('a deletion', () => {
  it('takes the message back, once the server has it', async () => {
    const { worker } = await place.startOnline();
    const id = await written(worker, 'better not');
    expect(await remove(worker, id)).toMatchObject({ ok: true });
    await until('it is gone', async () => (await stored())[0] === '(deleted)' && (await isEmpty()));
    expect(place.server.changed).toEqual([{ id, text: '' }]);
  });

  it('can be tried again after it failed', async () => {
    const { worker } = await place.startOnline();
    const id = await written(worker, 'better not');
    place.server.fail('send', new ServiceError('forbidden', 'no'));
    const { value } = await remove(worker, id);
    await until('it has failed', async () => (await rows())[0]?.state === 'failed');
    await ask(worker, 'message.retry', { account: account.id, clientId: value.clientId });
    await until('it is gone', async () => (await stored())[0] === '(deleted)');
  });
});

describe('a file', () => {
  it('is uploaded before its message, which names its object; then the stored file is deleted', async () => {
    const { worker } = await place.startOnline();
    await share(worker, 'one.txt');
    await until('it is out', isEmpty);
    expect([...place.server.objects]).toEqual([['object-1', { uploads: 1, content: 'contents of one.txt' }]]);
    expect(place.server.sent).toMatchObject([{ text: '<file>object-1' }]);
    expect(await place.database.count('attachments')).toBe(0);
  });

  it('goes on where it stopped', async () => {
    const { worker } = await place.startOnline();
    const { server } = place;
    server.fail('upload', new ServiceError('network', 'cut'));
    server.fail('upload reply', new ServiceError('network', 'the reply was lost'));
    server.fail('send', new ServiceError('network', 'lost'));
    await share(worker, 'one.txt');
    await until('it is out', async () => (await isEmpty()) || worker.onOnline().then(() => false));
    expect([...server.objects]).toEqual([['object-1', { uploads: 1, content: 'contents of one.txt' }]]);
    expect(server.sent).toHaveLength(1);
  });

  it('is taken out while it is being uploaded, and is not sent', async () => {
    const { worker } = await place.startOnline();
    let isCut = false;
    place.server.holdUpload = (signal) =>
      new Promise((_, reject) => {
        (signal as EventTarget & AbortSignal).addEventListener('abort', () => {
          isCut = true;
          reject(new ServiceError('network', 'cut'));
        });
      });
    const { value } = await share(worker, 'unwanted.txt');
    await until('it is under way', async () => (await rows())[0]?.upload?.objectId !== undefined);
    await send(worker, composed('after it'));
    const discarded = await ask(worker, 'message.discard', { account: account.id, clientId: value.clientId });
    expect(discarded).toMatchObject({ ok: true });
    await until('the next one is out', isEmpty);
    expect(isCut).toBe(true);
    expect(place.server.sent.map(({ text }) => text)).toEqual(['after it']);
    expect(await place.database.count('attachments')).toBe(0);
  });

  it('that the server refuses says so and is kept, to be tried again or deleted', async () => {
    const { worker } = await place.startOnline();
    place.server.fail('upload', new ServiceError('invalid', 'too large'));
    const { value } = await share(worker, 'large.txt');
    await until('it has failed', async () => (await rows())[0]?.state === 'failed');
    expect(await rows()).toMatchObject([{ error: 'invalid', text: 'large.txt' }]);
    expect(await place.database.count('attachments')).toBe(1);
    await ask(worker, 'message.discard', { account: account.id, clientId: value.clientId });
    expect(await rows()).toEqual([]);
    expect(await place.database.count('attachments')).toBe(0);
  });

  it('that is gone from storage fails, and holds up nothing behind it', async () => {
    const { worker } = await place.startOnline();
    await sendFile(worker, 'never stored');
    await send(worker, composed('after it'));
    await until('the next one is out', async () => place.server.sent.length === 1);
    expect(await rows()).toMatchObject([{ state: 'failed', error: 'not-found' }]);
  });
});

describe('a worker that is killed at any step', () => {
  /** One life in which everything is sent that can be sent, up to a step; then a second life that ends it. */
  async function liveTwice(killAt: number, isBrowserRestarted: boolean): Promise<number> {
    place.end();
    place = await signIn();
    const { server } = place;
    const first = server.post(joe, fred, 'first', { clientId: 'client-first' });
    const second = server.post(joe, fred, 'second', { clientId: 'client-second' });
    await storeFile('one.txt');
    const life = new Life(killAt);
    const { worker } = place.start({ life });
    await until('it polls or is dead', () => server.isHolding() || life.isOver);
    const asked = [
      () => edit(worker, first.id, 'first, better'),
      () => remove(worker, second.id),
      () => sendFile(worker, 'one.txt'),
      () => send(worker, composed('last')),
    ];
    for (const one of asked) if (!life.isOver) void one();
    await until('it is dead or done', async () => life.isOver || (server.sent.length === 2 && (await isEmpty())));
    life.kill();
    if (isBrowserRestarted) extension.restartBrowser();
    const taken = await rows();
    const again = await place.startOnline();
    await until(`the outbox is empty after ${killAt} steps`, isEmpty);
    const told = server.conversation(joe).messages.map((message) => wordsOf(message) ?? '(deleted)');
    await until(`all is as told after ${killAt} steps`, async () => {
      return JSON.stringify((await stored()).sort()) === JSON.stringify([...told].sort());
    });
    // What was a row has happened, and nothing has happened twice.
    for (const row of taken) {
      if (row.target === first.id) expect(told).toContain('first, better');
      if (row.target === second.id) expect(told).toContain('(deleted)');
      if (row.upload) expect(server.sent.filter(({ text }) => text.startsWith('<file>object-'))).toHaveLength(1);
      if (row.text === 'last') expect(server.sent.filter(({ text }) => text === 'last')).toHaveLength(1);
    }
    expect(new Set(server.sent.map(({ clientId }) => clientId)).size).toBe(server.sent.length);
    expect(server.sent.every(({ text }) => text === 'last' || /^<file>object-\d$/.test(text))).toBe(true);
    for (const { uploads } of server.objects.values()) expect(uploads).toBeLessThanOrEqual(1);
    const isFileSent = server.sent.some(({ text }) => text.startsWith('<file>'));
    // One that was uploaded but not yet deleted is an orphan, which pages clear away.
    if (!isFileSent) expect(await place.database.count('attachments')).toBe(1);
    expect(again.life.faults).toEqual([]);
    return life.steps;
  }

  it('loses no edit, deletion or file, and sends none twice', async () => {
    let longest = 0;
    for (let killAt = 1; killAt < 330; killAt += 2) longest = Math.max(longest, await liveTwice(killAt, false));
    expect(longest).toBeGreaterThan(200);
  }, 120_000);

  it('nor does it when the browser ends with it', async () => {
    for (let killAt = 2; killAt < 330; killAt += 6) await liveTwice(killAt, true);
  }, 120_000);
});
