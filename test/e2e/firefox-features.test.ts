// What people do with Skylark in real Firefox besides reading and answering. Its own ways: a popup closes when files are chosen, files go from a page to a
// background page that is suspended between any two events, and blob addresses, downloads and the clipboard have rules of their own.
import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postEveryMessage } from '../support/every-message.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createFirefoxWorld, type FirefoxWorld, type PageScope } from './firefox-world.ts';
import { password } from './gateway-world.ts';
import { chooseMore, findThread, openDetails, press, threadOf } from './group-steps.ts';
import { everythingShown, openConversation, waitForMessage } from './screens.ts';
import { clickByRole, findByRole, openTab, turnSwitch, word } from './settings-page.ts';
import { until } from './until.ts';

/** Short, so that the background page is suspended between any two events. */
const idleMs = 1_500;
const contactService = '/contacts.skype.com/contacts/v2/users/SELF';

describe('in Firefox, with everything', () => {
  let world: FirefoxWorld;
  let fred: RawClient;
  let joe: RawClient;
  let anna: RawClient;
  /** The tab for which the popup was left. */
  let tab: Page;

  const received = (words: string) =>
    until(`"${words}" at Joe`, async () =>
      (await joe.messages('8:fred.2')).find(({ content }) => content?.includes(words)),
    );
  const suspended = () => until('suspended', async () => !(await world.isBackgroundAlive()));
  const settled = () =>
    until('nothing on its way', async () => (await tab.$('.bubble-pending, .pending-file')) === null);

  /** What Joe gets of the file that a message shares. */
  async function download(content: string | undefined, view: string): Promise<Buffer> {
    const id = /objects\/([\w-]+)/.exec(content ?? '')?.[1];
    const login = await fetch(`${world.gateway.url}/api.skype.com/login/skypetoken`, {
      method: 'POST',
      body: JSON.stringify({
        scopes: 'client',
        clientVersion: '0/7.4.85.102/259/',
        username: 'joe.4',
        passwordHash: createHash('md5').update(`joe.4\nskyper\n${password}`).digest('base64'),
      }),
    });
    const { skypetoken } = (await login.json()) as { skypetoken: string };
    const reply = await fetch(`${world.gateway.url}/api.asm.skype.com/v1/objects/${id}/views/${view}`, {
      headers: { Authorization: `skype_token ${skypetoken}` },
    });
    expect(reply.status).toBe(200);
    return Buffer.from(await reply.arrayBuffer());
  }

  /** Chooses a file by the file input of the conversation in the tab. */
  async function chooseFile(name: string, content: Uint8Array): Promise<void> {
    const path = join(world.folder, name);
    await writeFile(path, content);
    const picker = await tab.waitForSelector('.composer-plus input[type=file]');
    await (picker as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
  }

  /** Clicks the element with these words in the real popup, as soon as it is there. */
  const inPopup = (words: string, selector: string) =>
    until(`${words} ${selector}`, () =>
      world.page.evaluate(
        (wanted, place) => {
          const [view] = (globalThis as unknown as PageScope).browser.extension.getViews({ type: 'popup' });
          const all = [...(view?.document.querySelectorAll<HTMLElement>(place) ?? [])];
          const found = all.find((one) => one.textContent?.includes(wanted));
          found?.click();
          return found !== undefined;
        },
        words,
        selector,
      ),
    );
  const popupText = (selector: string) =>
    world.page.evaluate((place) => {
      const [view] = (globalThis as unknown as PageScope).browser.extension.getViews({ type: 'popup' });
      return view?.document.querySelector(place)?.textContent;
    }, selector);
  /** Presses a button of the message with these words. */
  const pressIn = (words: string, label: string) =>
    tab
      .locator(
        `::-p-xpath(//div[contains(@class, "bubble ") or @class="bubble"][contains(., "${words}")]) >>> ::-p-aria([name="${label}"][role="button"])`,
      )
      .click();

  const attachmentsLeft = () =>
    tab.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const opening = indexedDB.open('skylark');
          opening.onsuccess = () => {
            const counting = opening.result.transaction('attachments').objectStore('attachments').count();
            counting.onsuccess = () => {
              opening.result.close();
              resolve(counting.result);
            };
          };
        }),
    );

  beforeAll(async () => {
    world = await createFirefoxWorld(idleMs);
    [fred, joe, anna] = [
      await world.connect('fred.2', 'Hidden'),
      await world.connect('joe.4'),
      await world.connect('anna.7'),
    ];
    await postEveryMessage({ fred, joe, anna });
    await joe.send('8:fred.2', 'Shall we begin?');
    // In the demo everybody knows everybody: here Anna is a stranger at first.
    await fred.account('DELETE', `${contactService}/contacts/8:anna.7`);
    await anna.account('DELETE', `${contactService}/contacts/8:fred.2`);
    await anna.account('POST', `${contactService}/contacts`, { mri: '8:fred.2', greeting: 'It is me' });
    await world.signIn();
    await until('the badge', async () => (await world.badge()).text !== '');
  });
  afterAll(() => world?.close());

  it('opens a conversation in the popup, and leaves it for a tab when files are to be chosen', async () => {
    await suspended();
    await world.openPopup();
    await inPopup('Joe Bloggs', '.list .row');
    await inPopup('', '.composer-plus > .icon-button');
    expect(await popupText('.composer-plus .menu')).toContain(word('composerFileInTab'));
    await inPopup(word('composerFile'), '.composer-plus [role="menuitem"]');
    tab = await world.waitForPage((address) => address.includes('/popup/index.html?view=tab'));
    await tab.bringToFront();
    await until('the popup is closed', async () => !(await world.isPopupOpen()));
    await waitForMessage(tab, 'Shall we begin?');
    await tab.evaluate(() => {
      document.addEventListener('securitypolicyviolation', ({ blockedURI, violatedDirective }) => {
        document.documentElement.dataset.refused = `${violatedDirective} ${blockedURI}`;
      });
    });
  });

  it('sends words with marks as other clients do', async () => {
    await tab.focus('.reply textarea');
    await tab.keyboard.down('Control');
    await tab.keyboard.press('b');
    await tab.keyboard.up('Control');
    await tab.keyboard.type('bold');
    await tab.keyboard.press('End');
    await tab.keyboard.type(' _slanted_ & :) plain');
    await tab.keyboard.press('Enter');
    expect((await received('plain')).content).toMatch(
      /^<b raw_pre="\*" raw_post="\*">bold<\/b> <i raw_pre="_" raw_post="_">slanted<\/i> &amp; /,
    );
    await tab.waitForSelector('.group-own .bubble b');
    await settled();
  });

  it('sends a file, which reaches the other person byte for byte', async () => {
    const content = randomBytes(3_000_000);
    await suspended();
    await chooseFile('noise.bin', content);
    const message = await received('noise.bin');
    expect((await download(message.content, 'original')).equals(content)).toBe(true);
    await settled();
    expect(await attachmentsLeft()).toBe(0);
  });

  it('goes on with a file whose upload was cut off when the background page was suspended', async () => {
    const content = randomBytes(500_000);
    process.kill(world.gateway.pid, 'SIGSTOP');
    try {
      await chooseFile('patient.bin', content);
      await tab.waitForSelector('.pending-file');
      await suspended();
      expect(await attachmentsLeft()).toBe(1);
    } finally {
      process.kill(world.gateway.pid, 'SIGCONT');
    }
    const message = await until(
      'the file at Joe',
      async () => (await joe.messages('8:fred.2')).find((one) => one.content?.includes('patient.bin')),
      90_000,
    );
    expect((await download(message.content, 'original')).equals(content)).toBe(true);
    await settled();
    expect(await attachmentsLeft()).toBe(0);
    const all = await joe.messages('8:fred.2');
    expect(all.filter((one) => one.content?.includes('patient.bin'))).toHaveLength(1);
  });

  it('shows a picture, plays a sound and saves a file that others sent, each after a click', async () => {
    await openConversation(tab, 'Every message');
    await waitForMessage(tab, 'plan.txt');
    // A log that still moves to its end lets a click miss; one that hit is not repeated.
    await until('the picture is asked for', async () => {
      await pressIn('hills.png', 'Show picture');
      return tab.$('.shared-picture img, .card-actions [aria-busy="true"]');
    });
    const picture = await tab.waitForSelector('.shared-picture img');
    await until('the picture', () => picture?.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0));
    expect(await picture?.evaluate((image) => (image as HTMLImageElement).src)).toMatch(/^blob:moz-extension:/);
    await pressIn('tone.wav', 'Play');
    const player = await tab.waitForSelector('.shared-media audio');
    await until('the tone', () => player?.evaluate((audio) => (audio as HTMLAudioElement).duration === 0.5));
    await until('it was played', () => player?.evaluate((audio) => (audio as HTMLAudioElement).played.length > 0));
    await pressIn('plan.txt', 'Download');
    // Firefox reserves the name first.
    const saved = await until('the file', () => readFile(join(world.downloads, 'plan.txt'), 'utf8'));
    expect(saved).toBe('Sunday, ten o’clock. Bring water.\n');
    expect((await tab.evaluate(() => location.href)).startsWith('moz-extension:')).toBe(true);
  });

  it('accepts a request to be a contact', async () => {
    await press(tab, '1 person wants to be your contact');
    await press(tab, 'Accept');
    await until('the conversation', () =>
      tab.$eval('.conversation-header h1', (title) => title.textContent === 'Anna Cooper').catch(() => false),
    );
    const { contacts } = (await anna.account('GET', contactService)) as {
      contacts: { mri: string; authorized: boolean }[];
    };
    expect(contacts.find(({ mri }) => mri === '8:fred.2')?.authorized).toBe(true);
  });

  it('makes a group, and copies the link by which others join', async () => {
    await chooseMore(tab, 'New group');
    await tab.waitForSelector('.picker-option');
    await tab.keyboard.type('bloggs');
    await tab.waitForFunction(() => document.querySelectorAll('.picker-option').length === 1);
    await tab.keyboard.press('Enter');
    await tab.waitForSelector('.chip');
    await tab.type('.choosing-end input', 'Foxes');
    await press(tab, 'Create group');
    const group = await findThread(joe, 'Foxes');
    expect((await threadOf(joe, group)).members).toHaveLength(2);
    await tab.waitForSelector('.conversation-open');
    await openDetails(tab);
    await press(tab, 'Joining by link');
    await press(tab, 'Show the link');
    await press(tab, 'Copy');
    await tab.waitForFunction(() => document.querySelector('.group-link-row .button')?.textContent === 'Copied');
    const link = await tab.$eval('.group-link-row input', (field) => (field as HTMLInputElement).value);
    await tab.keyboard.press('Escape');
    await until('the details are closed', async () => (await tab.$('.group-hero')) === null);
    await tab.focus('.reply textarea');
    await tab.keyboard.down('Control');
    await tab.keyboard.press('v');
    await tab.keyboard.up('Control');
    await until('something pasted', () =>
      tab.$eval('.reply textarea', (field) => (field as HTMLTextAreaElement).value),
    );
    expect(await tab.$eval('.reply textarea', (field) => (field as HTMLTextAreaElement).value)).toBe(link);
    expect(link).toMatch(/\/join\.skype\.com\/\w+$/);
  });

  it('changes profile and quiet hours, and lists the devices, in the settings', async () => {
    const { page } = world;
    await page.bringToFront();
    await openTab(page, 'profile');
    await clickByRole(page, 'button', word('optionsProfileEdit'));
    // The form takes the focus for its first field.
    await until('the first field has the focus', () =>
      page.evaluate(() => document.activeElement?.classList.contains('field-input') === true),
    );
    const city = await findByRole(page, 'textbox', word('optionsProfile_city'));
    await city.evaluate((input) => (input as HTMLInputElement).select());
    await city.type('Leeds');
    await clickByRole(page, 'button', word('optionsSave'));
    await until('the form is closed, or says why not', async () => {
      return (await page.$('.profile-form')) === null || (await page.$('.profile-form .banner')) !== null;
    });
    expect(await page.$$eval('.banner', (banners) => banners.map((banner) => banner.textContent))).toEqual([]);
    expect(await fred.account('GET', '/api.skype.com/users/self/profile')).toMatchObject({ city: 'Leeds' });
    await openTab(page, 'devices');
    await until('this device and the other', async () => (await page.$$('.device')).length === 2);
    await openTab(page, 'notifications');
    await turnSwitch(page, word('optionsQuiet'), true);
    await page.evaluate(() => {
      document.documentElement.dataset.before = 'reload';
      location.reload();
    });
    await until('the page again', () =>
      page.evaluate(() => !document.documentElement.dataset.before && !!document.querySelector('.quiet-clock input')),
    );
    expect(
      await page.$$eval('.quiet-clock input', (inputs) => inputs.map((input) => (input as HTMLInputElement).type)),
    ).toEqual(['time', 'time']);
  });

  it('nothing of this met the content security policy', async () => {
    expect(await tab.evaluate(() => document.documentElement.dataset.refused)).toBeUndefined();
    expect(await everythingShown(tab)).not.toMatch(/\b\d+:[a-z]|@thread/);
  });
});
