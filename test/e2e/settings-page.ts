// What a person sees and does in the settings page, for tests: its words come from the same file that the page reads.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';
import { until } from './harness.ts';

export const settingsTabs = [
  'accounts',
  'notifications',
  'messaging',
  'privacy',
  'personalisation',
  'profile',
  'devices',
  'storage',
] as const;
export type SettingsTab = (typeof settingsTabs)[number];

const locales = join(import.meta.dirname, '..', '..', 'extension', '_locales', 'en');

function readWords(file: string): Record<string, string> {
  const messages = JSON.parse(readFileSync(join(locales, file), 'utf8')) as Record<string, { message: string }>;
  return Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, message]));
}

const words: Record<string, string> = Object.assign({}, ...readdirSync(locales).map(readWords));

/** The text of a key in English, as the extension shows it. */
export function word(key: string): string {
  const found = words[key];
  if (found === undefined) throw new Error(`no text ${key}`);
  return found;
}

/** The element with this role and accessible name. */
export async function findByRole(page: Page, role: string, name: string): Promise<ElementHandle<Element>> {
  const element = await page.waitForSelector(`::-p-aria([name=${JSON.stringify(name)}][role="${role}"])`);
  if (!element) throw new Error(`no ${role} "${name}"`);
  return element as ElementHandle<Element>;
}

/** Clicks the element with this role and accessible name, as soon as there is one, on a page that is looked at. */
export async function clickByRole(page: Page, role: string, name: string): Promise<void> {
  if (await page.evaluate(() => document.hidden)) await page.bringToFront();
  await page.locator(`::-p-aria([name=${JSON.stringify(name)}][role="${role}"])`).click();
}

/** Opens a tab of the page by a click on it. */
export async function openTab(page: Page, tab: SettingsTab): Promise<void> {
  await clickByRole(page, 'tab', word(`optionsTab_${tab}`));
  await page.waitForSelector(`#panel-${tab}`);
}

export type SwitchShown = { isOn: boolean; isBusy: boolean; failure: string };

/** A switch as it is shown now: its position, whether it is being saved, and what is said beside it. */
export async function shownSwitch(page: Page, label: string): Promise<SwitchShown> {
  const button = await findByRole(page, 'switch', label);
  return button.evaluate((element) => ({
    isOn: element.getAttribute('aria-checked') === 'true',
    isBusy: element.getAttribute('aria-busy') === 'true',
    failure: element.closest('.setting')?.querySelector('[role="alert"]')?.textContent?.trim() ?? '',
  }));
}

/** Clicks a switch and waits until it stands where it was sent and nothing is being saved any more. */
export async function turnSwitch(page: Page, label: string, isOn: boolean): Promise<void> {
  if ((await shownSwitch(page, label)).isOn !== isOn) await clickByRole(page, 'switch', label);
  await until(`switch "${label}" ${isOn ? 'on' : 'off'}`, async () => {
    const shown = await shownSwitch(page, label);
    return shown.isOn === isOn && !shown.isBusy && shown.failure === '';
  });
}

/** The group of radio buttons with this title. */
async function findChoice(page: Page, title: string): Promise<ElementHandle<Element>> {
  return until(`choice "${title}"`, async () => {
    for (const group of await page.$$('fieldset.choice')) {
      if ((await group.$eval('legend', (legend) => legend.textContent?.trim())) === title) return group;
    }
    return undefined;
  });
}

export type ChoiceShown = { chosen: string | undefined; isBusy: boolean; failure: string };

/** A choice as it is shown now; `chosen` is the label of the marked option. */
export async function shownChoice(page: Page, title: string): Promise<ChoiceShown> {
  return (await findChoice(page, title)).evaluate((group) => ({
    chosen: group.querySelector('label:has(:checked) .choice-label')?.textContent?.trim(),
    isBusy: group.getAttribute('aria-busy') === 'true',
    failure: group.querySelector('[role="alert"]')?.textContent?.trim() ?? '',
  }));
}

/** Clicks an option of a choice. */
export async function clickChoice(page: Page, title: string, option: string): Promise<void> {
  for (const label of await (await findChoice(page, title)).$$('label')) {
    if ((await label.$eval('.choice-label', (text) => text.textContent?.trim())) !== option) continue;
    await label.click();
    return;
  }
  throw new Error(`no option "${option}" in "${title}"`);
}

/** Clicks an option and waits until it is marked and nothing is being saved any more. */
export async function choose(page: Page, title: string, option: string): Promise<void> {
  await clickChoice(page, title, option);
  await until(`"${title}" is "${option}"`, async () => {
    const shown = await shownChoice(page, title);
    return shown.chosen === option && !shown.isBusy && shown.failure === '';
  });
}

/** Every banner on the page, as text. */
export function shownBanners(page: Page): Promise<string[]> {
  return page.$$eval('.banner', (banners) => banners.map((banner) => banner.textContent?.trim() ?? ''));
}
