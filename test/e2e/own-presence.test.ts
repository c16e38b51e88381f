// The user's own status, chosen in the popup: what it really does, as another person's client learns it from the server.
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import { choosePresence, openConversation, reply, waitForMessage, waitForRow } from './screens.ts';
import { word } from './settings-page.ts';

type PresenceSeen = { selfLink?: string; availability?: string; status?: string; endpointPresenceDocLinks?: string[] };

describe('the own status', () => {
  let world: World;
  let proxy: FaultProxy;
  let joe: RawClient;
  let page: Page;

  const isPoll = ({ path }: { path: string }) => path.endsWith('/poll');
  const faceSays = () => page.$eval('.own-face', (face) => face.getAttribute('aria-label') ?? '');
  const endpointsOfFred = () =>
    proxy.seen.filter(({ method, path }) => method === 'DELETE' && /\/endpoints\/[^/]+$/.test(path)).length;

  /** The presence of Fred as the server tells it to Joe now. */
  const presenceOfFred = async () =>
    (await joe.request('GET', '/v1/users/8:fred.2/presenceDocs/messagingService')) as PresenceSeen;

  /** The next presence of Fred that says this, as it is told to Joe. */
  async function seenByJoe(availability: string, status: string): Promise<PresenceSeen> {
    const event = await joe.waitForEvent(({ resourceType, resource }) => {
      const presence = resource as PresenceSeen;
      const isFred = resourceType === 'UserPresence' && presence.selfLink?.includes('8:fred.2') === true;
      return isFred && presence.availability === availability && presence.status === status;
    });
    return event.resource as PresenceSeen;
  }

  beforeAll(async () => {
    world = await createWorld({ gatewayArguments: ['--hold-seconds', '5'] });
    proxy = await startFaultProxy(world.gateway.url);
    joe = await world.connect('joe.4');
    await world.signIn('fred.2', proxy.url);
    await joe.send('8:fred.2', 'Hello');
    page = await world.openPopup();
    await waitForRow(page, 'Joe Bloggs');
  });
  afterAll(async () => {
    await world?.close();
    await proxy?.close();
  });

  it('is online after signing in', async () => {
    await seenByJoe('Online', 'Online');
    expect((await presenceOfFred()).endpointPresenceDocLinks).toHaveLength(1);
    expect(await faceSays()).toContain(word('uiPresence_online'));
  });

  it.each([
    ['away', 'Away'],
    ['busy', 'Busy'],
    ['online', 'Online'],
  ])('%s is what others see', async (choice, status) => {
    await choosePresence(page, word(`popupPresence_${choice}`));
    await seenByJoe('Online', status);
    await until('the own face', async () => (await faceSays()).includes(word(`uiPresence_${choice}`)));
  });

  it('invisible looks offline to others, and messages go on in both directions', async () => {
    await choosePresence(page, word('popupPresence_invisible'));
    const seen = await seenByJoe('Online', 'Offline');
    expect(JSON.stringify(seen)).not.toContain('Hidden');
    await until('the own face', async () => (await faceSays()).includes(word('uiPresence_connected_offline')));
    await joe.send('8:fred.2', 'Are you there?');
    await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('Are you there?'));
    await openConversation(page, 'Joe Bloggs');
    await reply(page, 'Nobody knows');
    expect((await joe.waitForMessage('Nobody knows')).from).toMatch(/8:fred\.2$/);
    await page.keyboard.press('Escape');
  });

  it('offline gives the endpoint back, stops asking, and says so everywhere', async () => {
    const before = endpointsOfFred();
    await choosePresence(page, word('popupPresence_offline'));
    const seen = await seenByJoe('Offline', 'Offline');
    expect(seen.endpointPresenceDocLinks).toEqual([]);
    expect(endpointsOfFred()).toBeGreaterThan(before);
    await until('no poll', () => ![...proxy.pending].some(isPoll));
    await page.waitForSelector('.banner');
    expect(await page.$eval('.banner', (banner) => banner.textContent)).toContain(word('connection_paused'));
    expect((await world.badge()).title).toContain(word('connection_paused'));
    expect(await faceSays()).toContain(word('uiPresence_disconnected'));
  });

  it('offline stays offline when the worker dies and pages are opened, and nothing arrives', async () => {
    const { length } = proxy.seen;
    await joe.send('8:fred.2', 'Sent while you were offline');
    await world.killWorker();
    await page.close();
    page = await world.openPopup();
    await page.waitForSelector('.banner');
    const asked = await page.evaluate(() => {
      type Runtime = { sendMessage(message: unknown): Promise<{ ok: boolean }> };
      const { runtime } = (globalThis as unknown as { chrome: { runtime: Runtime } }).chrome;
      return runtime.sendMessage({ 'skylark-command': 'wake', payload: {} });
    });
    expect(asked).toMatchObject({ ok: true });
    expect((await world.badge()).title).toContain(word('connection_paused'));
    expect(proxy.seen.slice(length).map(({ path }) => path)).toEqual([]);
    expect([...proxy.pending]).toEqual([]);
    const line = (await waitForRow(page, 'Joe Bloggs')).line;
    expect(line).not.toContain('Sent while you were offline');
  });

  it('online again brings what was sent meanwhile, and sends what was written meanwhile', async () => {
    await openConversation(page, 'Joe Bloggs');
    await reply(page, 'Written while offline');
    await page.waitForSelector('.bubble-pending');
    await page.keyboard.press('Escape');
    await page.locator(`::-p-aria([name="${word('popupGoOnline')}"][role="button"])`).click();
    await seenByJoe('Online', 'Online');
    expect((await joe.waitForMessage('Written while offline')).content).toBe('Written while offline');
    await until('no banner', async () => (await page.$('.banner')) === null);
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'Sent while you were offline');
    await page.keyboard.press('Escape');
  });

  it('that the server does not take is not shown as if it had', async () => {
    proxy.refusal = ({ method, path }) =>
      method === 'PUT' && path.includes('/users/ME/presenceDocs/')
        ? { status: 500, headers: {}, body: '{}' }
        : undefined;
    await choosePresence(page, word('popupPresence_busy'));
    await until('the failure', async () =>
      (await page.$$eval('.notice', (notices) => notices.map((notice) => notice.textContent))).includes(
        word('error_server'),
      ),
    );
    await until('the own face', async () => (await faceSays()).includes(word('uiPresence_online')));
    proxy.refusal = undefined;
  });

  it('stays as it was chosen when the worker dies, and when the browser starts again', async () => {
    await choosePresence(page, word('popupPresence_busy'));
    await seenByJoe('Online', 'Busy');
    await world.killWorker();
    await page.close();
    page = await world.openPopup();
    await until('the own face', async () => (await faceSays()).includes(word('uiPresence_busy')));
    await world.restartBrowser();
    page = await world.openPopup();
    await joe.send('8:fred.2', 'After the restart');
    await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('After the restart'));
    await until('the own face', async () => (await faceSays()).includes(word('uiPresence_busy')));
    expect(await presenceOfFred()).toMatchObject({ availability: 'Online', status: 'Busy' });
  });
});
