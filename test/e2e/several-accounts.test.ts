// Two accounts in one browser: their messages, their counts, and what signing out takes along and leaves.
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillInSignIn, signInWindow, submitServer } from '../../scripts/live-extension.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, password, until, type World } from './harness.ts';
import {
  openConversation,
  reply,
  scrollToNewest,
  shownMessages,
  shownRows,
  waitForMessage,
  waitForRow,
} from './screens.ts';
import { choose, clickByRole, openTab, shownBanners, word } from './settings-page.ts';

let world: World;
let joe: RawClient;
let settings: Page;

/** The card of an account in the settings, by its name. */
const cardOf = (name: string) =>
  until(`the card of ${name}`, async () => {
    for (const card of await settings.$$('.account')) {
      if ((await card.$eval('.account-name', (title) => title.textContent)) === name) return card;
    }
    return undefined;
  });

async function clickInCard(name: string, label: string): Promise<void> {
  const card = await cardOf(name);
  const button = await card.waitForSelector(`::-p-aria([name="${label}"][role="button"])`);
  await button?.click();
}

const connectionOf = async (name: string) =>
  (await cardOf(name)).$eval('.account-connection', (line) => line.textContent?.trim());

async function addAccount(name: string): Promise<void> {
  await submitServer(settings, world.gateway.url);
  await fillInSignIn(await signInWindow(world.live.browser, world.gateway.url), {
    server: world.gateway.url,
    name,
    password,
  });
}

/** Names and accounts of the rows of the list. */
const marks = (page: Page) =>
  page.$$eval('.list .row', (rows) =>
    rows.map((row) =>
      [row.querySelector('.row-name'), row.querySelector('.row-account')]
        .map((part) => part?.textContent?.trim() ?? '')
        .join(' / '),
    ),
  );

beforeAll(async () => {
  world = await createWorld();
  joe = await world.connect('joe.4');
  settings = await world.openOptions('#accounts');
});
afterAll(() => world?.close());

describe('two accounts at one server', () => {
  it('are added one after the other, each with a sign-in of its own', async () => {
    await addAccount('fred.2');
    await until('Fred', async () => (await connectionOf('Fred Adams')) === word('connection_online'));
    await clickByRole(settings, 'button', word('optionsDone'));
    await addAccount('anna.7');
    await until('Anna', async () => (await connectionOf('Anna Cooper')) === word('connection_online'));
    await until('said so', async () =>
      (await shownBanners(settings)).some((text) => text.includes(word('optionsAdded').replace('$1', 'Anna Cooper'))),
    );
    await clickByRole(settings, 'button', word('optionsDone'));
  });

  it('are not added twice', async () => {
    await addAccount('fred.2');
    await until('said so', async () => (await shownBanners(settings)).includes(word('error_already_added')));
    await clickByRole(settings, 'button', word('uiCancel'));
    expect(await settings.$$('.account')).toHaveLength(2);
  });

  it('count together on the badge, and each by itself when it is read', async () => {
    await joe.send('8:fred.2', 'To Fred, one');
    await joe.send('8:fred.2', 'To Fred, two');
    await joe.send('8:anna.7', 'To Anna');
    await world.waitForBadge('3');
    const page = await world.openPopup();
    await until('both rows', async () => (await marks(page)).length === 2);
    expect((await marks(page)).sort()).toEqual(['Joe Bloggs / Anna Cooper', 'Joe Bloggs / Fred Adams']);
    await page.close();
  });

  it('are told apart by a filter, and answered from the right one', async () => {
    const page = await world.openPopup();
    await clickByRole(page, 'button', 'Anna Cooper');
    await until('one row', async () => (await marks(page)).length === 1);
    expect((await shownRows(page))[0]).toMatchObject({ name: 'Joe Bloggs', unread: 1 });
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'To Anna');
    expect(await shownMessages(page)).not.toContain('To Fred, one');
    await world.waitForBadge('2');
    await reply(page, 'Anna answers');
    expect((await joe.waitForMessage('Anna answers')).from).toMatch(/8:anna\.7$/);
    await page.keyboard.press('Escape');
    await clickByRole(page, 'button', word('popupAllAccounts'));
    await until('both rows', async () => (await marks(page)).length === 2);
    await page.close();
  });

  it('write to each other, and only the one who receives counts it', async () => {
    const page = await world.openPopup();
    await clickByRole(page, 'button', 'Anna Cooper');
    await page.type('input[type="search"]', 'fred');
    await waitForRow(page, 'Fred Adams');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.conversation textarea');
    await reply(page, 'From one account to the other');
    await world.waitForBadge('3');
    await page.close();
    const list = await world.openPopup();
    await clickByRole(list, 'button', 'Fred Adams');
    await waitForRow(list, 'Anna Cooper', ({ unread }) => unread === 1);
    await openConversation(list, 'Anna Cooper');
    await waitForMessage(list, 'From one account to the other');
    await scrollToNewest(list);
    await world.waitForBadge('2');
    await list.close();
  });

  it('have each a status of their own', async () => {
    const page = await world.openPopup();
    await page.locator('.own-face').click();
    await page.waitForSelector('.menu:popover-open [role="menuitemradio"]');
    const groups = await page.$$('.menu:popover-open fieldset');
    expect(groups).toHaveLength(2);
    const anna = groups[1];
    expect(await anna?.evaluate((group) => group.getAttribute('aria-label'))).toBe('Anna Cooper');
    await (await anna?.$$('[role="menuitemradio"]'))?.[1]?.click();
    const presenceOf = async (name: string) =>
      ((await joe.request('GET', `/v1/users/8:${name}/presenceDocs/messagingService`)) as { status?: string }).status;
    await until('Anna is away', async () => (await presenceOf('anna.7')) === 'Away');
    expect(await presenceOf('fred.2')).toBe('Online');
    await page.close();
  });

  it('have each settings of their own', async () => {
    await settings.bringToFront();
    await openTab(settings, 'messaging');
    const options = await settings.$$eval('.account-picker option', (all) => all.map((one) => one.textContent));
    expect(options.map((option) => option?.split(' · ')[0])).toEqual(['Fred Adams', 'Anna Cooper']);
    const isOn = () =>
      settings.$eval('[role="switch"]', (element) => `${element.id} ${element.getAttribute('aria-checked')}`);
    await until('a switch', isOn);
    const annas = await world.connect('anna.7');
    await annas.account('PUT', '/flagsapi.skype.com/flags/v1/11');
    await settings.select(
      '.account-picker select',
      await settings.$eval('.account-picker option:last-child', (option) => (option as HTMLOptionElement).value),
    );
    await until('off for Anna', async () => (await isOn()).endsWith('false'));
    await settings.select(
      '.account-picker select',
      await settings.$eval('.account-picker option:first-child', (option) => (option as HTMLOptionElement).value),
    );
    await until('on for Fred', async () => (await isOn()).endsWith('true'));
    await annas.disconnect();
    await openTab(settings, 'accounts');
  });
});

describe('signing out', () => {
  const isGone = async (name: string) =>
    ((await joe.request('GET', `/v1/users/8:${name}/presenceDocs/messagingService`)) as { availability?: string })
      .availability === 'Offline';

  async function signOut(name: string, keeping: 'keep' | 'delete'): Promise<void> {
    await settings.bringToFront();
    await clickInCard(name, word('optionsSignOut'));
    await settings.waitForSelector('dialog[open]');
    await choose(
      settings,
      word('optionsStoredMessages'),
      word(keeping === 'keep' ? 'optionsStoredKeep' : 'optionsStoredDelete'),
    );
    await clickByRole(settings, 'button', word('optionsSignOutNow'));
    await until('signed out', async () => (await connectionOf(name)) === word('connection_signed_out'));
  }

  it('keeps messages for reading when that is chosen, counts them no more, and ends the endpoint', async () => {
    await joe.send('8:anna.7', 'Unread at the end');
    await world.waitForBadge('3');
    await signOut('Anna Cooper', 'keep');
    await until('no endpoint of Anna', () => isGone('anna.7'));
    await world.waitForBadge('2');
    const page = await world.openPopup();
    await clickByRole(page, 'button', 'Anna Cooper');
    await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('Unread at the end'));
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'To Anna');
    await page.close();
  });

  it('keeps what is typed meanwhile, which goes out after signing in again, and nothing is there twice', async () => {
    const page = await world.openPopup();
    await clickByRole(page, 'button', 'Anna Cooper');
    await openConversation(page, 'Joe Bloggs');
    await reply(page, 'Typed while signed out');
    await page.waitForSelector('.bubble-pending');
    await settings.bringToFront();
    await clickInCard('Anna Cooper', word('optionsSignIn'));
    const { url } = world.gateway;
    await fillInSignIn(await signInWindow(world.live.browser, url), { server: url, name: 'anna.7', password });
    await until('Anna', async () => (await connectionOf('Anna Cooper')) === word('connection_online'));
    expect((await joe.waitForMessage('Typed while signed out')).from).toMatch(/8:anna\.7$/);
    await page.bringToFront();
    await until('sent', async () => (await page.$('.bubble-pending')) === null);
    const shown = await shownMessages(page);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown).toContain('To Anna');
    await page.close();
  });

  it('as somebody else changes nothing', async () => {
    await signOut('Anna Cooper', 'keep');
    await clickInCard('Anna Cooper', word('optionsSignIn'));
    const { url } = world.gateway;
    await fillInSignIn(await signInWindow(world.live.browser, url), { server: url, name: 'joe.4', password });
    await until('said so', async () =>
      (await shownBanners(settings)).includes(word('optionsSomebodyElse').replace('$1', 'Anna Cooper')),
    );
    expect(await connectionOf('Anna Cooper')).toBe(word('connection_signed_out'));
    expect(await settings.$$('.account')).toHaveLength(2);
  });

  it('removes the account with everything when that is wanted, and leaves the other alone', async () => {
    await clickInCard('Anna Cooper', word('optionsRemove'));
    await clickByRole(settings, 'button', word('optionsRemoveNow'));
    await until('one account', async () => (await settings.$$('.account')).length === 1);
    const page = await world.openPopup();
    await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('To Fred, two'));
    expect(await page.$('.filter')).toBeNull();
    await page.close();
    await world.waitForBadge('2');
  });

  it('deletes the messages when that is chosen, here and not at the server', async () => {
    await signOut('Fred Adams', 'delete');
    await until('no endpoint of Fred', () => isGone('fred.2'));
    await world.waitForBadge('');
    const page = await world.openPopup();
    await page.waitForSelector('.empty');
    expect(await shownRows(page)).toEqual([]);
    await page.close();
    await openTab(settings, 'storage');
    const counts = await until('the counts', () =>
      settings.$$eval('.stored-counts dd', (all) => {
        const values = all.map((one) => one.textContent);
        return values.length > 0 && !values.includes('…') && values;
      }),
    );
    expect(counts).toEqual(['0', '0', '0', '0', '0']);
    await openTab(settings, 'accounts');
    await clickInCard('Fred Adams', word('optionsSignIn'));
    const { url } = world.gateway;
    await fillInSignIn(await signInWindow(world.live.browser, url), { server: url, name: 'fred.2', password });
    await world.waitForBadge('2');
  });
});
