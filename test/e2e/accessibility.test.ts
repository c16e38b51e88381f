// Everybody can use it: axe finds no fault on any screen, light or dark, and the keyboard alone is enough. The server's own
// sign-in page is in sign-in-page.test.ts.
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { faultsOf } from './axe.ts';
import { createWorld, until, type World } from './harness.ts';
import { choosePresence, emptyState, openConversation, reply, waitForMessage, waitForRow } from './screens.ts';
import { clickByRole, findByRole, openTab, settingsTabs, word } from './settings-page.ts';

let world: World;
let proxy: FaultProxy;
let joe: RawClient;
let anna: RawClient;
let page: Page;

/** The popup at the size it has under its button. */
async function openSmallPopup(query = ''): Promise<Page> {
  const popup = await world.openPopup(query);
  await popup.setViewport({ width: 400, height: 600 });
  await popup.waitForSelector('main, h1');
  return popup;
}

const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    const text = element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    return `${element?.getAttribute('role') ?? element?.tagName.toLowerCase()} ${text.trim()}`;
  });

beforeAll(async () => {
  world = await createWorld();
  proxy = await startFaultProxy(world.gateway.url);
  joe = await world.connect('joe.4');
  anna = await world.connect('anna.7', 'Hidden');
});
afterAll(async () => {
  await world?.close();
  await proxy?.close();
});
afterEach(async () => {
  proxy.refusal = undefined;
  await page?.close();
});

describe('axe', () => {
  it('finds no fault in the popup and the settings before there is an account', async () => {
    page = await openSmallPopup();
    expect(await emptyState(page)).toBe(word('popupWelcome'));
    expect(await faultsOf(page)).toEqual([]);
    await page.close();
    page = await world.openOptions();
    await page.waitForSelector('.add-account');
    expect(await faultsOf(page)).toEqual([]);
    for (const tab of settingsTabs) {
      await openTab(page, tab);
      expect(await faultsOf(page)).toEqual([]);
    }
  });

  it('finds a fault that is put into a page', async () => {
    page = await openSmallPopup();
    await page.evaluate(() => {
      const button = document.createElement('button');
      button.style.color = document.body.style.backgroundColor = 'white';
      document.querySelector('main')?.append(button);
    });
    expect((await faultsOf(page)).join('\n')).toMatch(/light: button-name at [\s\S]*dark: button-name at/);
  });

  it('finds no fault in the form for an account when its address is none', async () => {
    page = await world.openOptions();
    const field = await page.waitForSelector('.add-account input');
    await field?.evaluate((input) => (input as HTMLInputElement).select());
    await field?.type('nonsense://');
    await clickByRole(page, 'button', word('optionsContinue'));
    await page.waitForSelector('[aria-invalid="true"]');
    expect(await faultsOf(page)).toEqual([]);
  });

  it('finds no fault in the list, its menus and its search', async () => {
    await world.signIn('fred.2', proxy.url);
    await joe.request('POST', '/v1/threads', {
      members: ['8:joe.4', '8:fred.2', '8:anna.7'].map((id) => ({ id, role: id === '8:joe.4' ? 'Admin' : 'User' })),
      properties: { topic: 'Climbing' },
    });
    await joe.send('8:fred.2', 'Lunch <b>at noon</b>? <ss type="smile">:)</ss>');
    await anna.send('8:fred.2', 'See <a href="https://example.org/walk">https://example.org/walk</a>');
    page = await openSmallPopup();
    await waitForRow(page, 'Joe Bloggs', ({ unread }) => unread === 1);
    await waitForRow(page, 'Anna Cooper', ({ unread }) => unread === 1);
    expect(await faultsOf(page)).toEqual([]);
    await clickByRole(page, 'button', word('popupMore'));
    await page.waitForSelector('.menu:popover-open');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('.own-face').click();
    await page.waitForSelector('.menu:popover-open [role="menuitemradio"]');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.type('input[type="search"]', 'c');
    await until('something found', async () => (await page.$$('.list [data-row]')).length > 0);
    expect(await faultsOf(page)).toEqual([]);
    await page.type('input[type="search"]', 'zzz');
    await until('nothing found', async () => (await emptyState(page)) === word('popupNothingFound'));
    expect(await faultsOf(page)).toEqual([]);
  });

  it('finds no fault in a conversation, with all that can be in one', async () => {
    const contents = [
      '<quote author="joe.4" authorname="Joe Bloggs" timestamp="1451606400">What?</quote>That.',
      '<pre>code</pre> and <s>struck</s> and <at id="8:fred.2">Fred</at>',
      'bank: <a href="https://evil.example/">bank.example</a>',
      '<ss type="heart">(h)</ss>',
    ];
    for (const content of contents) await joe.send('8:fred.2', content);
    await joe.send('8:fred.2', '<URIObject type="Picture.1" uri="x"><OriginalName v="cat.jpg"/></URIObject>', {
      messagetype: 'RichText/UriObject',
    });
    await joe.send('8:fred.2', 'what is this', { messagetype: 'Something/New' });
    page = await openSmallPopup();
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'That.');
    proxy.refusal = ({ method, path }) =>
      method === 'POST' && path.endsWith('/messages')
        ? { status: 403, headers: {}, body: '{"errorCode":206}' }
        : undefined;
    await reply(page, 'This one is refused');
    await page.waitForSelector('.not-sent');
    proxy.refusal = undefined;
    await reply(page, 'And this one arrives');
    await joe.waitForMessage('And this one arrives');
    await joe.send('8:fred.2', '', { messagetype: 'Control/Typing' });
    await page.waitForSelector('.typing-dots');
    expect(await faultsOf(page)).toEqual([]);
    const climbing = await openSmallPopup();
    await openConversation(climbing, 'Climbing');
    await climbing.waitForSelector('.line');
    expect(await faultsOf(climbing)).toEqual([]);
    await climbing.close();
  });

  it('finds no fault in a tab with list and conversation side by side', async () => {
    page = await world.openPopup('?view=tab');
    await page.setViewport({ width: 1100, height: 800 });
    await waitForRow(page, 'Joe Bloggs');
    expect(await faultsOf(page)).toEqual([]);
    await openConversation(page, 'Joe Bloggs');
    expect(await faultsOf(page)).toEqual([]);
  });

  it('finds no fault in what is said about a connection', async () => {
    page = await openSmallPopup();
    await waitForRow(page, 'Joe Bloggs');
    await choosePresence(page, word('popupPresence_offline'));
    await page.waitForSelector('.banner');
    expect(await faultsOf(page)).toEqual([]);
    await clickByRole(page, 'button', word('popupGoOnline'));
    await until('no banner', async () => (await page.$('.banner')) === null);
    proxy.isDown = true;
    await until('a banner', async () => (await page.$('.banner')) !== null, 60_000);
    expect(await faultsOf(page)).toEqual([]);
    // Pressed while the server is away: once it is back, Skylark may be faster than the hand.
    await clickByRole(page, 'button', word('popupTryAgain'));
    proxy.isDown = false;
    await until('no banner', async () => (await page.$('.banner')) === null, 60_000);
  });

  it.each(settingsTabs)('finds no fault in the settings: %s', async (tab) => {
    page = await world.openOptions(`#${tab}`);
    await page.waitForSelector(`#panel-${tab} .card`);
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewport({ width: 420, height: 700 });
    expect(await faultsOf(page)).toEqual([]);
  });

  it('finds no fault in the questions of the settings, and when a setting was not saved', async () => {
    page = await world.openOptions('#accounts');
    await clickByRole(page, 'button', word('optionsSignOut'));
    await page.waitForSelector('dialog[open]');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await until('no question', async () => (await page.$('dialog')) === null);
    await openTab(page, 'storage');
    await clickByRole(page, 'button', word('optionsDeleteStored'));
    await page.waitForSelector('dialog[open]');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await until('no question', async () => (await page.$('dialog')) === null);
    await openTab(page, 'messaging');
    proxy.refusal = ({ method }) => (method === 'PUT' ? { status: 500, headers: {}, body: '{}' } : undefined);
    await clickByRole(page, 'switch', word('optionsPreference_youtubePlayer'));
    await until('the failure', async () => (await page.$('.setting-failure span')) !== null);
    expect(await faultsOf(page)).toEqual([]);
  });
});

describe('by keyboard alone', () => {
  const press = (key: Parameters<Page['keyboard']['press']>[0]) => page.keyboard.press(key);

  /** Presses Tab until something has the focus; every stop on the way is named. */
  async function tabTo(wanted: RegExp, most = 12): Promise<string> {
    const stops: string[] = [];
    for (let presses = 0; presses < most; presses++) {
      await press('Tab');
      const stop = await focused();
      expect(stop.replace(/^\S+ /, '')).not.toBe('');
      stops.push(stop);
      if (wanted.test(stop)) return stop;
    }
    throw new Error(`no ${wanted} among the stops ${stops.join(' | ')}`);
  }

  it('a message is found, read and answered, and the list is back where it was', async () => {
    page = await openSmallPopup();
    await waitForRow(page, 'Joe Bloggs');
    await tabTo(/^button .*(Joe Bloggs|Anna Cooper|Climbing)/);
    for (let row = 0; row < 4 && !(await focused()).includes('Joe Bloggs'); row++) await press('ArrowDown');
    expect(await focused()).toContain('Joe Bloggs');
    await press('Enter');
    await page.waitForSelector('.conversation textarea');
    await until('the reply box has the focus', async () => (await focused()).startsWith('textarea'));
    await page.keyboard.type('Typed without a mouse');
    await press('Enter');
    expect((await joe.waitForMessage('Typed without a mouse')).content).toBe('Typed without a mouse');
    await press('Escape');
    await page.waitForSelector('.list');
    await until('the row has the focus', async () => (await focused()).includes('Joe Bloggs'));
  });

  it('the status is changed in its menu, which gives the focus back', async () => {
    page = await openSmallPopup();
    await waitForRow(page, 'Joe Bloggs');
    await tabTo(/Change your status/);
    await press('Enter');
    await until('the menu', async () => (await focused()).startsWith('menuitemradio'));
    await press('Home');
    for (let item = 0; item < 5 && !(await focused()).includes('Busy'); item++) await press('ArrowDown');
    await press('Enter');
    await until('busy', async () => (await focused()).includes('Busy'));
    await press('Enter');
    await until('the menu', async () => (await focused()).startsWith('menuitemradio'));
    await press('Escape');
    expect(await focused()).toMatch(/Change your status/);
    expect(await page.$('.menu:popover-open')).toBeNull();
    // At once, before the browser has told that the menu closed: it opens again.
    await press('Enter');
    await until('the menu again', async () => (await focused()).startsWith('menuitemradio'));
    await press('Home');
    await press('Enter');
    await until('online', async () => (await focused()).includes('Online'));
  });

  it('something is searched with the slash, opened with Enter, and left with Escape', async () => {
    page = await openSmallPopup();
    await waitForRow(page, 'Joe Bloggs');
    await press('/');
    expect(await focused()).toContain(word('popupSearch'));
    await page.keyboard.type('clim');
    await until('one row', async () => (await page.$$('.list [data-row]')).length === 1);
    await press('Enter');
    await until('the conversation', async () => (await page.$('.conversation h1')) !== null);
    expect(await page.$eval('.conversation h1', (title) => title.textContent)).toBe('Climbing');
    await press('Escape');
    await page.waitForSelector('.list');
  });

  it('a setting is found by its tab and switched with the space bar, a question is left with Escape', async () => {
    page = await world.openOptions('#accounts');
    await page.waitForSelector('.account');
    await tabTo(/^tab Accounts/);
    await press('ArrowRight');
    expect(await focused()).toBe('tab Notifications');
    await press('ArrowRight');
    expect(await focused()).toBe('tab Messaging');
    await findByRole(page, 'switch', word('optionsPreference_youtubePlayer'));
    const isOn = () => page.evaluate(() => document.activeElement?.getAttribute('aria-checked'));
    const name = () => page.evaluate(() => document.getElementById(`${document.activeElement?.id}-label`)?.textContent);
    for (let stop = 0; stop < 12 && (await name()) !== word('optionsPreference_youtubePlayer'); stop++)
      await press('Tab');
    expect(await name()).toBe(word('optionsPreference_youtubePlayer'));
    const before = await isOn();
    await press('Space');
    await until('switched', async () => (await isOn()) !== before);
    await press('Space');
    await until('switched back', async () => (await isOn()) === before);
    await openTab(page, 'accounts');
    await (await findByRole(page, 'button', word('optionsSignOut'))).focus();
    await press('Enter');
    await page.waitForSelector('dialog[open]');
    expect(await page.evaluate(() => document.activeElement?.closest('dialog')?.open)).toBe(true);
    await press('Escape');
    await until('no question', async () => (await page.$('dialog')) === null);
    expect(await focused()).toBe(`button ${word('optionsSignOut')}`);
  });
});
