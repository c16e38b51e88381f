// Pictures of a Skype for Business account, from adding it to a chat that somebody leaves: the gateway speaks that protocol, too.
// Nobody of the demo writes by themselves here; the others are real people of the protocol who do as they are told.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { seedGatewayFolder } from '../test/e2e/seed.ts';
import { UcwaPerson } from '../test/e2e/ucwa-person.ts';
import { ensureBrowser } from './browsers.ts';
import { root } from './bundle.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { type LiveBrowser, launchWithExtension } from './live-browser.ts';
import { openSized, photograph, popupSize, pressRow } from './photographs.ts';
import type { Running } from './running.ts';

const waitMs = 30_000;
const password = 'skylark-demo';
const domain = 'skylark.example';
/** CSS pixels; each picture is as high as what it shows. */
const settingsSize = { width: 880, height: 640 };
const roundabout = 32;

const named = (name: string, role: string) => `::-p-aria([name="${name}"][role="${role}"])`;
const press = (page: Page, name: string) => page.locator(named(name, 'button')).setTimeout(waitMs).click();
const fill = (page: Page, name: string, words: string) =>
  page.locator(named(name, 'textbox')).setTimeout(waitMs).fill(words);

/** The address that the documents name, where it is free. */
async function startGateway(data: string): Promise<GatewayProcess> {
  const start = (port: string) => startGatewayProcess(['--host', '127.0.0.1', '--port', port, '--data', data]);
  return start('8787').catch(() => start('0'));
}

/** Takes a picture of everything that the settings show. */
async function takeSettings(page: Page, folder: string, name: string): Promise<string[]> {
  const bottom = await page.$eval('.panel', (panel) => panel.getBoundingClientRect().bottom + window.scrollY);
  await page.setViewport({ ...settingsSize, height: Math.ceil(bottom) + roundabout, deviceScaleFactor: 1.5 });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.mouse.move(1, 1);
  return photograph(page, folder, name);
}

/** Adds the account by hand, and shows each step. */
async function takeAdding(page: Page, server: string, folder: string): Promise<string[]> {
  await page.locator('::-p-text(Skype for Business)').setTimeout(waitMs).click();
  await fill(page, 'Sign-in address', `fred.2@${domain}`);
  await page.locator('.add-server > summary').click();
  await fill(page, 'Server address', server);
  const pictures = await takeSettings(page, folder, 'business-address');
  await press(page, 'Continue');
  await page.locator('.password input').setTimeout(waitMs).fill(password);
  pictures.push(...(await takeSettings(page, folder, 'business-sign-in')));
  await press(page, 'Sign in');
  await press(page, 'Done');
  await page.waitForSelector('.tone-good', { timeout: waitMs });
  return pictures;
}

/** The account as the settings show it, with what works and what does not, and its note. */
async function takeAccount(page: Page, folder: string): Promise<string[]> {
  await page.locator('.abilities > summary').click();
  const pictures = await takeSettings(page, folder, 'business-account');
  await page.locator(named('Profile and services', 'tab')).click();
  await fill(page, 'Note', 'Planning week: short answers');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.note [role=status]')?.textContent, { timeout: waitMs });
  await fill(page, 'Location', 'Leeds, floor 3');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('.note button[type=submit]:disabled').length === 2, {
    timeout: waitMs,
  });
  pictures.push(...(await takeSettings(page, folder, 'business-note')));
  return pictures;
}

const waitForWords = (page: Page, selector: string, words: string) =>
  page.waitForFunction(
    (where, wanted) => [...document.querySelectorAll(where)].some((one) => one.textContent?.includes(wanted)),
    { timeout: waitMs },
    selector,
    words,
  );

/** A chat of three that somebody has left, and who is in it. */
async function takeChat(live: LiveBrowser, server: string, folder: string): Promise<string[]> {
  const [joe, anna] = await Promise.all(['joe.4', 'anna.7'].map((name) => UcwaPerson.connect(server, name, password)));
  if (!joe || !anna) throw new Error('nobody is there to chat with');
  const page = await openSized(live, 'popup/index.html', popupSize);
  const conversation = await joe.begin(`sip:fred.2@${domain}`, 'Morning! I am getting Anna.');
  await joe.add(conversation, anna.uri);
  await anna.waitFor('communication conversation added');
  await joe.write(conversation, 'Have you both seen the plan?');
  await anna.waitForText('Have you both seen the plan?');
  await anna.write(anna.lastConversation(), 'I have. Thursday works for me.');
  await waitForWords(page, '.list .row-name', 'Anna Cooper');
  await pressRow(page, 'Joe Bloggs and Anna Cooper');
  await waitForWords(page, '.bubble', 'Thursday works');
  await page.type('.reply textarea', 'For me, too. I will book the room.');
  await page.keyboard.press('Enter');
  await waitForWords(page, '.bubble', 'book the room');
  await joe.write(conversation, 'Good, then Thursday at ten.');
  await waitForWords(page, '.bubble', 'Thursday at ten');
  await anna.leaveChat(anna.lastConversation());
  await waitForWords(page, '.log .line', 'left the chat');
  await page.waitForFunction(() => !document.querySelector('.bubble-pending'), { timeout: waitMs });
  const putAside = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await putAside();
  const pictures = await photograph(page, folder, 'business-conversation');
  await page.locator('.conversation-open').click();
  await waitForWords(page, '.group-section', 'Anna Cooper');
  await putAside();
  pictures.push(...(await photograph(page, folder, 'business-people')));
  await Promise.all([joe.close(), anna.close()]);
  return pictures;
}

/** Takes all of them, in a browser and with a gateway of their own; answers their paths. The extension has to be built. */
export async function takeBusinessPictures(folder: string, running: Running): Promise<string[]> {
  const executable = ensureBrowser('chromium');
  if (!executable) throw new Error('there is no browser');
  const data = await mkdtemp(join(tmpdir(), 'skylark-business-'));
  await running.add(() => rm(data, { recursive: true, force: true }));
  await seedGatewayFolder(data);
  const gateway = await startGateway(data);
  await running.add(() => gateway.stop());
  const live = await launchWithExtension({ executable, extension: join(root, 'dist', 'chrome'), isHeadless: true });
  await running.add(() => live.close());
  const page = await openSized(live, 'options/index.html', settingsSize, 1.5);
  return [
    ...(await takeAdding(page, gateway.url, folder)),
    ...(await takeAccount(page, folder)),
    ...(await takeChat(live, gateway.url, folder)),
  ];
}
