import '../support/extension.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOwnPage } from '../../background/commands.ts';
import { commandSchemas } from '../../extension/commands.ts';
import { composed, joe } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { account, ask, type SignedIn, signIn } from '../support/signed-in.ts';

const { ownId, ownUrl } = extension;
const page = { id: ownId, url: `${ownUrl}popup/index.html` };

describe('the sender of a command', () => {
  it.each([
    ['a page of the extension', page, true],
    ['the same in a tab, with its origin', { ...page, origin: ownUrl.slice(0, -1), tab: { id: 1 } }, true],
    [
      'a content script in a web page',
      { id: ownId, url: 'https://evil.example/', origin: 'https://evil.example' },
      false,
    ],
    ['a page of ours inside a foreign origin', { ...page, origin: 'https://evil.example' }, false],
    ['another extension', { id: 'ponmlkjihgfedcbaponmlkjihgfedcba', url: page.url }, false],
    ['an address that only begins like ours', { id: ownId, url: `${ownUrl.slice(0, -1)}.evil.example/` }, false],
    ['nobody', {}, false],
    ['a sender without an address', { id: ownId }, false],
    ['an opaque origin', { ...page, origin: 'null' }, false],
  ])('is judged by what the browser says: %s', (_who, sender, isOurs) => {
    expect(isOwnPage(sender as Parameters<typeof isOwnPage>[0], ownId, ownUrl)).toBe(isOurs);
  });
});

describe('a command', () => {
  let place: SignedIn;
  let worker: ReturnType<SignedIn['start']>['worker'];
  beforeEach(async () => {
    place = await signIn('signed-out');
    ({ worker } = place.start());
  });
  afterEach(() => place.end());

  const refused = { ok: false, error: { kind: 'refused' } };

  it('is refused for a forged sender, before anything of it is looked at', async () => {
    const forged = { id: ownId, url: 'https://evil.example/', origin: 'https://evil.example' };
    const payload = { account: account.id, keepMessages: false };
    expect(await ask(worker, 'account.signOut', payload, forged)).toMatchObject(refused);
    expect(await place.database.count('accounts')).toBe(1);
  });

  it.each([
    ['an unknown command', 'account.steal', {}],
    ['a name of the prototype', 'constructor', {}],
    ['a name that is no text', 7, {}],
    ['a payload that is missing', 'account.remove', undefined],
    ['a payload of another form', 'conversation.seen', { account: account.id, conversation: joe, order: 'last' }],
    [
      'a text that is too long',
      'message.send',
      { account: account.id, conversation: joe, ...composed('x'.repeat(8001)) },
    ],
  ])('is refused and answered: %s', async (_what, name, payload) => {
    expect(await ask(worker, name as string, payload)).toMatchObject(refused);
  });

  it('is answered with the kind of its failure', async () => {
    const missing = { account: 'nobody', conversation: joe, ...composed('Hello') };
    expect(await ask(worker, 'message.send', missing)).toMatchObject({ ok: false, error: { kind: 'not-found' } });
  });

  it('says that it could not be stored when the browser stores nothing', async () => {
    place.database.close();
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    try {
      const draft = { account: account.id, conversation: joe, text: 'draft' };
      expect(await ask(worker, 'draft.save', draft)).toMatchObject({ ok: false, error: { kind: 'storage' } });
    } finally {
      IDBObjectStore.prototype.put = put;
    }
  });

  it('is left alone when it is not one of ours', () => {
    const listen = worker.onCommand as (message: unknown, sender: object, send: () => void) => unknown;
    expect(listen({ type: 'something else' }, page, () => {})).toBeUndefined();
    expect(listen('text', page, () => {})).toBeUndefined();
    expect(listen(null, page, () => {})).toBeUndefined();
  });

  it('has a handler for every name that pages may use', async () => {
    for (const name of Object.keys(commandSchemas)) {
      const reply = (await ask(worker, name, {})) as { error?: { kind: string } } | undefined;
      expect(reply, name).toBeDefined();
      expect(reply?.error?.kind, name).not.toBe('fault');
    }
  });

  it('keeps a draft, and lets go of an empty one', async () => {
    const draft = { account: account.id, conversation: joe };
    await ask(worker, 'draft.save', { ...draft, text: 'Dear Joe' });
    expect(await place.database.getAll('drafts')).toMatchObject([{ ...draft, text: 'Dear Joe' }]);
    await ask(worker, 'draft.save', { ...draft, text: '' });
    expect(await place.database.getAll('drafts')).toEqual([]);
  });

  it('starts a direct conversation once', async () => {
    const start = { account: account.id, contact: joe };
    const reply = { ok: true, value: { conversation: joe } };
    expect(await ask(worker, 'conversation.start', start)).toEqual(reply);
    expect(await ask(worker, 'conversation.start', start)).toEqual(reply);
    expect(await place.database.getAll('conversations')).toMatchObject([{ id: joe, kind: 'direct', partner: joe }]);
  });
});
