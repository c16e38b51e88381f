// What the popup shows when there is nothing to show, when something failed, and while something is going on.
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import {
  emptyState,
  everythingShown,
  openConversation,
  reply,
  shownMessages,
  shownRows,
  waitForMessage,
  waitForRow,
} from './screens.ts';
import { clickByRole, word } from './settings-page.ts';

let world: World;
let proxy: FaultProxy;
/** Anna signs in here; nobody has written to her yet. */
let joe: RawClient;
let page: Page;

const isSending = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.endsWith('/messages');
const search = async (query: string) => {
  const field = await page.waitForSelector('input[type="search"]');
  await field?.evaluate((input) => (input as HTMLInputElement).select());
  await field?.type(query);
};
const draftIn = (of: Page) => of.$eval('.reply textarea', (field) => (field as HTMLTextAreaElement).value);

beforeAll(async () => {
  world = await createWorld();
  proxy = await startFaultProxy(world.gateway.url);
  joe = await world.connect('joe.4');
});
afterAll(async () => {
  await world?.close();
  await proxy?.close();
});
afterEach(async () => {
  proxy.refusal = undefined;
  proxy.fault = undefined;
  proxy.isDown = false;
  if (page && !page.isClosed()) await page.close();
});

describe('when there is nothing to show', () => {
  it('says what to do before there is an account, and leads there', async () => {
    await until('the tooltip', async () => (await world.badge()).title === word('badge_no_account'));
    page = await world.openPopup();
    await until('the welcome', async () => (await emptyState(page)) === word('popupWelcome'));
    const settings = world.live.browser.waitForTarget((target) => target.url().includes('/options/index.html'));
    await clickByRole(page, 'button', word('popupAddAccount'));
    const opened = await (await settings).page();
    await opened?.waitForSelector('.add-account');
    await opened?.close();
  });

  it('says so while there is no conversation, and leads to the search', async () => {
    await world.signIn('anna.7', proxy.url);
    page = await world.openPopup();
    await until('nothing yet', async () => (await emptyState(page)) === word('popupNoConversations'));
    await clickByRole(page, 'button', word('popupFindContact'));
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
  });

  it('says so when nothing is found, and forgets the search with Escape', async () => {
    page = await world.openPopup();
    await search('nobody of that name');
    await until('nothing found', async () => (await emptyState(page)) === word('popupNothingFound'));
    expect(await everythingShown(page)).toContain('nobody of that name');
    await page.keyboard.press('Escape');
    await until('the list', async () => (await emptyState(page)) === word('popupNoConversations'));
  });
});

describe('the search', () => {
  it('finds a contact by a part of the name and starts a conversation', async () => {
    page = await world.openPopup();
    await search('blo');
    await waitForRow(page, 'Joe Bloggs');
    await page.click('.list .row');
    await page.waitForSelector('.conversation textarea');
    expect(await page.$eval('.conversation h1', (title) => title.textContent)).toBe('Joe Bloggs');
    await reply(page, 'Found you');
    expect((await joe.waitForMessage('Found you')).from).toMatch(/\/8:anna\.7$/);
  });

  it('finds a bot', async () => {
    page = await world.openPopup();
    await search('concier');
    const row = await waitForRow(page, 'Concierge');
    expect(row.line).not.toBe('');
  });

  it('finds a conversation by its title and by its members, without accents and in any order', async () => {
    await joe.request('POST', '/v1/threads', {
      members: ['8:joe.4', '8:anna.7', '8:fred.2'].map((id) => ({ id, role: id === '8:joe.4' ? 'Admin' : 'User' })),
      properties: { topic: 'Café Zürich' },
    });
    page = await world.openPopup();
    await search('zurich cafe');
    await waitForRow(page, 'Café Zürich');
    expect(await shownRows(page)).toHaveLength(1);
    await search('adams');
    await until('the group of Fred', async () => (await shownRows(page)).some(({ name }) => name === 'Café Zürich'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('.conversation');
  });
});

describe('a message that the server refuses', () => {
  it('stays with the reason, and is sent once by Retry', async () => {
    page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    proxy.refusal = (request) =>
      isSending(request) ? { status: 403, headers: {}, body: '{"errorCode":206,"message":"no"}' } : undefined;
    await reply(page, 'Please take this');
    await page.waitForSelector('.not-sent');
    const why = await page.$eval('.not-sent-why', (element) => element.textContent?.trim());
    expect(why).toBe(`${word('popupNotSent')} ${word('error_forbidden')}`);
    proxy.refusal = undefined;
    await clickByRole(page, 'button', word('popupRetry'));
    expect((await joe.waitForMessage('Please take this')).content).toBe('Please take this');
    await until('sent', async () => (await page.$('.not-sent, .bubble-pending')) === null);
    expect((await shownMessages(page)).filter((text) => text === 'Please take this')).toHaveLength(1);
    const stored = (await joe.messages('8:anna.7')).filter(({ content }) => content === 'Please take this');
    expect(stored).toHaveLength(1);
  });

  it('is named in the list until something is done about it, and Edit puts its text back', async () => {
    page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    proxy.refusal = (request) =>
      isSending(request) ? { status: 400, headers: {}, body: '{"errorCode":201,"message":"bad"}' } : undefined;
    await reply(page, 'A mistake in here');
    await page.waitForSelector('.not-sent');
    await page.keyboard.press('Escape');
    const row = await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('A mistake'));
    expect(row.line).toContain(word('popupNotSentShort'));
    await openConversation(page, 'Joe Bloggs');
    await page.type('.reply textarea', 'already typed');
    await clickByRole(page, 'button', word('popupEdit'));
    await until('the text is back', async () => (await draftIn(page)) === 'A mistake in here\nalready typed');
    await until('no failed message', async () => (await page.$('.not-sent')) === null);
    proxy.refusal = undefined;
    await page.$eval('.reply textarea', (field) => (field as HTMLTextAreaElement).focus());
    await page.keyboard.press('Enter');
    expect((await joe.waitForMessage('A mistake in here')).content).toContain('already typed');
  });

  it('is gone for good by Delete, and holds up nothing that was written after it', async () => {
    page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    proxy.refusal = (request) =>
      isSending(request) && request.requestBody.includes('Never mind')
        ? { status: 403, headers: {}, body: '{"errorCode":206}' }
        : undefined;
    await reply(page, 'Never mind');
    await page.waitForSelector('.not-sent');
    await reply(page, 'But this');
    await joe.waitForMessage('But this');
    await clickByRole(page, 'button', word('popupDelete'));
    await until('gone', async () => !(await shownMessages(page)).includes('Never mind'));
    expect((await joe.messages('8:anna.7')).map(({ content }) => content)).not.toContain('Never mind');
  });

  it('because the server has a fault, is tried again by itself and arrives once', async () => {
    page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    let refused = 0;
    proxy.refusal = (request) =>
      isSending(request) && refused++ < 2 ? { status: 503, headers: { 'retry-after': '1' }, body: '{}' } : undefined;
    await reply(page, 'Through a bad minute');
    await until('sent', async () => refused > 2 && (await page.$('.not-sent, .bubble-pending')) === null, 12_000);
    const stored = (await joe.messages('8:anna.7')).filter(({ content }) => content === 'Through a bad minute');
    expect(stored).toHaveLength(1);
  });

  it('and whose answer was lost is not sent twice', async () => {
    page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    let lost = 0;
    proxy.fault = (exchange) => (isSending(exchange) && lost++ < 2 ? 'drop' : undefined);
    await reply(page, 'Heard the first time');
    await joe.waitForMessage('Heard the first time');
    await until('shown as sent', async () => {
      const isShown = (await shownMessages(page)).includes('Heard the first time');
      return isShown && (await page.$('.bubble-pending')) === null;
    });
    expect(lost).toBeGreaterThan(0);
    const stored = (await joe.messages('8:anna.7')).filter(({ content }) => content === 'Heard the first time');
    expect(stored).toHaveLength(1);
    expect((await shownMessages(page)).filter((text) => text === 'Heard the first time')).toHaveLength(1);
  });
});

describe('what is being written', () => {
  it('is kept when the popup closes in the middle of a word, and named in the list', async () => {
    page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    await page.type('.reply textarea', 'Half a sent');
    await page.close();
    page = await world.openPopup();
    const row = await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('Half a sent'));
    expect(row.line).toContain(word('popupDraft'));
    await openConversation(page, 'Joe Bloggs');
    await until('the draft', async () => (await draftIn(page)) === 'Half a sent');
    await world.killWorker();
    await page.type('.reply textarea', 'ence');
    await page.keyboard.press('Enter');
    expect((await joe.waitForMessage('Half a sentence')).content).toBe('Half a sentence');
    await until('an empty box', async () => (await draftIn(page)) === '');
    await page.close();
    page = await world.openPopup();
    await waitForRow(page, 'Joe Bloggs', ({ line }) => line.includes('Half a sentence') && !line.includes('Draft'));
  });

  it('by somebody else shows in the conversation and in the list, until it ends', async () => {
    page = await world.openPopup();
    await waitForRow(page, 'Joe Bloggs');
    const sentence = word('popupOneTyping').replace('$1', 'Joe Bloggs');
    await joe.send('8:anna.7', '', { messagetype: 'Control/Typing' });
    await waitForRow(page, 'Joe Bloggs', ({ line }) => line === sentence);
    await openConversation(page, 'Joe Bloggs');
    const shown = () => page.$eval('.typing', (line) => line.textContent?.trim());
    await joe.send('8:anna.7', '', { messagetype: 'Control/Typing' });
    await until('the line', async () => (await shown()) === sentence);
    await joe.send('8:anna.7', '', { messagetype: 'Control/ClearTyping' });
    await until('no line', async () => (await shown()) === '');
    await joe.send('8:anna.7', '', { messagetype: 'Control/Typing' });
    await until('the line', async () => (await shown()) === sentence);
    await joe.send('8:anna.7', 'This is what I typed');
    await waitForMessage(page, 'This is what I typed');
    await until('no line', async () => (await shown()) === '');
  });

  it('ends by itself when the other side falls silent', async () => {
    page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    await joe.send('8:anna.7', '', { messagetype: 'Control/Typing' });
    const shown = () => page.$eval('.typing', (line) => line.textContent?.trim());
    await until('the line', async () => (await shown()) !== '');
    await until('no line', async () => (await shown()) === '', 15_000);
  });
});

describe('the presence of somebody else', () => {
  /** What the face of Joe says in the list: the class of the dot, or none, and the words for it. */
  const shownPresence = () =>
    page.$$eval('.list .row', (rows) => {
      const face = rows
        .find((row) => row.querySelector('.row-name')?.textContent?.trim() === 'Joe Bloggs')
        ?.querySelector('.row-face');
      const dot = face?.querySelector('.presence');
      const name = [...(dot?.classList ?? [])].find((one) => one.startsWith('presence-')) ?? 'none';
      return `${name.replace('presence-', '')}: ${face?.getAttribute('title')}`;
    });
  const waitForPresence = (dot: string, words: string) =>
    until(`${dot}: ${words}`, async () => (await shownPresence()) === `${dot}: ${words}`);

  it.each([
    ['Online', 'online', 'uiPresence_online'],
    ['Away', 'away', 'uiPresence_away'],
    ['Busy', 'busy', 'uiPresence_busy'],
    ['Idle', 'idle', 'uiPresence_idle'],
    ['Hidden', 'connected-offline', 'uiPresence_connected_offline'],
  ])('that says %s has a dot of its own', async (status, dot, name) => {
    page = await world.openPopup();
    await joe.setStatus(status);
    await waitForPresence(dot, word(name));
  });

  it('tells connected but offline, an empty circle, from not connected, no circle', async () => {
    page = await world.openPopup();
    await joe.setStatus('Online');
    await waitForPresence('online', word('uiPresence_online'));
    await joe.setStatus('Offline');
    await waitForPresence('connected-offline', word('uiPresence_connected_offline'));
    const circle = await page.$eval('.presence-connected-offline circle', (element) => {
      const { fill, stroke } = getComputedStyle(element);
      return { fill, stroke };
    });
    expect(circle.stroke).not.toBe('none');
    expect(circle.fill).not.toBe(circle.stroke);
    await joe.disconnect();
    await waitForPresence('none', word('uiPresence_disconnected'));
    joe = await world.connect('joe.4');
    await waitForPresence('online', word('uiPresence_online'));
  });

  it('is not known while Skylark itself is not connected', async () => {
    page = await world.openPopup();
    await waitForPresence('online', word('uiPresence_online'));
    proxy.isDown = true;
    await world.killWorker();
    await page.close();
    page = await world.openPopup();
    await waitForPresence('none', word('uiPresence_unknown'));
    proxy.isDown = false;
    await until('trying again', async () => {
      const again = await page.$(`::-p-aria([name="${word('popupTryAgain')}"][role="button"])`);
      await again?.click();
      return (await shownPresence()).startsWith('online');
    });
  });
});
