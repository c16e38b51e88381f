// Everything a person does to write: typing with marks, names and emoticons, changing and taking back, quoting, and sending
// files by paste, drop and choice.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawClient, RawMessage } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import { openConversation, reply, shownMessages, waitForMessage } from './screens.ts';

const pictures = process.env.SKYLARK_PICTURES;

async function photograph(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  await mkdir(pictures, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) as `${string}.png` });
  }
}

/** The smallest PNG there is: one pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('writing', () => {
  let world: World;
  let joe: RawClient;
  let page: Page;

  beforeAll(async () => {
    world = await createWorld();
    await world.signIn();
    joe = await world.connect('joe.4');
    await joe.send('8:fred.2', 'Shall we begin?');
    page = await world.openPopup();
    await page.setViewport({ width: 400, height: 600 });
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'Shall we begin?');
  });
  afterAll(() => world?.close());

  /** What Joe has of Fred, newest first. */
  const received = (): Promise<RawMessage[]> => joe.messages('8:fred.2');
  const waitForContent = (fits: (content: string) => boolean) =>
    until('the message at Joe', async () => (await received()).find(({ content }) => fits(content ?? '')));
  const settled = () => until('nothing on its way', async () => (await page.$('.bubble-pending')) === null);
  const value = () => page.$eval('.reply textarea', (field) => (field as HTMLTextAreaElement).value);

  it('formats by keys and by marks, exactly as other clients do', async () => {
    await page.focus('.reply textarea');
    await page.keyboard.down('Control');
    await page.keyboard.press('b');
    await page.keyboard.up('Control');
    await page.keyboard.type('bold');
    expect(await value()).toBe('*bold*');
    await page.keyboard.press('End');
    await page.keyboard.type(' _slanted_ ~gone~ `x*y*z` 2*3*4 snake_case_name');
    await page.click('.composer-tools [aria-label="Formatting"]');
    await page.waitForSelector('.composer-format');
    await photograph(page, 'formatting');
    await page.click('.composer-tools [aria-label="Formatting"]');
    await page.keyboard.press('Enter');
    const sent = await waitForContent((content) => content.includes('slanted'));
    expect(sent.content).toBe(
      '<b raw_pre="*" raw_post="*">bold</b> <i raw_pre="_" raw_post="_">slanted</i> <s raw_pre="~" raw_post="~">gone</s> ' +
        '<pre raw_pre="{code}" raw_post="{code}">x*y*z</pre> 2*3*4 snake_case_name',
    );
    await until('it is shown formatted', async () => (await page.$('.group-own .bubble b')) !== null);
    await settled();
  });

  it('mentions by @, chosen by keyboard', async () => {
    await page.type('.reply textarea', 'Ask @jo');
    await page.waitForSelector('.suggestion[aria-selected="true"]');
    await photograph(page, 'mention');
    await page.keyboard.press('Tab');
    expect(await value()).toBe('Ask @Joe Bloggs ');
    await page.keyboard.type('please');
    await page.keyboard.press('Enter');
    const sent = await waitForContent((content) => content.startsWith('Ask '));
    expect(sent).toMatchObject({ content: 'Ask <at id="8:joe.4">Joe Bloggs</at> please', 'Has-Mentions': 'true' });
    await settled();
  });

  it('puts emoticons in from the picker, and suggests them by : when flag 23 says so', async () => {
    await page.click('.composer-tools [aria-label="Emoticons"]');
    await page.waitForSelector('.composer-emoticons:popover-open button');
    await photograph(page, 'emoticons');
    await page.click('.composer-emoticons [aria-label="heart"]');
    await page.keyboard.type('to you');
    await page.keyboard.press('Enter');
    const sent = await waitForContent((content) => content.includes('to you'));
    expect(sent.content).toMatch(/^<ss type="heart">.+<\/ss> to you$/);
    const fred = await world.connect('fred.2');
    await fred.account('PUT', '/flagsapi.skype.com/flags/v1/23');
    await fred.disconnect();
    await page.evaluate(async () => {
      const api = (
        globalThis as unknown as { chrome: { runtime: { sendMessage(message: unknown): Promise<unknown> } } }
      ).chrome;
      const accounts = await new Promise<{ id: string }[]>((resolve) => {
        const opening = indexedDB.open('skylark');
        opening.onsuccess = () => {
          const reading = opening.result.transaction('accounts').objectStore('accounts').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result);
          };
        };
      });
      await api.runtime.sendMessage({ 'skylark-command': 'preferences.read', payload: { account: accounts[0]?.id } });
    });
    await until('the suggestion', async () => {
      await page.$eval('.reply textarea', (field) => {
        (field as HTMLTextAreaElement).value = '';
      });
      await page.type('.reply textarea', 'so :lau');
      return page.$('.suggestion');
    });
    await photograph(page, 'emoticon-suggestions');
    await page.keyboard.press('Enter');
    expect(await value()).toBe('so :D ');
    await page.keyboard.press('Enter');
    await waitForContent((content) => content === 'so <ss type="laugh">:D</ss>');
    await settled();
  });

  it('changes the last own message with the Up arrow, for everybody', async () => {
    await reply(page, 'a mistaek in *this*');
    await waitForContent((content) => content.includes('mistaek'));
    await settled();
    await page.focus('.reply textarea');
    await page.keyboard.press('ArrowUp');
    await until('the text to edit', async () => (await value()) === 'a mistaek in *this*');
    // A popup closes easily; the edit goes on where it was.
    await page.type('.reply textarea', ' and more');
    await page.reload();
    await openConversation(page, 'Joe Bloggs');
    await until('the edit goes on', async () => (await value()) === 'a mistaek in *this* and more');
    await photograph(page, 'editing');
    await page.$eval('.reply textarea', (field) => {
      (field as HTMLTextAreaElement).value = '';
    });
    await page.type('.reply textarea', 'a mistake in *this*');
    await page.keyboard.press('Enter');
    await waitForContent((content) => content === 'a mistake in <b raw_pre="*" raw_post="*">this</b>');
    await until('it is shown as edited', async () => {
      const shown = await shownMessages(page);
      return (
        shown.some((text) => /a mistake in this.*Edited/s.test(text)) && !shown.some((text) => text.includes('mistaek'))
      );
    });
    expect(await value()).toBe('');
    expect((await received()).filter(({ content }) => content?.includes('mista'))).toHaveLength(1);
  });

  /** Opens the menu of the newest bubble with a text and chooses from it. */
  async function act(words: string, action: string): Promise<void> {
    const rows = await page.$$('.bubble-row');
    for (const row of rows.reverse()) {
      if (!(await row.evaluate((element, wanted) => element.textContent?.includes(wanted), words))) continue;
      // The menu is made when the pointer comes near; a row that was just drawn anew has to be come near to again.
      await until('the menu', async () => {
        await page.mouse.move(1, 1);
        await row.hover();
        await (await row.$('.message-actions > .icon-button'))?.click();
        return (await page.$('.menu:popover-open')) !== null;
      });
      if (action === 'Quote') await photograph(page, 'menu');
      const [item] = await row.$$(`xpath/.//button[@role="menuitem"][contains(., "${action}")]`);
      await item?.click();
      return;
    }
    throw new Error(`no message ${words}`);
  }

  it('quotes a message in the documented form', async () => {
    await act('Shall we begin?', 'Quote');
    await page.waitForSelector('.composer-task');
    await photograph(page, 'quote');
    await page.keyboard.type('Yes, now');
    await page.keyboard.press('Enter');
    const sent = await waitForContent((content) => content.includes('Yes, now'));
    expect(sent.content).toMatch(
      /^<quote author="joe\.4" authorname="Joe Bloggs" conversation="joe\.4" timestamp="\d{10}"><legacyquote>\[\d\d:\d\d:\d\d\] Joe Bloggs: <\/legacyquote>Shall we begin\?<legacyquote>\n\n&lt;&lt;&lt; <\/legacyquote><\/quote>Yes, now$/,
    );
    await until('the quote is shown', async () => (await page.$('.group-own .quote')) !== null);
    expect(await page.$('.composer-task')).toBeNull();
    await settled();
  });

  it('takes a message back after a question', async () => {
    await reply(page, 'better not');
    const sent = await waitForContent((content) => content === 'better not');
    await settled();
    await act('better not', 'Delete');
    await page.waitForSelector('dialog.dialog[open]');
    await photograph(page, 'delete');
    await page.click('dialog[open] .button-danger');
    await until('it is gone at Joe', async () => (await received()).find(({ id }) => id === sent.id)?.content === '');
    await until(
      'it is gone here',
      async () => !(await shownMessages(page)).some((text) => text.includes('better not')),
    );
  });

  it('sends a pasted picture, which the other side can read', async () => {
    await page.evaluate((base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], 'pixel <1>.png', { type: 'image/png' }));
      const paste = new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
      document.querySelector('.reply textarea')?.dispatchEvent(paste);
    }, pixel);
    const sent = await waitForContent((content) => content.includes('Picture.1'));
    expect(sent.messagetype).toBe('RichText/UriObject');
    const [, id = ''] = /uri="https:\/\/api\.asm\.skype\.com\/v1\/objects\/([\w-]+)"/.exec(sent.content ?? '') ?? [];
    expect(sent.content).toBe(
      `<URIObject type="Picture.1" uri="https://api.asm.skype.com/v1/objects/${id}" url_thumbnail="https://api.asm.skype.com/v1/objects/${id}/views/imgt1" width="1" height="1"><Title/><Description/><FileSize v="70"/><OriginalName v="pixel &lt;1&gt;.png"/><a href="https://api.asm.skype.com/s/i?${id}">https://api.asm.skype.com/s/i?${id}</a><meta type="photo" originalName="pixel &lt;1&gt;.png"/></URIObject>`,
    );
    const status = await joe.account('GET', `/api.asm.skype.com/v1/objects/${id}/views/imgpsh_fullsize/status`);
    expect(status).toMatchObject({ content_state: 'ready', content_length: 70 });
    await settled();
  });

  it('sends chosen files, several at once, in their order', async () => {
    const files = await Promise.all(
      ['one.txt', 'two.txt'].map(async (name) => {
        const path = join(world.folder, name);
        await writeFile(path, `contents of ${name}`);
        return path;
      }),
    );
    const picker = await page.$('.composer-plus input[type=file]');
    await (picker as unknown as { uploadFile(...paths: string[]): Promise<void> }).uploadFile(...files);
    await waitForContent((content) => content.includes('two.txt'));
    const names = (await received()).flatMap(
      ({ content }) => /OriginalName v="(\w+\.txt)"/.exec(content ?? '')?.[1] ?? [],
    );
    expect(names).toEqual(['two.txt', 'one.txt']);
    await settled();
  });

  it('refuses an empty file with a sentence', async () => {
    const path = join(world.folder, 'empty.txt');
    await writeFile(path, '');
    const picker = await page.$('.composer-plus input[type=file]');
    await (picker as unknown as { uploadFile(...paths: string[]): Promise<void> }).uploadFile(path);
    await until('the sentence', async () =>
      (await page.$eval('.reply-error', (p) => p.textContent))?.includes('is empty'),
    );
  });

  it('goes on with a file after the gateway was away, and stops one that is cancelled', async () => {
    await world.stopGateway();
    const drop = (name: string) =>
      page.evaluate((fileName) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['x'.repeat(300_000)], fileName, { type: 'text/plain' }));
        const place = document.querySelector('.conversation');
        const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
        place?.dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true }));
        place?.dispatchEvent(event);
      }, name);
    await drop('unwanted.txt');
    await page.waitForSelector('.pending-file');
    await photograph(page, 'upload');
    await page.click('.pending-file .button');
    await until('it is out of the outbox', async () => (await page.$('.pending-file')) === null);
    await drop('patient.txt');
    await page.waitForSelector('.pending-file');
    await world.startGateway();
    joe = await world.connect('joe.4');
    await waitForContent((content) => content.includes('patient.txt'));
    await settled();
    expect((await received()).some(({ content }) => content?.includes('unwanted.txt'))).toBe(false);
    const left = await page.evaluate(
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
    expect(left).toBe(0);
  });

  it('shares a contact', async () => {
    await page.click('.composer-plus > .icon-button');
    await page.waitForSelector('.composer-plus .menu:popover-open');
    await photograph(page, 'plus');
    const [item] = await page.$$('xpath/.//button[@role="menuitem"][contains(., "Contact")]');
    await item?.click();
    await page.waitForSelector('dialog[open] .picker-option');
    await page.click('dialog[open] .picker-option');
    await photograph(page, 'contact');
    await page.click('dialog[open] .button-primary');
    const sent = await until('the contact', async () =>
      (await received()).find(({ messagetype }) => messagetype === 'RichText/Contacts'),
    );
    expect(sent.content).toMatch(/^<contacts><c t="s" s="[\w.]+" f="[^"]+"\/><\/contacts>$/);
    await settled();
  });
});
