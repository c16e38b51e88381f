// Takes the pictures of the documentation from the real demo, driving the popup as a person would. Run it after a change of looks:
// `node scripts/run.mjs scripts/pictures.ts`, with `skype` or `business` behind it for one kind of account only; the results are
// committed.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import sharp from 'sharp';
import { postEveryMessage } from '../test/support/every-message.ts';
import { RawClient } from '../test/support/raw-client.ts';
import { bundleExtension, root } from './bundle.ts';
import { takeBusinessPictures } from './business-pictures.ts';
import { launch } from './launch.ts';
import type { LiveBrowser } from './live-browser.ts';
import { openSized, photograph, popupSize, pressRow, waitForLife } from './photographs.ts';
import { say } from './progress.ts';
import { type Running, runUntilEnded } from './running.ts';

const folder = join(root, 'docs', 'pictures');
/** The settings in a small window, CSS pixels. */
const optionsSize = { width: 880, height: 560 };
/** A tab that holds a long conversation at once. */
const longSize = { width: 640, height: 6000 };
const waitMs = 30_000;

/** Finds a person by the search and opens the conversation with them. */
async function findPerson(page: Page, name: string): Promise<void> {
  await page.type('.search input', name);
  await page.waitForFunction(
    (wanted) => [...document.querySelectorAll('.list .row-name')].some((row) => row.textContent?.trim() === wanted),
    { timeout: waitMs },
    name,
  );
  await pressRow(page, name);
  await page.waitForSelector('.reply textarea', { timeout: waitMs });
}

/** Writes something and waits until somebody has answered and nobody is typing. */
async function talk(page: Page, words: string): Promise<void> {
  await page.waitForSelector('.reply textarea', { timeout: waitMs });
  await page.type('.reply textarea', words);
  await page.keyboard.press('Enter');
  await page.waitForFunction(
    (said) => {
      const bubbles = [...document.querySelectorAll('.bubble')].map((bubble) => bubble.textContent ?? '');
      const at = bubbles.findLastIndex((bubble) => bubble.includes(said));
      return at >= 0 && at < bubbles.length - 1 && !document.querySelector('.bubble-pending');
    },
    { timeout: waitMs },
    words,
  );
}

/** Takes pointer and keyboard off everything, so that nothing is marked. */
async function putAside(page: Page): Promise<void> {
  await page.mouse.move(popupSize.width / 2, popupSize.height - 1);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}

async function backToList(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.waitForSelector('.search input', { timeout: waitMs });
  await page.$eval('.search input', (field) => {
    (field as HTMLInputElement).value = '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    (field as HTMLInputElement).blur();
  });
}

async function takePopupPictures(live: LiveBrowser): Promise<string[]> {
  const page = await openSized(live, 'popup/index.html', popupSize);
  await waitForLife(page);
  await findPerson(page, 'Anna Cooper');
  await talk(page, 'Hi Anna! Is the plan for Thursday ready?');
  await backToList(page);
  await pressRow(page, 'Team chat');
  await talk(page, 'Reading the plan now. Lunch at noon?');
  const pictures = await photograph(page, folder, 'conversation');
  await backToList(page);
  await waitForLife(page);
  await putAside(page);
  pictures.push(...(await photograph(page, folder, 'popup')));
  await page.close();
  return pictures;
}

/** Posts one message of every type into a group of the demo, as other clients do. */
async function postToGroup(server: string): Promise<void> {
  const connect = (name: string) => RawClient.connect(server, name, 'skylark-demo');
  const clients = { fred: await connect('fred.2'), joe: await connect('joe.4'), anna: await connect('anna.7') };
  await postEveryMessage(clients);
  for (const client of Object.values(clients)) await client.disconnect();
}

/** The whole conversation with every type of message, as high as it is. */
async function takeMessagePictures(live: LiveBrowser, server: string): Promise<string[]> {
  await postToGroup(server);
  const page = await openSized(live, 'popup/index.html?view=tab', longSize, 1);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('.list .row')].some((row) =>
        /Every message.*Missed call/s.test(row.textContent ?? ''),
      ),
    { timeout: waitMs },
  );
  await pressRow(page, 'Every message');
  await page.locator('::-p-aria([name="Show picture"][role="button"])').setTimeout(waitMs).click();
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.shared-picture img')?.naturalWidth, {
    timeout: waitMs,
  });
  const height = await page.evaluate(() => {
    const [log, inner] = [document.querySelector('.log'), document.querySelector('.log-inner')];
    const content = [...(inner?.children ?? [])].reduce((sum, child) => sum + child.getBoundingClientRect().height, 0);
    return Math.ceil(content + window.innerHeight - (log?.clientHeight ?? 0)) + 40;
  });
  await page.setViewport({ ...longSize, height, deviceScaleFactor: 1 });
  await putAside(page);
  const pictures = await photograph(page, folder, 'every-message');
  await page.close();
  return pictures;
}

async function takeOptionsPictures(live: LiveBrowser): Promise<string[]> {
  const page = await openSized(live, 'options/index.html#messaging', optionsSize, 1.5);
  await page.waitForSelector('.panel [role="switch"]:not(:disabled)', { timeout: waitMs });
  const pictures = await photograph(page, folder, 'options');
  await page.close();
  return pictures;
}

/** Everything about accounts of the first kind, in the living demo. */
async function takeSkypePictures(running: Running): Promise<string[]> {
  const data = await mkdtemp(join(tmpdir(), 'skylark-pictures-'));
  await running.add(() => rm(data, { recursive: true, force: true }));
  const { live, gateway } = await launch(
    { port: 0, browser: undefined, data, isHeadless: true, isFresh: true },
    running,
  );
  return [
    ...(await takePopupPictures(live)),
    ...(await takeOptionsPictures(live)),
    ...(await takeMessagePictures(live, gateway.url)),
  ];
}

async function takePictures(running: Running): Promise<void> {
  const only = process.argv[2];
  const taken: string[] = [];
  if (only !== 'business') taken.push(...(await takeSkypePictures(running)));
  else await bundleExtension();
  if (only !== 'skype') taken.push(...(await takeBusinessPictures(folder, running)));
  for (const path of taken) {
    // Few colours are enough for pictures of an interface, and make them half as large.
    await writeFile(path, await sharp(path).png({ palette: true, compressionLevel: 9 }).toBuffer());
    say(`${path}: ${((await stat(path)).size / 1024).toFixed(0)} KB`);
  }
}

process.exit(await runUntilEnded(takePictures));
