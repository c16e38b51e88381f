import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import { readBack, shownNumbers, writeHistory } from './history-steps.ts';
import { openConversation, shownMessages } from './screens.ts';

const count = 2_500;
let world: World;
let joe: RawClient;
let page: Page;
let ids: string[];

beforeAll(async () => {
  world = await createWorld();
  const first = await world.connect('joe.4');
  await first.send('8:fred.2', `Message ${count + 1}`);
  await world.stopGateway();
  ids = await writeHistory(world.data, count, ['fred.2', 'joe.4']);
  await world.startGateway();
  await world.signIn();
  joe = await world.connect('joe.4');
  page = await world.openPopup();
  await page.setViewport({ width: 400, height: 600 });
});
afterAll(() => world?.close());

const startText = () => page.$eval('.log-start', (start) => start.textContent ?? '');
const toStart = () => page.$eval('.log', (log) => log.scrollBy(0, -log.scrollHeight));

describe('a conversation of 2,500 messages', () => {
  it('opens at its newest message', async () => {
    await openConversation(page, 'Joe Bloggs');
    await until('the newest', async () => (await shownNumbers(page)).at(-1) === count + 1);
    expect(await page.$eval('.log', (log) => Math.abs(log.scrollTop))).toBeLessThan(24);
  });

  it('stays where it is read while messages arrive, and says how many there are', async () => {
    await until('away from the end', async () => {
      await page.$eval('.log', (log) => log.scrollBy(0, -1_500));
      return page.$('.jump');
    });
    const place = () =>
      page.evaluate(() => {
        const log = document.querySelector('.log');
        const middle = (log?.getBoundingClientRect().top ?? 0) + (log?.clientHeight ?? 0) / 2;
        const row = [...document.querySelectorAll<HTMLElement>('.bubble-row')].find(
          (one) => one.getBoundingClientRect().bottom > middle,
        );
        return { text: row?.textContent, top: row?.getBoundingClientRect().top ?? 0 };
      });
    const before = await place();
    for (let index = 2; index <= 61; index += 1) await joe.send('8:fred.2', `Message ${count + index}`);
    await until('the count', () => page.$eval('.jump', (jump) => /60 unread/.test(jump.textContent ?? '')));
    const after = await place();
    expect(after.text).toBe(before.text);
    expect(Math.abs(after.top - before.top)).toBeLessThan(1);
    expect((await world.badge()).text).toBe('60');
  });

  it('goes on to what is new without leaving anything out, when scrolled down again', async () => {
    const seen = new Set<number>();
    await until('the newest', async () => {
      for (const number of await shownNumbers(page)) seen.add(number);
      await page.$eval('.log', (log) => log.scrollBy(0, 400));
      return (await shownNumbers(page)).at(-1) === count + 61;
    });
    const lowest = Math.min(...seen);
    for (const number of await shownNumbers(page)) seen.add(number);
    expect([...seen].sort((a, b) => a - b)).toEqual(
      Array.from({ length: count + 61 - lowest + 1 }, (_, index) => lowest + index),
    );
  });

  it('is read back to its beginning: nothing is missing, nothing moves by a pixel, and it says where it begins', async () => {
    const reading = await readBack(page, 1);
    expect(reading.gaps).toEqual([]);
    expect(reading.seen[0]).toBe(1);
    expect(reading.seen).toHaveLength(reading.seen.at(-1) ?? 0);
    expect(reading.seen.at(-1)).toBeGreaterThan(count);
    expect(reading.changes).toBeGreaterThan(count / 50);
    expect(reading.moves).toEqual([]);
    await toStart();
    await until('the beginning', async () => /begins/.test(await startText()));
  });

  it('has in store exactly what the server has', async () => {
    const stored = await page.evaluate(
      () =>
        new Promise<string[]>((resolve, reject) => {
          const opening = indexedDB.open('skylark');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const reading = opening.result.transaction('messages').objectStore('messages').getAllKeys();
            reading.onsuccess = () => {
              opening.result.close();
              resolve((reading.result as string[][]).map((key) => String(key[2])));
            };
          };
        }),
    );
    const listed: string[] = [];
    const first = '/v1/users/ME/conversations/8:fred.2/messages?startTime=0&pageSize=200&view=msnp24Equivalent';
    for (let path: string | undefined = first; path !== undefined; ) {
      const reply = (await joe.request('GET', path)) as {
        messages: { id: string }[];
        _metadata: { backwardLink: string };
      };
      listed.push(...reply.messages.map(({ id }) => id));
      const next = new URL(reply._metadata.backwardLink);
      path = reply.messages.length > 0 ? next.pathname + next.search : undefined;
    }
    expect(stored.sort()).toEqual(listed.sort());
    expect(listed.length).toBe(count + 61);
    expect(listed.slice(0, count)).toEqual(ids);
  });

  it('jumps to the newest message from anywhere', async () => {
    await page.locator('.jump').click();
    await until('the newest', async () => (await shownNumbers(page)).at(-1) === count + 61);
    expect(await page.$eval('.log', (log) => Math.abs(log.scrollTop))).toBeLessThan(24);
    await world.waitForBadge('');
  });
});

describe('older messages that cannot be had', () => {
  it('say so where they would be, and come when they are asked for again', async () => {
    const anna = await world.connect('anna.7');
    await anna.send('8:fred.2', `Message 301`);
    await world.stopGateway();
    await writeHistory(world.data, 300, ['fred.2', 'anna.7']);
    await world.startGateway();
    const list = await world.openPopup();
    await openConversation(list, 'Anna Cooper');
    await until('the newest', async () => (await shownNumbers(list)).length > 0);
    await list.close();
    await world.stopGateway();
    page = await world.openPopup();
    await page.setViewport({ width: 400, height: 600 });
    await openConversation(page, 'Anna Cooper');
    await until('a failure', async () => {
      await toStart();
      return page.$('.log-start .button');
    });
    expect(await startText()).toMatch(/cannot be reached|interrupted/);
    const before = await shownMessages(page);
    await world.startGateway();
    await until('connected again', async () => !/reached|offline|waiting/i.test((await world.badge()).title));
    await until('more than before', async () => {
      await page.$eval('.log-start .button', (button) => (button as HTMLElement).click()).catch(() => undefined);
      return (await shownMessages(page)).length > before.length;
    });
    const reading = await readBack(page, 1);
    expect(reading.gaps).toEqual([]);
    expect(reading.moves).toEqual([]);
    await page.close();
  });
});

describe('after a long absence', () => {
  it('nothing that was written meanwhile is missing', async () => {
    const mary = await world.connect('anna.7');
    await world.stopGateway();
    await until('the worker has noticed', async () => !/Connected\./.test((await world.badge()).title));
    await world.live.close().catch(() => undefined);
    await world.startGateway();
    await mary.disconnect().catch(() => undefined);
    const anna = await world.connect('anna.7');
    for (let index = 302; index <= 420; index += 1) await anna.send('8:fred.2', `Message ${index}`);
    await world.restartBrowser();
    await world.waitForBadge('99+');
    page = await world.openPopup();
    await page.setViewport({ width: 400, height: 600 });
    await openConversation(page, 'Anna Cooper');
    await until('where the new ones begin', () => page.$('.new-line'));
    const numbers = await shownNumbers(page);
    expect(numbers).toContain(302);
    const reading = await readBack(page, 1);
    expect(reading.gaps).toEqual([]);
    expect(reading.seen[0]).toBe(1);
  });
});
