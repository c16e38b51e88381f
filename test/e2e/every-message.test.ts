// One message of every type in a real conversation, as the popup shows it: what can be read, and what a click brings.
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EveryMessage, postEveryMessage } from '../support/every-message.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import { openConversation, waitForMessage, waitForRow } from './screens.ts';

const waitMs = 30_000;
const pageOfTheWeb = `<!doctype html><title>Walks near London</title>
  <meta property="og:site_name" content="Walks"><meta name="description" content="Ten walks that begin at a station.">`;

describe('a message of every type', () => {
  let world: World;
  let web: Server;
  let clients: { fred: RawClient; joe: RawClient; anna: RawClient };
  let posted: EveryMessage;
  let page: Page;
  let walks: string;
  const asked: string[] = [];

  const shown = () => page.$$eval('.bubble, .line', (all) => all.map((one) => (one as HTMLElement).innerText.trim()));
  const bubble = (words: string) =>
    `::-p-xpath(//div[contains(@class, "bubble ") or @class="bubble"][contains(., "${words}")])`;
  const button = (words: string, label: string) => `${bubble(words)} >>> ::-p-aria([name="${label}"][role="button"])`;
  const press = (words: string, label: string) => page.locator(button(words, label)).setTimeout(waitMs).click();

  /** Stored objects of the extension, by address. */
  const storedObjects = () =>
    page.evaluate(
      () =>
        new Promise<string[]>((resolve, reject) => {
          const opening = indexedDB.open('skylark');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const reading = opening.result.transaction('objects').objectStore('objects').getAllKeys();
            reading.onsuccess = () => {
              opening.result.close();
              resolve((reading.result as string[][]).map(([, uri]) => uri ?? ''));
            };
          };
        }),
    );

  beforeAll(async () => {
    web = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(pageOfTheWeb);
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    walks = `http://127.0.0.1:${(web.address() as AddressInfo).port}/walks`;
    world = await createWorld({ gatewayArguments: ['--allow-private-previews'] });
    await world.signIn();
    const [fred, joe, anna] = await Promise.all(['fred.2', 'joe.4', 'anna.7'].map((name) => world.connect(name)));
    if (!fred || !joe || !anna) throw new Error('nobody connected');
    clients = { fred, joe, anna };
    posted = await postEveryMessage(clients, { page: walks });
    page = await world.openPopup('?view=tab');
    await page.setViewport({ width: 640, height: 900 });
    const row = await waitForRow(page, 'Every message', ({ line }) => line.includes('Missed call'));
    // What came after the own message, without the unknown type, the deletion, the calls that were answered and the signals.
    expect(row.unread).toBe(18);
    await openConversation(page, 'Every message');
    // The whole of it is read: a page of the log shows the newest first.
    await until('the oldest message', async () => {
      await page.$eval('.log', (log) => {
        log.scrollTop = 0;
      });
      return (await shown()).includes('Joe Bloggs named the group “Every message”');
    });
  }, 240_000);
  afterAll(async () => {
    web?.close();
    await world?.close();
  });

  it.each([
    ['ThreadActivity/TopicUpdate', 'Joe Bloggs named the group “Every message”'],
    ['ThreadActivity/PictureUpdate', 'Joe Bloggs changed the picture of the group'],
    ['ThreadActivity/JoiningEnabledUpdate', 'Joe Bloggs allowed joining by link'],
    ['ThreadActivity/HistoryDisclosedUpdate', 'Joe Bloggs hid earlier messages from new members'],
    ['ThreadActivity/AddMember of two', /^Joe Bloggs added (Concierge and Anna Cooper|Anna Cooper and Concierge)$/],
    ['ThreadActivity/RoleUpdate', 'Joe Bloggs made Anna Cooper an administrator'],
    ['ThreadActivity/DeleteMember', 'Joe Bloggs removed Concierge'],
    ['Text', 'Plain text & nothing else'],
    [
      'RichText with every tag',
      /^bold, italic, underlined, struck\nred, yellow, navy, a large size\nblink\s+centre\s+for \(const word/,
    ],
    ['RichText with a link', /^A link: the guide\s+example\.org\s+\/guide$/],
    ['RichText with a link that the server describes', /Walks near London\s+Ten walks that begin at a station\./],
    ['an own message', 'Shall we walk on Sunday? 🙂'],
    [
      'a quote and a mention',
      /^Fred Adams · .+\nShall we walk on Sunday\?\s*Yes, if it stays dry\. Fred Adams, you choose where\.$/,
    ],
    ['a mention of all', 'all: meet at ten, Anna brings the map.'],
    ['emoticons alone', '❤️👍🥳'],
    ['emoticons in a line, one unknown', '😍 and (unheardof) in a line'],
    ['/me', 'Anna Cooper packs the rucksack'],
    ['RichText/UriObject', /^hills\.png\s+Picture · \d+ kB\s+Show picture$/],
    ['RichText/Media_GenericFile', /^plan\.txt\s+File · 36 bytes\s+Download$/],
    ['RichText/Media_AudioMsg', /^tone\.wav\s+Audio message · 0:01\s+Play$/],
    ['RichText/Media_Video', /^sea\.mp4\s+Video · 1:05\s+Play$/],
    ['RichText/Media_FlikMsg', /^Cheer\s+Moji\s+Kept at a place that is not your server: it cannot be opened here\.$/],
    ['RichText/Contacts', /Mary Major\s+Add\s+Open chat$/],
    ['RichText/Location', /^Westminster Bridge, London\s+51\.5007° N, 0\.1246° W\s+Show on a map$/],
    ['RichText/Media_Card', /^Tomorrow in London\s+Weather\s+Sunny, 19 °C, .*\s+Full forecast\s+And on Friday\?$/],
    [
      'RichText/Files',
      /^map\.pdf\s+120 kB\s+list\.txt\s+88 bytes\s+Sent from computer to computer: the files are not available here\.$/,
    ],
    ['Event/SkypeVideoMessage', /^Video\s+Video messages were kept by a service that no longer exists\.$/],
    [
      'a chat between computers',
      /skype:\?chat&blob=AbCdEf-123\s+This leads to an old group chat .* \/fork in a desktop client/,
    ],
    ['a type that nobody knows', 'This kind of message cannot be shown here yet'],
    ['an edit', /^Better words\s*Edited$/],
    ['a deletion', 'This message was deleted'],
    ['Event/Call started', /^Call started · Joe Bloggs · /],
    ['Event/Call ended', /^Call ended · Joe Bloggs · 2:05 · /],
    ['Event/Call missed', /^Missed call · Joe Bloggs · /],
  ])('%s is shown', async (_type, words) => {
    const fits = (one: string) => (typeof words === 'string' ? one === words : words.test(one));
    await until(`${words}`, async () => (await shown()).some(fits)).catch(async () => {
      expect(await shown()).toContainEqual(expect.stringMatching(words));
    });
  });

  it('shows nothing of signals for programs, of what was edited away, or of legacy texts', async () => {
    const all = (await shown()).join('\n');
    expect(all).not.toMatch(
      /flamingo|LiveState|"GUID"|First words|A slip of the tongue|<<<|\[12:00:00\]|Card - access/,
    );
  });

  it('fetches nothing without a click: only the account’s own server was asked about the link', async () => {
    expect(asked.filter((path) => path !== '/walks')).toEqual(['/favicon.ico'].filter((path) => asked.includes(path)));
    expect(await storedObjects()).toEqual([]);
    expect(await page.$$('.log img, .log audio, .log video')).toEqual([]);
  });

  it('shows a picture after a click, and the whole of it after another', async () => {
    await press('hills.png', 'Show picture');
    const picture = await page.waitForSelector('.shared-picture img', { timeout: waitMs });
    await until('the thumbnail', () => picture?.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0));
    expect(await storedObjects()).toEqual([`${posted.picture}/views/imgt1`]);
    await page.click('.shared-picture');
    const full = await page.waitForSelector('.picture-view img', { timeout: waitMs });
    await until('the picture', () => full?.evaluate((image) => (image as HTMLImageElement).naturalWidth === 960));
    expect(await page.$eval('.picture-panel h1', (name) => name.textContent)).toBe('hills.png');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.conversation .log');
  });

  it('saves a file after a click', async () => {
    const folder = join(world.folder, 'downloads');
    const browser = await world.live.browser.target().createCDPSession();
    await browser.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    await waitForMessage(page, 'plan.txt');
    await press('plan.txt', 'Download');
    const name = await until('the file', async () =>
      (await readdir(folder).catch(() => [])).find((file) => file === 'plan.txt'),
    );
    expect(await readFile(join(folder, name), 'utf8')).toBe('Sunday, ten o’clock. Bring water.\n');
  });

  it('plays an audio message in its place after a click', async () => {
    await press('tone.wav', 'Play');
    const player = await page.waitForSelector('.shared-media audio', { timeout: waitMs });
    await until('the tone', () => player?.evaluate((audio) => (audio as HTMLAudioElement).duration === 0.5));
  });

  it('says why something cannot be fetched, and lets one try again', async () => {
    await press('sea.mp4', 'Play');
    await page.waitForSelector(button('sea.mp4', 'Try again'), { timeout: waitMs });
    expect((await shown()).find((one) => one.startsWith('sea.mp4'))).toMatch(/Try again$/);
  });

  it('answers a card by its button, and opens a chat with a contact that was shared', async () => {
    await press('Tomorrow in London', 'And on Friday?');
    await clients.joe.waitForMessage('Weather on Friday');
    await waitForMessage(page, 'Weather on Friday');
    await press('Mary Major', 'Open chat');
    await until('the conversation with Mary', () =>
      page.$eval('.conversation-header h1', (name) => name.textContent === 'Mary Major').catch(() => false),
    );
  });
});
