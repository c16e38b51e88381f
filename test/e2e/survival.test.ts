// Whatever dies, nothing is lost and nothing shows twice. A proxy between extension and gateway holds or loses replies.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import { openConversation, scrollToNewest, waitForRow } from './screens.ts';
import { storedTexts } from './stored.ts';
import { expireAccessTokens, revokeSignIns } from './tokens.ts';

const isPoll = ({ path }: { path: string }) => path.endsWith('/poll');

describe('nothing is lost and nothing shows twice', () => {
  let world: World;
  let proxy: FaultProxy;
  let joe: RawClient;
  let sent = 0;

  async function sendNext(): Promise<string> {
    const content = `survivor ${++sent}`;
    await joe.send('8:fred.2', content);
    return content;
  }

  /** Opens a page of ours, which wakes the worker, and waits until everything sent so far is stored once and unread. */
  async function expectAllOnce(): Promise<void> {
    const page = await world.openPopup();
    const wanted = Array.from({ length: sent }, (_, index) => `survivor ${index + 1}`).sort();
    await until('every message once', async () => {
      const texts = (await storedTexts(page, '8:joe.4')).sort();
      return texts.length >= wanted.length && texts;
    });
    expect((await storedTexts(page, '8:joe.4')).sort()).toEqual(wanted);
    await world.waitForBadge(sent > 99 ? '99+' : String(sent));
    await page.close();
  }

  beforeAll(async () => {
    world = await createWorld();
    proxy = await startFaultProxy(world.gateway.url);
    joe = await world.connect('joe.4');
    await world.signIn('fred.2', proxy.url);
    await until('the first poll', () => [...proxy.pending].some(isPoll));
  });
  afterAll(async () => {
    await world?.close();
    await proxy?.close();
  });

  it('when the worker is killed before the poll reply', async () => {
    await world.killWorker();
    await sendNext();
    await expectAllOnce();
  });

  it('when the worker is killed while the poll reply is on its way', async () => {
    await until('a held poll', () => [...proxy.pending].some(isPoll));
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      proxy.fault = async (exchange) => {
        if (!isPoll(exchange) || !exchange.body.includes('survivor')) return undefined;
        proxy.fault = undefined;
        resolve();
        await new Promise<void>((go) => {
          release = go;
        });
        return 'drop';
      };
    });
    await sendNext();
    await held;
    await world.killWorker();
    release();
    await expectAllOnce();
  });

  it('when the worker is killed right after the poll reply, at whatever it is doing', async () => {
    for (let round = 0; round < 8; round++) {
      await until('a held poll', () => [...proxy.pending].some(isPoll));
      const delivered = new Promise<void>((resolve) => {
        proxy.fault = (exchange) => {
          if (!isPoll(exchange) || !exchange.body.includes('survivor')) return undefined;
          proxy.fault = undefined;
          resolve();
          return undefined;
        };
      });
      await sendNext();
      await delivered;
      await world.killWorker();
      const page = await world.openPopup();
      await waitForRow(page, 'Joe Bloggs');
      await page.close();
    }
    await expectAllOnce();
  });

  it('when a poll reply is lost on the way without anything dying', async () => {
    await until('a held poll', () => [...proxy.pending].some(isPoll));
    proxy.fault = (exchange) => {
      if (!isPoll(exchange) || !exchange.body.includes('survivor')) return undefined;
      proxy.fault = undefined;
      return 'drop';
    };
    await sendNext();
    await expectAllOnce();
  });

  it('when the gateway is killed with -9 and started again on the same folder', async () => {
    await sendNext();
    await world.restartGateway('SIGKILL');
    joe = await world.connect('joe.4');
    await sendNext();
    await expectAllOnce();
  });

  it('when the network goes away and comes back, and the badge says so meanwhile', async () => {
    proxy.isDown = true;
    await until('the tooltip says it', async () => /connect|offline|again/i.test((await world.badge()).title));
    await sendNext();
    await sendNext();
    proxy.isDown = false;
    await expectAllOnce();
  });

  it('when the access token has expired at the server: it is renewed without a word', async () => {
    await world.stopGateway();
    await expireAccessTokens(world.data);
    await world.startGateway();
    joe = await world.connect('joe.4');
    await sendNext();
    await expectAllOnce();
  });

  it('when two pages wake a dead worker at once: there is one poll, not two', async () => {
    await world.killWorker();
    const pages = await Promise.all([world.openPopup(), world.openPopup(), world.openOptions()]);
    await sendNext();
    await until('a held poll', () => [...proxy.pending].some(isPoll));
    expect([...proxy.pending].filter(isPoll)).toHaveLength(1);
    for (const page of pages) await page.close();
    await expectAllOnce();
  });

  it('when the browser ends and starts again on its profile', async () => {
    await world.stopGateway();
    await world.startGateway();
    await world.restartBrowser();
    joe = await world.connect('joe.4');
    await sendNext();
    await expectAllOnce();
  });

  it('when the sign-in is revoked: never looks connected, asks once, and carries on after signing in again', async () => {
    await world.stopGateway();
    await revokeSignIns(world.data, 'fred.2');
    await world.startGateway();
    joe = await world.connect('joe.4');
    await sendNext();
    await until('the tooltip asks to sign in', async () => /sign in/i.test((await world.badge()).title), 60_000);
    const page = await world.openPopup();
    await until('a banner that says what to do', async () =>
      (await page.$$eval('button', (all) => all.map((one) => one.textContent))).some((label) =>
        /sign in again/i.test(label ?? ''),
      ),
    );
    await page.close();
    await world.signInAgain(proxy.url);
    await expectAllOnce();
  });

  it('and all of it can be read in order', async () => {
    const page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    await scrollToNewest(page);
    await world.waitForBadge('');
    await page.close();
  });
});
