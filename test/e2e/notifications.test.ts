// Desktop notifications in the real browser: what is told, what is not, when it is taken back and where a click leads.
import { rm } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPopup } from '../../scripts/live-extension.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import {
  clickNotification,
  copyThatMayNotify,
  dismissNotification,
  listenToNotifications,
  notedNotifications,
  shownNotifications,
  type Told,
  takenBackSoFar,
  toldSoFar,
} from './notifying.ts';
import { openConversation, scrollToNewest, waitForMessage, waitForRow } from './screens.ts';
import { choose, openTab, shownBanners, shownSwitch, turnSwitch, word } from './settings-page.ts';

let extension: string;
let world: World;
let proxy: FaultProxy;
let joe: RawClient;
let anna: RawClient;
/** Another client of the user. */
let fred: RawClient;
let settings: Page;
let spoken = 0;

const isPoll = ({ path }: { path: string }) => path.endsWith('/poll');

async function waitForTold(fits: (told: Told) => boolean): Promise<Told> {
  return until('a notification', async () => (await toldSoFar(world)).find(fits));
}

/** Makes sure that everything before is over: a message of Anna, which is told after whatever would have been told. */
async function speakUp(): Promise<void> {
  const content = `Anna says ${++spoken}`;
  await anna.send('8:fred.2', content);
  await waitForTold(({ message }) => message.includes(content));
}

/** What was taken back after so many. */
async function takenBackSince(count: number): Promise<string[]> {
  return (await takenBackSoFar(world)).slice(count);
}

/** Waits until the worker has made up its mind about every message that it has. */
async function untilConsidered(): Promise<void> {
  await settings.evaluate(() => {
    type Runtime = { sendMessage(message: unknown): Promise<unknown> };
    const { runtime } = (globalThis as unknown as { chrome: { runtime: Runtime } }).chrome;
    return runtime.sendMessage({ 'skylark-command': 'notifications.changed', payload: {} });
  });
}

/** What was told while `work` was done and everything that follows from it was over, without what Anna said. */
async function toldDuring(work: () => Promise<unknown>): Promise<Told[]> {
  const before = (await toldSoFar(world)).length;
  await work();
  await untilConsidered();
  await speakUp();
  return (await toldSoFar(world)).slice(before).filter(({ message }) => !message.includes(`Anna says ${spoken}`));
}

/** Does something while the extension cannot reach the server. */
async function whileAway(work: () => Promise<unknown>): Promise<void> {
  proxy.isDown = true;
  await until('no poll', () => ![...proxy.pending].some(isPoll));
  await until('offline', async () => !(await world.badge()).title.includes(word('connection_online')));
  await work();
  proxy.isDown = false;
  const page = await world.openPopup();
  await until('online', async () => (await world.badge()).title.includes(word('connection_online')));
  await page.close();
}

async function turnInSettings(tab: 'notifications' | 'messaging', label: string, isOn: boolean): Promise<void> {
  await openTab(settings, tab);
  await turnSwitch(settings, label, isOn);
}

async function createGroup(topic: string): Promise<string> {
  const members = ['8:joe.4', '8:fred.2', '8:anna.7'].map((id) => ({ id, role: id === '8:joe.4' ? 'Admin' : 'User' }));
  await joe.request('POST', '/v1/threads', { members, properties: { topic } });
  const path = '/v1/users/ME/conversations?startTime=0&pageSize=1&view=msnp24Equivalent&targetType=Thread';
  const { conversations } = (await joe.request('GET', path)) as { conversations: { id: string }[] };
  return String(conversations[0]?.id);
}

async function setAlerts(conversation: string, isOn: boolean): Promise<void> {
  const path = `/v1/users/ME/conversations/${conversation}/properties?name=alerts`;
  await fred.request('PUT', path, { alerts: String(isOn) });
}

async function readAll(): Promise<void> {
  for (const [conversation, client] of [
    ['8:joe.4', joe],
    ['8:anna.7', anna],
  ] as const) {
    const newest = (await client.messages('8:fred.2'))[0];
    if (newest) await fred.read(conversation, newest.id);
  }
}

beforeAll(async () => {
  extension = await copyThatMayNotify();
  world = await createWorld({ extension, gatewayArguments: ['--hold-seconds', '5'] });
  proxy = await startFaultProxy(world.gateway.url);
  joe = await world.connect('joe.4');
  anna = await world.connect('anna.7');
  fred = await world.connect('fred.2');
  await listenToNotifications(world);
});
afterAll(async () => {
  await world?.close();
  await proxy?.close();
  await rm(extension, { recursive: true, force: true });
});
afterEach(() => {
  proxy.isDown = false;
});

describe('desktop notifications', () => {
  it('are off until they are switched on in the settings', async () => {
    settings = await world.openOptions('#notifications');
    expect(await shownSwitch(settings, word('optionsDesktop'))).toMatchObject({ isOn: false, failure: '' });
    await turnSwitch(settings, word('optionsDesktop'), true);
  });

  it('do not come for what was there before the first sign-in', async () => {
    for (let count = 1; count <= 5; count++) await joe.send('8:fred.2', `Written before you came ${count}`);
    await world.signIn('fred.2', proxy.url);
    await world.waitForBadge('5');
    const verdict = word('optionsVerdict_shown');
    await until('the verdict', async () => (await shownBanners(settings)).includes(verdict));
    expect(await toldDuring(async () => undefined)).toEqual([]);
  });

  it('tell who wrote what, once', async () => {
    const told = await toldDuring(() => joe.send('8:fred.2', 'Lunch at <b>noon</b>?'));
    expect(told).toMatchObject([{ title: 'Joe Bloggs', message: 'Lunch at noon?', silent: false }]);
    expect(await shownNotifications(world)).toContain(told[0]?.id);
  });

  it('name the group', async () => {
    const climbing = await createGroup('Climbing');
    const told = await toldDuring(() => joe.send(climbing, 'On Sunday'));
    expect(told).toMatchObject([{ title: 'Joe Bloggs in Climbing', message: 'On Sunday' }]);
  });

  it('tell less when less is wanted: the sender only, or nothing but that there is something', async () => {
    await openTab(settings, 'notifications');
    await choose(settings, word('optionsDetail'), word('optionsDetail_sender'));
    await joe.send('8:fred.2', 'A secret for you');
    const bySender = await waitForTold(({ message }) => message === word('notification_new_message'));
    expect(bySender).toMatchObject({ title: 'Joe Bloggs' });
    await choose(settings, word('optionsDetail'), word('optionsDetail_none'));
    await joe.send('8:fred.2', 'A bigger secret');
    const least = await waitForTold(({ title }) => title === word('extensionName'));
    expect(least).toMatchObject({ message: word('notification_new_message') });
    await choose(settings, word('optionsDetail'), word('optionsDetail_text'));
    expect(JSON.stringify(await toldSoFar(world))).not.toMatch(/secret/i);
  });

  it('do not come for what the user wrote on another client', async () => {
    const told = await toldDuring(async () => {
      await fred.send('8:joe.4', 'Sent from my other client');
      const page = await world.openPopup();
      await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('other client'));
      await page.close();
    });
    expect(told).toEqual([]);
  });

  it('do not come for what was read elsewhere while Skylark was away, but for the rest, in one go', async () => {
    const told = await toldDuring(() =>
      whileAway(async () => {
        await joe.send('8:fred.2', 'Read elsewhere');
        await readAll();
        for (let count = 1; count <= 20; count++) await anna.send('8:fred.2', `Burst ${count}`);
      }),
    );
    expect(told).toMatchObject([{ title: 'Anna Cooper', message: 'Burst 18\nBurst 19\nBurst 20' }]);
  });

  it('come as one for a burst of one person, and as a summary for many conversations', async () => {
    const groups = [await createGroup('One'), await createGroup('Two'), await createGroup('Three')];
    await speakUp();
    const live = await toldDuring(async () => {
      for (let count = 1; count <= 20; count++) await joe.send('8:fred.2', `Quick ${count}`);
      await waitForTold(({ message }) => message.includes('Quick 20'));
    });
    expect(live.length).toBeLessThan(10);
    expect(new Set(live.map(({ id }) => id)).size).toBe(1);
    const many = await toldDuring(() =>
      whileAway(async () => {
        for (const group of groups) await joe.send(group, 'To everybody');
        await joe.send('8:fred.2', 'And to you');
      }),
    );
    const summary = word('notification_summary_conversations')
      .replace('$1', word('notification_summary_other').replace('$1', '4'))
      .replace('$2', '4');
    expect(many).toMatchObject([{ title: word('extensionName'), message: summary }]);
  });

  it('are taken back when the message is read here', async () => {
    const [told] = await toldDuring(() => joe.send('8:fred.2', 'Read this here'));
    expect(await shownNotifications(world)).toContain(told?.id);
    const before = (await takenBackSoFar(world)).length;
    const page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'Read this here');
    expect(await takenBackSince(before)).toEqual([]);
    await scrollToNewest(page);
    await until('taken back', async () => (await takenBackSince(before)).includes(String(told?.id)));
    expect(await shownNotifications(world)).not.toContain(told?.id);
    await page.close();
  });

  it('are taken back when the message is read on another client', async () => {
    const before = (await takenBackSoFar(world)).length;
    const [told] = await toldDuring(() => joe.send('8:fred.2', 'Read this there'));
    expect(await shownNotifications(world)).toContain(told?.id);
    await readAll();
    await until('taken back', async () => (await takenBackSince(before)).includes(String(told?.id)));
    expect(await shownNotifications(world)).not.toContain(told?.id);
  });

  it('lead to their conversation when they are clicked: in the popup', async () => {
    const [told] = await toldDuring(() => joe.send('8:fred.2', 'Click me'));
    const target = world.live.browser.waitForTarget((candidate) => /\/popup\/index\.html/.test(candidate.url()));
    await clickNotification(world, String(told?.id));
    const page = await (await target).asPage();
    await until(
      'the conversation',
      async () => (await page.$eval('h1', (title) => title.textContent)) === 'Joe Bloggs',
    );
    await waitForMessage(page, 'Click me');
    expect(await shownNotifications(world)).not.toContain(told?.id);
    await page.close();
  });

  it('lead to their conversation in the tab that is open already', async () => {
    const tab = await world.openPopup('?view=tab');
    await waitForRow(tab, 'Anna Cooper');
    const pages = async () => (await world.live.browser.pages()).filter((page) => page.url().includes('/popup/'));
    expect(await pages()).toHaveLength(1);
    await settings.bringToFront();
    const [told] = await toldDuring(() => joe.send('8:fred.2', 'Click me in the tab'));
    await clickNotification(world, String(told?.id));
    await waitForMessage(tab, 'Click me in the tab');
    await until('the tab in front', () => tab.evaluate(() => !document.hidden));
    expect(await pages()).toHaveLength(1);
    await tab.close();
  });

  it('are not told again by a worker that starts after they were closed', async () => {
    const [told] = await toldDuring(() => joe.send('8:fred.2', 'Told once'));
    await dismissNotification(world, String(told?.id));
    await world.killWorker();
    const page = await world.openPopup();
    await until('online', async () => (await world.badge()).title.includes(word('connection_online')));
    await listenToNotifications(world);
    await page.close();
    await speakUp();
    expect((await toldSoFar(world)).filter(({ message }) => message.includes('Told once'))).toEqual([]);
    expect(await shownNotifications(world)).not.toContain(told?.id);
  });

  it('of a worker that died are taken back by the next one', async () => {
    const [told] = await toldDuring(() => joe.send('8:fred.2', 'Left behind'));
    expect(await notedNotifications(world)).toContain(told?.id);
    await world.killWorker();
    await readAll();
    const page = await world.openPopup();
    await page.close();
    await until('taken back', async () => !(await notedNotifications(world)).includes(String(told?.id)));
    expect(await shownNotifications(world)).not.toContain(told?.id);
    await listenToNotifications(world);
  });

  it('of the toolbar popup do not come for the conversation that is looked at', async () => {
    const page = await openPopup(world.live);
    await openConversation(page, 'Joe Bloggs');
    await joe.send('8:fred.2', 'You are looking at this');
    await waitForMessage(page, 'You are looking at this');
    await speakUp();
    expect(JSON.stringify(await toldSoFar(world))).not.toContain('You are looking at this');
    await page.close();
  });
});

describe('what the account says about notifications', () => {
  it('notifications off: nothing is told, and the settings say why', async () => {
    await turnInSettings('notifications', word('optionsPreference_notifications'), false);
    await until('the verdict', async () => (await shownBanners(settings)).includes(word('optionsVerdict_account')));
    await joe.send('8:fred.2', 'Into the silence');
    const page = await world.openPopup();
    await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('Into the silence'));
    await page.close();
    await untilConsidered();
    await turnInSettings('notifications', word('optionsPreference_notifications'), true);
    await speakUp();
    expect(JSON.stringify(await toldSoFar(world))).not.toContain('Into the silence');
  });

  it('sounds off: notifications are silent', async () => {
    await turnInSettings('notifications', word('optionsPreference_sounds'), false);
    expect(await toldDuring(() => joe.send('8:fred.2', 'Quietly'))).toMatchObject([
      { message: 'Quietly', silent: true },
    ]);
    await turnInSettings('notifications', word('optionsPreference_sounds'), true);
    expect(await toldDuring(() => joe.send('8:fred.2', 'Aloud'))).toMatchObject([{ message: 'Aloud', silent: false }]);
  });

  it('a muted conversation: only a mention is told, and not even that while mentions are off', async () => {
    const page = await world.openPopup();
    await setAlerts('8:joe.4', false);
    await until('the sign of it', async () => (await page.$('.row-muted')) !== null);
    expect(await toldDuring(() => joe.send('8:fred.2', 'Nothing special'))).toEqual([]);
    const mention = '<at id="8:fred.2">Fred</at>, look';
    expect(await toldDuring(() => joe.send('8:fred.2', mention))).toMatchObject([{ message: 'Fred, look' }]);
    await turnInSettings('messaging', word('optionsPreference_mentions'), false);
    expect(await toldDuring(() => joe.send('8:fred.2', mention))).toEqual([]);
    await turnInSettings('messaging', word('optionsPreference_mentions'), true);
    await setAlerts('8:joe.4', true);
    await page.bringToFront();
    await until('no sign of it', async () => (await page.$('.row-muted')) === null);
    expect(await toldDuring(() => joe.send('8:fred.2', 'Loud again'))).toMatchObject([{ message: 'Loud again' }]);
    await page.close();
  });

  it('all are taken back when they are switched off in the settings, and none comes after that', async () => {
    await speakUp();
    const [noted] = await notedNotifications(world);
    const before = (await takenBackSoFar(world)).length;
    await turnInSettings('notifications', word('optionsDesktop'), false);
    await until('all taken back', async () => (await notedNotifications(world)).length === 0);
    expect(await takenBackSince(before)).toContain(noted);
    expect(await shownNotifications(world)).toEqual([]);
    await until('the verdict', async () => (await shownBanners(settings)).includes(word('optionsVerdict_browser')));
    await joe.send('8:fred.2', 'After the end');
    const page = await world.openPopup();
    await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('After the end'));
    await page.close();
    await untilConsidered();
    await turnInSettings('notifications', word('optionsDesktop'), true);
    await speakUp();
    expect(JSON.stringify(await toldSoFar(world))).not.toContain('After the end');
  });
});
