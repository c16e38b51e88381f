import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../background/context.ts';
import { pruneObjects } from '../../background/objects.ts';
import type { ServiceFactories } from '../../background/services.ts';
import { ServiceError } from '../../src/service/error.ts';
import type { ObjectContent } from '../../src/service/service.ts';
import { account, ask, type SignedIn, signIn } from '../support/signed-in.ts';

const uri = 'https://api.asm.skype.com/v1/objects/0-weu-d3-1/views/original';
const bytes = (text: string) => [new TextEncoder().encode(text)];

let place: SignedIn;
let asked: string[];
let answer: (uri: string) => Promise<ObjectContent>;
beforeEach(async () => {
  place = await signIn();
  asked = [];
  answer = async () => ({ parts: bytes('hello'), type: 'text/plain' });
});
afterEach(() => place.end());

const read = (wanted: string) => {
  asked.push(wanted);
  return answer(wanted);
};
const factories: ServiceFactories = {
  skype: ({ session }) => Object.assign(place.server.connect(session), { objects: { read } }),
};
const stored = () => place.database.getAll('objects');
const fetchObject = (worker: Parameters<typeof ask>[0], wanted = uri) =>
  ask(worker, 'object.fetch', { account: account.id, uri: wanted });

describe('an object that a page asks for', () => {
  it('is fetched once and kept; asking again only says that it is in use', async () => {
    let nowMs = 1_000;
    const { worker } = await place.startOnline({ factories, nowMs: () => nowMs });
    expect(await Promise.all([fetchObject(worker), fetchObject(worker)])).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    nowMs = 5_000;
    await fetchObject(worker);
    expect(asked).toEqual([uri]);
    const [row] = await stored();
    expect(row).toMatchObject({ account: account.id, uri, usedAtMs: 5_000 });
    expect(await row?.content.text()).toBe('hello');
  });

  it.each([
    ['image/png', 'image/png'],
    ['audio/wav', 'audio/wav'],
    ['video/mp4; codecs=x', 'video/mp4; codecs=x'],
    ['image/svg+xml', ''],
    ['text/html', ''],
    ['application/xhtml+xml', ''],
    ['', ''],
  ])('of type %j is kept as %j: nothing that could be opened as a page of ours', async (told, kept) => {
    answer = async () => ({ parts: bytes('<script>'), type: told });
    const { worker } = await place.startOnline({ factories });
    await fetchObject(worker);
    expect((await stored())[0]?.content.type).toBe(kept);
  });

  it.each(['forbidden', 'not-found', 'network'] as const)(
    'that fails with %s leaves nothing behind, and says so',
    async (kind) => {
      answer = async () => {
        throw new ServiceError(kind, 'no');
      };
      const { worker } = await place.startOnline({ factories });
      expect(await fetchObject(worker)).toEqual({ ok: false, error: { kind, message: 'no' } });
      expect(await stored()).toEqual([]);
      answer = async () => ({ parts: bytes('now'), type: '' });
      expect(await fetchObject(worker)).toEqual({ ok: true, value: null });
      expect(await (await stored())[0]?.content.text()).toBe('now');
    },
  );

  it('of a service without objects, of no account or at an endless address is refused', async () => {
    const { worker } = await place.startOnline();
    expect(await fetchObject(worker)).toMatchObject({ ok: false });
    expect(await ask(worker, 'object.fetch', { account: 'nobody', uri })).toMatchObject({
      error: { kind: 'not-found' },
    });
    expect(await fetchObject(worker, `https://x/${'a'.repeat(9000)}`)).toMatchObject({ error: { kind: 'refused' } });
    expect(await stored()).toEqual([]);
  });
});

describe('stored objects', () => {
  it('give way beyond 200 MB, those used long ago first', async () => {
    const megabytes = (size: number) => ({ size: size * 1024 * 1024 }) as Blob;
    const sizes = [50, 90, 20, 120, 60];
    for (const [usedAtMs, size] of sizes.entries()) {
      await place.database.put('objects', {
        account: account.id,
        uri: `u${usedAtMs}`,
        content: megabytes(size),
        usedAtMs,
      });
    }
    await pruneObjects({ database: async () => place.database } as Context);
    expect((await stored()).map((row) => row.uri)).toEqual(['u2', 'u3', 'u4']);
  });
});
