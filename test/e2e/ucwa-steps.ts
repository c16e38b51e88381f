// UCWA accounts in the real browser, for tests: adding one without the settings page, and what the popup says of a chat.
import type { Page } from 'puppeteer-core';
import { password, until, type World } from './harness.ts';

type Reply = { ok: boolean; value?: { id?: string; step?: string }; error?: { kind: string; message: string } };

/** Asks the worker from one of the extension's own pages. */
export async function askWorker(page: Page, name: string, payload: unknown): Promise<Reply> {
  return (await page.evaluate(
    `chrome.runtime.sendMessage(${JSON.stringify({ 'skylark-command': name, payload })})`,
  )) as Reply;
}

/** Adds the UCWA account of a demo user, as the settings page does, and waits until it is connected. Answers its id. */
export async function addUcwaAccount(world: World, name = 'fred.2'): Promise<string> {
  const page = await world.openOptions();
  const { url } = world.gateway;
  const place = { address: `${name}@skylark.example`, server: url, approved: [new URL(url).origin] };
  const found = await askWorker(page, 'account.find', place);
  if (found.value?.step !== 'sign-in') throw new Error(`no sign-in at the server: ${JSON.stringify(found)}`);
  const proof = { grant: 'password', userName: `${name}@skylark.example`, password };
  const added = await askWorker(page, 'account.addWith', { ...place, ...proof });
  const id = added.value?.id;
  if (id === undefined) throw new Error(`the account was not added: ${JSON.stringify(added)}`);
  await until('connected', async () => (await sessionState(page, id)) === 'online');
  await page.close();
  return id;
}

/** The state of an account's connection, from the extension's database. */
export function sessionState(page: Page, account: string): Promise<string | undefined> {
  return page.evaluate(
    (wanted) =>
      new Promise<string | undefined>((resolve, reject) => {
        const opening = indexedDB.open('skylark');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('sessions').objectStore('sessions').get(wanted);
          reading.onsuccess = () => {
            opening.result.close();
            resolve((reading.result as { state?: string } | undefined)?.state);
          };
        };
      }),
    account,
  );
}

/** What the header of the open conversation says under the name. */
export function headerFacts(page: Page): Promise<string> {
  return page.$eval('.conversation-who p', (facts) => facts.textContent?.trim() ?? '');
}

export async function waitForHeader(page: Page, facts: RegExp): Promise<string> {
  return until(`the header says ${facts}`, async () => {
    const shown = await headerFacts(page);
    return facts.test(shown) ? shown : undefined;
  });
}

/** The lines between the messages, in their order. */
export function shownLines(page: Page): Promise<string[]> {
  return page.$$eval('.log .line', (lines) => lines.map((line) => line.textContent?.trim() ?? ''));
}

export async function waitForLine(page: Page, line: string): Promise<void> {
  await until(`the line "${line}"`, async () => (await shownLines(page)).includes(line));
}

/** People of one section of the details: the section's heading begins with `title`. */
export function shownSection(page: Page, title: string): Promise<string[]> {
  return page.$$eval(
    '.group-section',
    (sections, wanted) => {
      const section = sections.find((one) => one.querySelector('h2')?.textContent?.startsWith(wanted));
      return Array.from(section?.querySelectorAll('.member-name') ?? [], (name) => name.textContent?.trim() ?? '');
    },
    title,
  );
}
