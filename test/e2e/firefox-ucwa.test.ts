// A UCWA account in real Firefox, where the part of the worker for it is loaded into a page that is suspended between events.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFirefoxWorld, type FirefoxWorld } from './firefox-world.ts';
import { password } from './gateway-world.ts';
import { storedTexts } from './stored.ts';
import { until } from './until.ts';

type Asking = { browser: { runtime: { sendMessage(message: unknown): Promise<unknown> } } };

/** Short, so that the background page is suspended between any two events. */
const idleMs = 1_500;
const address = 'anna.7@skylark.example';
const joe = 'sip:joe.4@skylark.example';

describe('a UCWA account in Firefox', () => {
  let world: FirefoxWorld;
  const ask = (name: string, payload: unknown) =>
    world.page.evaluate((message) => (globalThis as unknown as Asking).browser.runtime.sendMessage(message), {
      'skylark-command': name,
      payload,
    });
  const stored = () => storedTexts(world.page, joe);

  beforeAll(async () => {
    world = await createFirefoxWorld(idleMs);
  });
  afterAll(() => world?.close());

  it('is added, and hears what is said', async () => {
    const wanted = { address, server: world.gateway.url, approved: [] };
    const added = await ask('account.addWith', { ...wanted, grant: 'password', userName: address, password });
    expect(added).toMatchObject({ ok: true, value: { kind: 'ucwa', user: `sip:${address}` } });
    const sender = await world.connect('joe.4');
    await sender.send('8:anna.7', 'before');
    await until('the first message', async () => (await stored()).includes('before'));
  });

  it('is heard again by the page that follows one that was suspended', async () => {
    const sender = await world.connect('joe.4');
    await until('it sleeps', async () => !(await world.isBackgroundAlive()));
    await sender.send('8:anna.7', 'asleep');
    expect(await ask('wake', {})).toEqual({ ok: true, value: null });
    await until('the second message', async () => (await stored()).includes('asleep'));
    expect((await stored()).sort()).toEqual(['asleep', 'before']);
  });
});
