// An account of a Skype for Business server in the settings, as a person has it: added by hand, signed out, signed in again, after
// a start of the browser, too, and removed. The server is the gateway, which speaks that protocol as well.
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from './axe.ts';
import { createWorld, password, until, type World } from './harness.ts';
import { clickByRole, clickChoice, findByRole, openTab, settingsTabs, word } from './settings-page.ts';

const address = 'fred.2@skylark.example';

let world: World;
let page: Page;

const shown = () => page.$eval('main', (main) => main.textContent ?? '');
const waitForWords = (words: string) => until(`"${words}"`, async () => (await shown()).includes(words));
const waitForConnection = (state: string) =>
  until(state, async () => {
    const line = await page.$('.account-connection');
    return (await line?.evaluate((element) => element.textContent?.trim())) === word(`connection_${state}`);
  });

async function fill(name: string, words: string): Promise<void> {
  const input = await findByRole(page, 'textbox', word(name));
  await input.evaluate((element) => (element as HTMLInputElement).select());
  await input.type(words);
}

/** Puts a password into its field, which has the focus, and sends the form off with Enter. */
async function enterPassword(typed: string): Promise<void> {
  await until('the password has the focus', () =>
    page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.autocomplete === 'current-password'),
  );
  await page.evaluate(() => (document.activeElement as HTMLInputElement).select());
  await page.keyboard.type(typed);
  await page.keyboard.press('Enter');
}

/** Everything that outlives the browser, as text: storage.local and every store of the database. */
async function keptOnDisk(): Promise<string> {
  return page.evaluate(async () => {
    const { chrome } = globalThis as unknown as { chrome: { storage: { local: { get(): Promise<object> } } } };
    const kept: unknown[] = [await chrome.storage.local.get()];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? '');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of database.objectStoreNames) {
        kept.push(
          await new Promise((resolve, reject) => {
            const reading = database.transaction(store).objectStore(store).getAll();
            reading.onsuccess = () => resolve(reading.result);
            reading.onerror = () => reject(reading.error);
          }),
        );
      }
      database.close();
    }
    return JSON.stringify(kept);
  });
}

beforeAll(async () => {
  world = await createWorld({ gatewayArguments: ['--demo'] });
  page = await world.openOptions();
});
afterAll(() => world?.close());

describe('an account of a Skype for Business server', () => {
  it('is found by its address and the server that an administrator named', async () => {
    await clickChoice(page, word('optionsWay'), word('optionsWay_address'));
    await fill('optionsSignInAddress', address);
    await page.click('.add-server > summary');
    await fill('optionsServer', world.gateway.url);
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.password');
    expect(await faultsOf(page)).toEqual([]);
    expect(await shown()).toContain(new URL(world.gateway.url).host);
  });

  it('is not added with a wrong password', async () => {
    await enterPassword('not-the-password');
    await waitForWords(word('error_wrong_password'));
    expect(await faultsOf(page)).toEqual([]);
    expect(await page.$('.account')).toBeNull();
  });

  it('is added and connected with the right one', async () => {
    await enterPassword(password);
    await waitForConnection('online');
    await clickByRole(page, 'button', word('optionsDone'));
    expect(await page.$eval('.account-server', (line) => line.textContent)).toContain(address);
    await page.click('.abilities > summary');
    expect(await shown()).toContain(word('optionsCan_modalities'));
    expect(await shown()).toContain(word('optionsCannot_history'));
    expect(await faultsOf(page)).toEqual([]);
  });

  it.each(settingsTabs)('has nothing on %s that fails', async (tab) => {
    await openTab(page, tab);
    await page.waitForSelector('.panel .section, .panel > .banner');
    await until('everything is read', async () => (await page.$('.panel .spinner')) === null);
    expect(await page.$$eval('.banner-warning, .banner-danger', (all) => all.map((each) => each.textContent))).toEqual(
      [],
    );
    expect(await faultsOf(page)).toEqual([]);
  });

  it('keeps its note and its location at the server', async () => {
    await openTab(page, 'profile');
    await fill('optionsNote', 'Reading the plan');
    await page.keyboard.press('Enter');
    await waitForWords(word('optionsSaved'));
    await fill('optionsLocation', 'Leeds, floor 3');
    await page.keyboard.press('Enter');
    const values = () => page.$$eval('.note input', (all) => all.map((input) => (input as HTMLInputElement).value));
    await until(
      'both are saved',
      async () => (await page.$$eval('.note button[type=submit]:disabled', (all) => all.length)) === 2,
    );
    await page.reload();
    await until('they are read again', async () => (await values()).join() === 'Reading the plan,Leeds, floor 3');
    const clear = await page.waitForSelector('.note:last-child button:not([type=submit])');
    await clear?.click();
    await until('it is cleared', async () => (await values())[1] === '');
  });

  it('asks for the password after a start of the browser, and has left it nowhere', async () => {
    expect(await keptOnDisk()).toContain(address);
    expect(await keptOnDisk()).not.toContain(password);
    await world.restartBrowser();
    page = await world.openOptions();
    await waitForConnection('expired');
    expect(await keptOnDisk()).not.toContain(password);
    await clickByRole(page, 'button', word('optionsSignInAgain'));
    await enterPassword('not-the-password');
    await waitForWords(word('error_wrong_password'));
    expect(await faultsOf(page)).toEqual([]);
    await enterPassword(password);
    await waitForConnection('online');
    expect(await page.$('.password')).toBeNull();
  });

  it('signs out, and in again in its place', async () => {
    await clickByRole(page, 'button', word('optionsSignOut'));
    await waitForWords(word('optionsNoHistoryAbout'));
    expect(await faultsOf(page)).toEqual([]);
    await clickByRole(page, 'button', word('optionsSignOutNow'));
    await waitForConnection('signed_out');
    await clickByRole(page, 'button', word('optionsSignIn'));
    await enterPassword(password);
    await waitForConnection('online');
  });

  it('is removed without a trace', async () => {
    await clickByRole(page, 'button', word('optionsSignOut'));
    await clickByRole(page, 'button', word('optionsSignOutNow'));
    await waitForConnection('signed_out');
    await clickByRole(page, 'button', word('optionsRemove'));
    await clickByRole(page, 'button', word('optionsRemoveNow'));
    await page.waitForSelector('.add-account');
    expect(await page.$('.account')).toBeNull();
    expect(await keptOnDisk()).not.toContain(address);
  });
});
