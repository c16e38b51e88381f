// The part of the worker for UCWA accounts in a real browser: there when it is needed, in whatever life of the worker, and not otherwise.
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../src/model/account.ts';
import { createWorld, password, until, type World } from './harness.ts';
import { storedTexts } from './stored.ts';

const address = 'anna.7@skylark.example';
const joe = 'sip:joe.4@skylark.example';
const proof = { grant: 'password', userName: address, password };

describe('the part for UCWA accounts', () => {
  let world: World;
  let page: Page;

  /** Asks the worker as any page of the extension can, which starts it when it is not there. */
  const ask = (name: string, payload: unknown) =>
    page.evaluate(
      (message) =>
        (
          globalThis as unknown as { chrome: { runtime: { sendMessage(message: unknown): Promise<unknown> } } }
        ).chrome.runtime.sendMessage(message),
      { 'skylark-command': name, payload },
    ) as Promise<{ ok: boolean; value: unknown }>;

  const loadedParts = async () =>
    (await (await world.live.worker()).evaluate('Object.keys(globalThis.skylarkParts ?? {})')) as string[];

  /** Ends the worker and starts the next; answers which parts that one has loaded when it is ready. */
  async function partsOfNextLife(): Promise<string[]> {
    await world.killWorker();
    expect(await ask('wake', {})).toEqual({ ok: true, value: null });
    return loadedParts();
  }

  const state = async () => {
    const { title } = await world.badge();
    return title;
  };

  beforeAll(async () => {
    world = await createWorld();
    page = await world.openOptions();
  });
  afterAll(() => world?.close());

  it('is not loaded without such an account', async () => {
    expect(await partsOfNextLife()).toEqual([]);
    await world.signIn('fred.2');
    expect(await partsOfNextLife()).toEqual([]);
  });

  it('is loaded in a later life, when such an account is added', async () => {
    const wanted = { address, server: world.gateway.url, approved: [] };
    expect(await ask('account.find', wanted)).toMatchObject({ ok: true, value: { step: 'sign-in' } });
    expect(await loadedParts()).toEqual(['adding']);
    const added = await ask('account.addWith', { ...wanted, ...proof });
    expect(added).toMatchObject({ ok: true, value: { kind: 'ucwa', user: `sip:${address}`, name: 'Anna Cooper' } });
    expect(await loadedParts()).toEqual(['adding', 'ucwa']);
    await until('connected', async () => /Connected/.test(await state()));
  });

  it('is loaded in every life then, and hears what is said meanwhile', async () => {
    const sender = await world.connect('joe.4');
    await sender.send('8:anna.7', 'before');
    await until('the first message', async () => (await storedTexts(page, joe)).includes('before'));
    expect(await partsOfNextLife()).toEqual(['ucwa']);
    await world.killWorker();
    await sender.send('8:anna.7', 'between');
    await page.reload();
    await until('the second message', async () => (await storedTexts(page, joe)).includes('between'));
    expect((await storedTexts(page, joe)).sort()).toEqual(['before', 'between']);
  });

  it('is loaded by a browser that was started again, where the password is asked for', async () => {
    await page.close();
    await world.restartBrowser();
    page = await world.openOptions();
    await until('it asks for the password', async () => /sign in again/i.test(await state()));
    expect(await loadedParts()).toEqual(['ucwa']);
    const account = await page.evaluate(async () => {
      const opened = indexedDB.open('skylark');
      await new Promise((resolve) => opened.addEventListener('success', resolve));
      const all = opened.result.transaction('accounts').objectStore('accounts').getAll();
      await new Promise((resolve) => all.addEventListener('success', resolve));
      opened.result.close();
      return (all.result as Account[]).find(({ kind }) => kind === 'ucwa')?.id;
    });
    expect(await ask('account.signInWith', { account, ...proof })).toEqual({ ok: true, value: null });
    await until('connected', async () => !/sign in/i.test(await state()));
    const sender = await world.connect('joe.4');
    await sender.send('8:anna.7', 'after');
    await until('the third message', async () => (await storedTexts(page, joe)).includes('after'));
  });
});
