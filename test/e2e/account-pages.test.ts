// The settings of an account that its server keeps beside the flags: profile, picture, services, address book, devices. And
// what this browser keeps: quiet hours. Each is checked at the server, or after a reload.
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { faultsOf } from './axe.ts';
import { createWorld, until, type World } from './harness.ts';
import { everythingShown } from './screens.ts';
import { clickByRole, findByRole, openTab, shownBanners, shownSwitch, turnSwitch, word } from './settings-page.ts';

let world: World;
let proxy: FaultProxy;
let fred: RawClient;
let page: Page;

type Profile = { mood: string | null; city: string | null; country: string; avatarUrl: string | null };
const profile = async () => (await fred.account('GET', '/api.skype.com/users/self/profile')) as Profile;

const field = (name: string) => findByRole(page, 'textbox', word(name));
async function fill(name: string, words: string): Promise<void> {
  const input = await field(name);
  await input.evaluate((element) => (element as HTMLInputElement).select());
  await page.keyboard.press('Backspace');
  await input.type(words);
}
const shown = () => page.$eval('main', (main) => main.textContent ?? '');

beforeAll(async () => {
  world = await createWorld();
  proxy = await startFaultProxy(world.gateway.url);
  fred = await world.connect('fred.2', 'Hidden');
  await world.signIn('fred.2', proxy.url);
  page = await world.openOptions('#profile');
  await page.waitForSelector('.own-name');
});
afterAll(async () => {
  await world?.close();
  await proxy?.close();
});
afterEach(() => {
  proxy.refusal = undefined;
});

describe('the own profile', () => {
  it('is edited, saved and shown; other fields stay', async () => {
    const before = await profile();
    await clickByRole(page, 'button', word('optionsProfileEdit'));
    await until('the first field has the focus', () =>
      page.evaluate(() => document.activeElement?.classList.contains('field-input') === true),
    );
    expect(await faultsOf(page)).toEqual([]);
    await fill('optionsProfile_mood', 'Up <early> & away');
    await fill('optionsProfile_city', 'Leeds');
    await clickByRole(page, 'button', word('optionsSave'));
    await until('the new mood', async () => (await shown()).includes('Up <early> & away'));
    expect(await page.$('.profile-form')).toBeNull();
    expect(await profile()).toMatchObject({ mood: 'Up <early> & away', city: 'Leeds', country: before.country });
    await until('the button has the focus again', () =>
      page.evaluate((name) => document.activeElement?.textContent === name, word('optionsProfileEdit')),
    );
  });

  it('stays in the form, and says why, when it cannot be saved', async () => {
    proxy.refusal = ({ path }) =>
      path.endsWith('/profile/partial') ? { status: 500, headers: {}, body: '{}' } : undefined;
    await clickByRole(page, 'button', word('optionsProfileEdit'));
    await fill('optionsProfile_city', 'Nowhere');
    await clickByRole(page, 'button', word('optionsSave'));
    await until('the failure', async () =>
      (await shownBanners(page)).some((text) => text.includes(word('error_server'))),
    );
    expect(await (await field('optionsProfile_city')).evaluate((input) => (input as HTMLInputElement).value)).toBe(
      'Nowhere',
    );
    await clickByRole(page, 'button', word('uiCancel'));
    expect((await profile()).city).toBe('Leeds');
    expect(await shown()).toContain('Leeds');
  });

  it('gets a picture after a preview, and loses it after a question', async () => {
    const input = await page.waitForSelector('.own-picture-file');
    const file = join(import.meta.dirname, '..', '..', 'extension', 'icons', '128.png');
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
    await page.waitForSelector('dialog .picture-preview img');
    expect((await profile()).avatarUrl).toBeNull();
    expect(await faultsOf(page)).toEqual([]);
    await clickByRole(page, 'button', word('optionsPictureUse'));
    await page.waitForSelector('.own-picture-shown');
    expect(await page.$('dialog')).toBeNull();
    expect((await profile()).avatarUrl).toMatch(/\/v1\/avatars\/fred\.2\/public\?v=/);
    await until('it is drawn', () =>
      page.$eval('.own-picture-shown', (picture) => (picture as HTMLImageElement).naturalWidth > 0),
    );
    await clickByRole(page, 'button', word('optionsPictureRemove'));
    await page.waitForSelector('dialog[open] .button-danger');
    await page.click('dialog[open] .button-danger');
    await until('no picture', async () => (await page.$('.own-picture-shown, dialog')) === null);
    expect((await profile()).avatarUrl).toBeNull();
  });

  it('takes no file that is no picture', async () => {
    const input = await page.waitForSelector('.own-picture-file');
    const file = join(import.meta.dirname, 'axe.ts');
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
    await until('the reason', async () => (await shownBanners(page)).includes(word('optionsPictureNone')));
    expect(await page.$('dialog')).toBeNull();
  });

  it('shows addresses, services and no identifier', async () => {
    await until('the services', async () => (await page.$$('.fact-row')).length > 0);
    const words = await everythingShown(page);
    expect(words).toContain(word('optionsServices'));
    expect(words).not.toMatch(/\b8:|fred\.2|pstn|api_300/);
  });

  it('says why it cannot be shown, and shows it once the server answers', async () => {
    proxy.refusal = ({ path }) =>
      path.includes('consumer.entitlement') ? { status: 500, headers: {}, body: '{}' } : undefined;
    await page.reload();
    await until('the reason', async () =>
      (await shownBanners(page)).some((text) => text.includes(word('optionsAskedFailed'))),
    );
    expect(await faultsOf(page)).toEqual([]);
    proxy.refusal = undefined;
    await clickByRole(page, 'button', word('optionsTryAgain'));
    await until('no complaint', async () => (await shownBanners(page)).length === 0);
  });
});

describe('the address book', () => {
  const settings = async () =>
    JSON.stringify(await fred.account('GET', '/people.directory.live.com/people/account/settings'));

  it('is switched at the server, and says so when it is not', async () => {
    await openTab(page, 'privacy');
    const label = word('optionsAutoBuddy');
    const { isOn } = await shownSwitch(page, label);
    await turnSwitch(page, label, !isOn);
    expect((await settings()).includes('Skype.AutoBuddy')).toBe(!isOn);
    proxy.refusal = ({ method, path }) =>
      method === 'POST' && path.includes('people.directory') ? { status: 500, headers: {}, body: '{}' } : undefined;
    await clickByRole(page, 'switch', label);
    await until('the failure', async () => {
      const now = await shownSwitch(page, label);
      return now.failure.includes(word('error_server')) && now.isOn === !isOn && !now.isBusy;
    });
    proxy.refusal = undefined;
    await turnSwitch(page, label, isOn);
    expect((await settings()).includes('Skype.AutoBuddy')).toBe(isOn);
  });
});

describe('devices', () => {
  it('are signed out after a question, and the list is right after it', async () => {
    const phone = await world.connect('fred.2', 'Hidden');
    await phone.request('PUT', '/v1/users/ME/endpoints/SELF/presenceDocs/messagingService', {
      privateInfo: { epname: 'Pocket' },
      publicInfo: { capabilities: '', type: 17, version: '908/1', nodeInfo: 'xx' },
    });
    const pressSignOut = async () => {
      const rows = await page.$$('.device');
      const names = await Promise.all(rows.map((row) => row.$eval('.fact-row-name', (name) => name.textContent)));
      await (await rows[names.indexOf(`Pocket (${word('optionsDeviceKind_android')})`)]?.$('button'))?.click();
      await page.waitForSelector('dialog[open] .button-danger');
    };
    await openTab(page, 'devices');
    await until('three devices', async () => (await page.$$('.device')).length === 3);
    expect(await page.$$eval('.device .mark', (marks) => marks.length)).toBe(1);
    expect(await page.$$eval('.device button', (buttons) => buttons.length)).toBe(2);
    expect(await faultsOf(page)).toEqual([]);
    const ids = async () =>
      ((await fred.request('GET', '/v1/users/ME/endpoints')) as unknown as { id: string }[]).map(({ id }) => id).sort();
    const before = await ids();
    expect(before).toHaveLength(3);
    expect(before).toContain(decodeURIComponent(phone.endpoint));
    await pressSignOut();
    await page.keyboard.press('Escape');
    await until('no question', async () => (await page.$('dialog')) === null);
    expect(await ids()).toEqual(before);
    await pressSignOut();
    await page.click('dialog[open] .button-danger');
    await until('two devices', async () => (await page.$$('.device')).length === 2);
    expect(await page.$('dialog')).toBeNull();
    expect(await page.$$eval('.device .mark', (marks) => marks.length)).toBe(1);
    expect(await ids()).toEqual(before.filter((id) => id !== decodeURIComponent(phone.endpoint)));
    expect(await everythingShown(page)).not.toMatch(/\{[0-9a-f-]{36}\}/i);
  });
});

describe('quiet hours', () => {
  it('are kept in this browser with times and days', async () => {
    await openTab(page, 'notifications');
    await turnSwitch(page, word('optionsQuiet'), true);
    const times = await page.$$('.quiet-clock input');
    expect(times).toHaveLength(2);
    await times[0]?.evaluate((input) => {
      (input as HTMLInputElement).value = '21:30';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await clickByRole(page, 'checkbox', 'Sunday');
    expect(await faultsOf(page)).toEqual([]);
    await page.reload();
    await page.waitForSelector('.quiet-clock input');
    expect(
      await page.$$eval('.quiet-clock input', (inputs) => inputs.map((input) => (input as HTMLInputElement).value)),
    ).toEqual(['21:30', '07:00']);
    expect(
      await page.$$eval('.quiet-day :checked', (boxes) => boxes.map((box) => box.getAttribute('aria-label'))),
    ).toEqual(expect.not.arrayContaining(['Sunday']));
    await turnSwitch(page, word('optionsQuiet'), false);
    expect(await page.$('.quiet-clock')).toBeNull();
  });
});
