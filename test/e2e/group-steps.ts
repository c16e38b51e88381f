// What a person does with groups in the popup, for tests.
import type { Page } from 'puppeteer-core';
import type { RawClient } from '../support/raw-client.ts';
import { until } from './until.ts';

/** Presses the button or menu item of this name that is shown. */
export async function press(page: Page, name: string): Promise<void> {
  await page.locator(`::-p-aria([name="${name}"])`).click();
}

/** Chooses from the "More" menu of the list. */
export async function chooseMore(page: Page, name: string): Promise<void> {
  await page.locator('.bar ::-p-aria([name="More"][role="button"])').click();
  await page.waitForSelector('.menu:popover-open');
  await page.locator(`.menu:popover-open ::-p-aria([name="${name}"])`).click();
}

/** Opens the details of the conversation on screen, by its header. */
export async function openDetails(page: Page): Promise<void> {
  await page.locator('.conversation-open').click();
  await page.waitForSelector('.group-panel .group-hero');
}

/** Everything a panel says. */
export function panelText(page: Page): Promise<string> {
  return page.$eval('.group-panel', (panel) => (panel as HTMLElement).innerText);
}

export async function waitForPanelText(page: Page, pattern: RegExp): Promise<string> {
  return until(`the panel says ${pattern}`, async () => {
    const text = await panelText(page);
    return pattern.test(text) ? text : undefined;
  });
}

/** What a switch shows: its state, or undefined while it is busy or absent. */
export function switchState(page: Page, name: string): Promise<boolean | undefined> {
  return page.evaluate((wanted) => {
    const labels = [...document.querySelectorAll('.setting-name')];
    const label = labels.find((one) => one.textContent?.trim() === wanted);
    const button = label?.closest('.setting')?.querySelector('.switch');
    if (!button || button.getAttribute('aria-busy')) return undefined;
    return button.getAttribute('aria-checked') === 'true';
  }, name);
}

/** The members as the panel lists them. */
export function shownMembers(page: Page): Promise<string[]> {
  return page.$$eval('.member .member-words', (members) =>
    members.map((member) => (member as HTMLElement).innerText.replace(/\s*\n\s*/g, ' · ').trim()),
  );
}

/** Chooses from the menu of a member. */
export async function chooseForMember(page: Page, name: string, choice: string): Promise<void> {
  await press(page, `What to do with ${name}`);
  await page.waitForSelector('.menu:popover-open');
  await page.locator(`.menu:popover-open ::-p-aria([name="${choice}"])`).click();
}

type Thread = {
  members: { id: string; role: string }[];
  properties: Record<string, string>;
};

/** A thread as one of its members gets it. */
export async function threadOf(client: RawClient, conversation: string): Promise<Thread> {
  return (await client.request('GET', `/v1/threads/${conversation}`)) as unknown as Thread;
}

/** The thread of this topic in somebody's list. */
export async function findThread(client: RawClient, topic: string): Promise<string> {
  return until(`thread ${topic}`, async () => {
    const list = (await client.request(
      'GET',
      '/v1/users/ME/conversations?startTime=0&pageSize=50&view=msnp24Equivalent&targetType=Thread',
    )) as { conversations: { id: string; threadProperties?: { topic?: string } }[] };
    return list.conversations.find((one) => one.threadProperties?.topic === topic)?.id;
  });
}
