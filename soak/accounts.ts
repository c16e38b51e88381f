// The accounts of an install, as their user has them: added, and mended in the settings when they ask for the user.
import type { LiveBrowser } from '../scripts/live-browser.ts';
import { fillInSignIn, pageAddress, signInWindow } from '../scripts/live-extension.ts';
import type { CommandReply, Install } from './install.ts';
import { password } from './people.ts';
import type { StoredAccount } from './stored.ts';

const address = 'mary.9@skylark.example';
const waitMs = 15_000;

const told = ({ value }: CommandReply) => value as { id?: string; step?: string } | undefined;

/** Adds the account over UCWA at a server, as the settings page does. */
export async function addUcwaAccount(install: Install, server: string): Promise<void> {
  const place = { address, server, approved: [new URL(server).origin] };
  const found = await install.command('account.find', place);
  if (told(found)?.step !== 'sign-in') throw new Error(`no sign-in over UCWA: ${JSON.stringify(found)}`);
  const added = await install.command('account.addWith', { ...place, grant: 'password', userName: address, password });
  const id = told(added)?.id;
  if (!id) throw new Error(`the account over UCWA was not added: ${JSON.stringify(added)}`);
  const isOnline = async () => (await install.accounts()).some((one) => one.id === id && one.state === 'online');
  for (let tries = 0; !(await isOnline()); tries += 1) {
    if (tries > 60) throw new Error('the account over UCWA is not connected');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** States in which an account waits for its user. */
export const wantsUser = ({ state }: StoredAccount): boolean => ['expired', 'refused', 'signed-out'].includes(state);

/** Presses what the account's card in the settings offers, and signs in where it asks for that. */
export async function mendAccount(live: LiveBrowser, account: StoredAccount, server: string): Promise<void> {
  const page = await live.browser.newPage();
  try {
    await page.goto(pageAddress(live, 'options/index.html#accounts'));
    await page.waitForSelector('.account', { timeout: waitMs });
    const wanted = account.kind === 'ucwa' ? address : new URL(server).host;
    for (const card of await page.$$('.account')) {
      const words = await card.evaluate((element) => element.textContent ?? '');
      const isUcwa = words.includes(address);
      if (!words.includes(wanted) || isUcwa !== (account.kind === 'ucwa')) continue;
      for (const button of await card.$$('.account-actions button')) {
        const label = await button.evaluate((element) => element.textContent?.trim() ?? '');
        if (!/^(try again|sign in again|sign in)$/i.test(label)) continue;
        await button.click();
        if (/^try/i.test(label)) return;
        if (!isUcwa)
          return await fillInSignIn(await signInWindow(live.browser, server), { server, name: 'fred.2', password });
        const field = await card.waitForSelector('input[autocomplete="current-password"]', { timeout: waitMs });
        await field?.type(password);
        await field?.press('Enter');
        await page.waitForFunction(() => !document.querySelector('.sign-in-again'), { timeout: waitMs });
        return;
      }
    }
  } finally {
    await page.close().catch(() => undefined);
  }
}
