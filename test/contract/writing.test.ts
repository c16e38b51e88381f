// Edits, deletions and files between the real worker and the real gateway.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/model/account.ts';
import type { ComposingOperations } from '../../src/service/composing.ts';
import type { DirectReply, DirectRequest } from '../../src/service/operations.ts';
import { createSkypeOperations } from '../../src/skype/operations/operations.ts';
import { composed, joe, wordsOf } from '../support/chat.ts';
import { until } from '../support/mortal-worker.ts';
import { ask } from '../support/signed-in.ts';
import { openTown, type Town } from './town.ts';

const fred = '8:fred.2';
let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

type Worker = Awaited<ReturnType<Town['signIn']>>['worker'];
const isEmpty = async () => (await town.database.count('outbox')) === 0;
const send = (worker: Worker, account: Account, payload: object) =>
  ask(worker, 'message.send', { account: account.id, conversation: joe, ...payload });

function composingOf(worker: Worker, account: Account): ComposingOperations {
  const request = async (direct: DirectRequest) => {
    const reply = await ask(worker, 'server.request', { account: account.id, ...direct });
    const { ok, value } = reply as { ok: boolean; value: DirectReply };
    if (!ok) throw new Error(JSON.stringify(reply));
    return value;
  };
  const { composing } = createSkypeOperations(request, fred);
  if (!composing) throw new Error('nothing to compose with');
  return composing;
}

async function written(worker: Worker, account: Account, text: string): Promise<string> {
  await send(worker, account, composed(text));
  await until('it has come back', isEmpty);
  const rows = await town.database.getAll('messages');
  return rows.find((message) => wordsOf(message) === text)?.id ?? '';
}

const atJoe = async () => {
  const visitor = await town.visitor('joe.4');
  const { events } = await visitor.listMessages(fred);
  return events.flatMap((event) => (event.type === 'message' ? [event.message] : []));
};

describe('writing through the worker to a real gateway', () => {
  it('edits a message, and the row waits for the changed message', async () => {
    const { worker, account } = await town.signIn();
    const target = await written(worker, account, 'a mistaek');
    await send(worker, account, { ...composed('a mistake'), target });
    await until('it is confirmed', isEmpty);
    const [message] = await town.database.getAll('messages');
    expect(message).toMatchObject({ id: target, editedAtMs: expect.any(Number) });
    expect(wordsOf(message)).toBe('a mistake');
    expect((await atJoe()).map(wordsOf)).toEqual(['a mistake']);
  });

  it('edits once although the reply was lost', async () => {
    const { worker, account } = await town.signIn();
    const target = await written(worker, account, 'one');
    let lost = 0;
    town.interfere((request, pass) => {
      if (request.method !== 'PUT' || !request.url.includes('/messages/') || lost > 0) return undefined;
      lost += 1;
      return pass().then(() => {
        throw new TypeError('the connection was lost');
      });
    });
    await send(worker, account, { ...composed('two'), target });
    await until('it is confirmed', isEmpty);
    expect(lost).toBe(1);
    expect((await atJoe()).map(wordsOf)).toEqual(['two']);
  });

  it('takes a message back for everybody, and again without harm', async () => {
    const { worker, account } = await town.signIn();
    const target = await written(worker, account, 'better not');
    const { editing } = composingOf(worker, account);
    await send(worker, account, { text: '', target, ...editing?.delete() });
    await until('it is confirmed', isEmpty);
    await send(worker, account, { text: '', target, ...editing?.delete() });
    await until('it is confirmed again', isEmpty);
    expect((await atJoe()).map(({ content }) => content.kind)).toEqual(['deleted']);
    expect((await town.database.getAll('messages')).map(({ content }) => content.kind)).toEqual(['deleted']);
  });

  it('says so when somebody else wrote the message, and changes nothing', async () => {
    const { worker, account } = await town.signIn();
    const visitor = await town.visitor('joe.4');
    await visitor.send(fred, { clientId: '17', composedAtMs: Date.now(), ...composed('mine') });
    await until('it is here', async () => (await town.database.count('messages')) === 1);
    const target = (await town.database.getAll('messages'))[0]?.id;
    await send(worker, account, { ...composed('forged'), target });
    await until('it is refused', async () => (await town.database.getAll('outbox'))[0]?.state === 'failed');
    expect(await town.database.getAll('outbox')).toMatchObject([{ error: 'forbidden', text: 'forged' }]);
    expect((await atJoe()).map(wordsOf)).toEqual(['mine']);
  });

  it('uploads a file that the other side can read, and tells how much has arrived', async () => {
    let offsetMs = 0;
    const { worker, account } = await town.signIn({ nowMs: () => Date.now() + offsetMs });
    const composing = composingOf(worker, account);
    const content = new Blob(['x'.repeat(600_000)], { type: 'text/plain' });
    const attachment = { account: account.id, id: 'file-1', name: 'large.txt', content, addedAtMs: Date.now() };
    await town.database.put('attachments', attachment);
    let lost = 0;
    town.interfere((request, pass) => {
      if (!request.url.includes('/content/') || lost > 0) return undefined;
      lost += 1;
      return pass().then(() => {
        throw new TypeError('the connection was lost');
      });
    });
    const file = { name: 'large.txt', type: 'text/plain', sizeBytes: content.size };
    const shared = composing.files?.share(file, joe, [joe, fred]);
    const upload = { ...shared?.upload, attachment: 'file-1' };
    await send(worker, account, { text: 'large.txt', ...shared?.composed, upload });
    await until('it was tried', async () => (await town.database.getAll('outbox'))[0]?.error === 'network');
    offsetMs = 30_000;
    await worker.onAlarm();
    await until('it is confirmed', isEmpty);
    const [message] = await atJoe();
    expect(message?.content).toMatchObject({ kind: 'file', object: { name: 'large.txt', sizeBytes: 600_000 } });
    const uri = (message?.content.kind === 'file' && message.content.object.uri) || '';
    const visitor = await town.visitor('joe.4');
    const read = await visitor.objects?.read(`${uri}/views/original`);
    expect(read?.parts.reduce((sum, part) => sum + part.byteLength, 0)).toBe(600_000);
    expect(await composing.files?.readProgress(uri.split('/').at(-1) ?? '')).toBe(600_000);
    expect(await town.database.count('attachments')).toBe(0);
    expect(town.requests.filter((request) => /^POST .*\/v1\/objects$/.test(request))).toHaveLength(1);
  });

  it('fails with a reason when the gateway does not take the file', async () => {
    const { worker, account } = await town.signIn();
    const shared = composingOf(worker, account).files?.share({ name: 'x', type: '', sizeBytes: 0 }, joe, [joe, fred]);
    await town.database.put('attachments', {
      ...{ account: account.id, id: 'file-1', name: 'x', content: new Blob([]), addedAtMs: 1 },
    });
    const upload = { ...shared?.upload, attachment: 'file-1' };
    await send(worker, account, { text: 'x', ...shared?.composed, upload });
    await until('it is refused', async () => (await town.database.getAll('outbox'))[0]?.state === 'failed');
    expect(await town.database.getAll('outbox')).toMatchObject([{ error: 'invalid' }]);
  });
});
