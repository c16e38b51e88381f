import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import { readOn, type Written, writeMessages } from './history-eye.ts';
import { writeHistory } from './history-steps.ts';
import { openConversation } from './screens.ts';

const count = 400;
const stepMessages = 40;
const dayMs = 86_400_000;
let world: World;
let proxy: FaultProxy;
let joe: RawClient;
/** Lets the history of the conversation with Anna Cooper come. */
let letHistoryCome = () => {};

/** One sender over page borders, other senders and lines exactly at them, and days that begin exactly there. */
function borderCases(): Written[] {
  const startMs = Date.now() - 14 * dayMs;
  let atMs = startMs;
  return Array.from({ length: count }, (_, index) => {
    const fromEnd = count - index;
    const page = Math.floor(fromEnd / stepMessages);
    const isBorder = fromEnd % stepMessages === 0;
    atMs += isBorder && page % 3 === 1 ? dayMs : 20_000;
    const sender = page % 4 === 2 && index % 2 === 0 ? '8:anna.7' : '8:joe.4';
    const isActivity = page % 4 === 3 && fromEnd % stepMessages < 2;
    if (isActivity) {
      const content = `<topicupdate><eventtime>${atMs}</eventtime><initiator>8:joe.4</initiator><value>Topic ${index}</value></topicupdate>`;
      return { sender: '8:joe.4', atMs, type: 'ThreadActivity/TopicUpdate', content };
    }
    const own = page % 5 === 4 && fromEnd % stepMessages > 36;
    return { sender: own ? '8:fred.2' : sender, atMs, content: `Message ${index}${' and so on'.repeat(index % 11)}` };
  });
}

beforeAll(async () => {
  world = await createWorld();
  joe = await world.connect('joe.4');
  const anna = await world.connect('anna.7');
  for (const sender of [joe, anna]) await sender.send('8:fred.2', `Message ${count + 1}`);
  const before = new Set(await threads());
  await joe.request('POST', '/v1/threads', {
    members: ['8:joe.4', '8:fred.2', '8:anna.7'].map((id) => ({ id, role: id === '8:joe.4' ? 'Admin' : 'User' })),
    properties: { topic: 'Borders' },
  });
  const thread = (await threads()).find((id) => !before.has(id)) ?? '';
  await joe.send(thread, 'The newest');
  await world.stopGateway();
  await writeHistory(world.data, count, ['fred.2', 'joe.4'], 0);
  await writeHistory(world.data, count, ['fred.2', 'anna.7']);
  await writeMessages(world.data, thread, borderCases());
  await world.startGateway();
  proxy = await startFaultProxy(world.gateway.url);
  const held = new Promise<void>((come) => {
    letHistoryCome = come;
  });
  proxy.fault = async ({ path }) => {
    if (/8(:|%3A)anna\.7\/messages/i.test(path)) await held;
    return undefined;
  };
  await world.signIn('fred.2', proxy.url);
});
afterAll(async () => {
  letHistoryCome();
  await world?.close();
  await proxy?.close();
});

async function threads(): Promise<string[]> {
  const reply = await joe.request('GET', '/v1/users/ME/conversations?startTime=0&pageSize=100');
  return (reply as { conversations: { id: string }[] }).conversations
    .map(({ id }) => id)
    .filter((id) => /^19:/.test(id));
}

async function open(name: string, { width = 400, height = 600, scale = 1, query = '' } = {}): Promise<Page> {
  const page = await world.openPopup(query);
  await page.setViewport({ width, height, deviceScaleFactor: scale });
  await openConversation(page, name);
  await until('messages', () => page.$('.log .bubble'));
  return page;
}

describe('where the new messages begin', () => {
  it('is after the last own answer, also when that comes after the conversation was opened', async () => {
    const page = await open('Anna Cooper');
    expect(await page.$$eval('.bubble', (bubbles) => bubbles.map(({ textContent }) => textContent?.trim()))).toEqual([
      `Message ${count + 1}`,
    ]);
    letHistoryCome();
    await until('the messages before it', async () => (await page.$$('.bubble')).length >= stepMessages);
    const after = await page.$eval('.new-line', (line) => line.nextElementSibling?.textContent ?? '');
    expect(after).toContain(`Message ${count + 1}`);
    const reading = await readOn(page, -100_000);
    expect(reading.isAtStart).toBe(true);
    expect(await page.$('.new-line')).toBeNull();
    await page.close();
  });
});

describe('reading back in what was never read', () => {
  it('moves nothing on screen while the place where new messages begin is not known yet', async () => {
    const page = await open('Joe Bloggs');
    const reading = await readOn(page, -100_000);
    // Whoever is at the very start when the beginning becomes known sees what is above it then: the line itself, once.
    const line = await until('the line of new messages', () => page.$('.new-line'));
    const height = await line.evaluate((element) => {
      const { marginTop, marginBottom } = getComputedStyle(element);
      return element.getBoundingClientRect().height + Number.parseFloat(marginTop) + Number.parseFloat(marginBottom);
    });
    const others = reading.moves.filter((move) => Math.abs(Number(/by (-?[\d.]+)$/.exec(move)?.[1]) - height) > 1.5);
    expect(others).toEqual([]);
    expect(reading.moves.length).toBeLessThan(12);
    expect(reading.isAtStart).toBe(true);
    expect(reading.keys).toBe(count + 1);
    await page.close();
  });

  it('moves nothing where senders, days and lines meet the border of a page, and nothing on the way forward', async () => {
    const page = await open('Borders');
    const back = await readOn(page, -100_000);
    expect(back.moves).toEqual([]);
    expect(back.isAtStart).toBe(true);
    expect(back.changes).toBeGreaterThan(count / stepMessages - 2);
    const forward = await readOn(page, 250);
    expect(forward.moves).toEqual([]);
    expect(forward.changes).toBeGreaterThan(2);
    await page.close();
  });
});

describe('in every window', () => {
  const windows = {
    'a magnified popup': { scale: 1.25 },
    'a popup at an odd magnification': { scale: 1.1, height: 577 },
    'a dense screen': { scale: 1.5 },
    'a wide tab': { width: 1_100, height: 800, query: '?view=tab' },
  };
  for (const [name, sizes] of Object.entries(windows)) {
    it(`nothing moves: ${name}`, async () => {
      const page = await open('Borders', sizes);
      const back = await readOn(page, -330.5);
      expect(back.moves).toEqual([]);
      expect(back.isAtStart).toBe(true);
      const forward = await readOn(page, 100_000);
      expect(forward.moves).toEqual([]);
      await page.close();
    });
  }

  it('nothing moves: right to left, without motion', async () => {
    const page = await open('Borders');
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    const back = await readOn(page, -400);
    expect(back.moves).toEqual([]);
    expect(back.isAtStart).toBe(true);
    await page.close();
  });
});

describe('what grows by itself while something is read', () => {
  let page: Page;
  beforeAll(async () => {
    page = await open('Joe Bloggs');
    await until('away from both ends', async () => {
      await page.$eval('.log', (log) => log.scrollBy(0, -300));
      return (await page.$$('.bubble-row')).length >= 120;
    });
    await page.$eval('.log', async (log) => {
      log.scrollTop = -1_500;
      // What grows next is not of the picture in which the log went here.
      for (let frame = 0; frame < 2; frame += 1) await new Promise((done) => requestAnimationFrame(done));
    });
  });
  afterAll(() => page.close());

  /**
   * Grows or shrinks a message and answers how far the first one that begins on screen moved; with a scroll in the same
   * picture, beyond that scroll. `place`: where the message is, in messages from the first that begins on screen.
   */
  const grow = (place: number, heightPx: number, scrollPx = 0) =>
    page.evaluate(
      async (from, height, scroll) => {
        const log = document.querySelector('.log');
        if (!log) throw new Error('there is no log');
        const rows = [...log.querySelectorAll<HTMLElement>('.bubble-row')];
        const edge = log.getBoundingClientRect().top;
        const first = rows.findIndex((row) => row.getBoundingClientRect().top >= edge);
        const [eye, bubble] = [rows[first], rows[first + from]?.querySelector<HTMLElement>('.bubble')];
        if (!eye || !bubble) throw new Error('too few messages');
        const [top, size] = [eye.getBoundingClientRect().top, log.scrollHeight];
        bubble.style.minHeight = `${height}px`;
        if (scroll) log.scrollBy(0, scroll);
        await new Promise<void>((done) => {
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => done();
            channel.port2.postMessage(undefined);
          });
        });
        return { moved: Math.abs(eye.getBoundingClientRect().top - top + scroll), grown: log.scrollHeight - size };
      },
      place,
      heightPx,
      scrollPx,
    );

  it('above the screen, at its edge and below it does not move what is read', async () => {
    for (const place of [-20, -1, 1, 3, 25]) {
      const grown = await grow(place, 233);
      expect(grown.grown).toBeGreaterThan(100);
      expect(grown.moved).toBeLessThan(1);
      const shrunk = await grow(place, 0);
      expect(shrunk.grown).toBeLessThan(-100);
      expect(shrunk.moved).toBeLessThan(1);
    }
  });

  it('adds nothing to a scroll in the same picture', async () => {
    for (const place of [-20, -1, 25]) {
      expect((await grow(place, 233, -60)).moved).toBeLessThan(1);
      expect((await grow(place, 0, 60)).moved).toBeLessThan(1);
    }
  });

  it('nor does the reply box, when it grows with what is written', async () => {
    const places = () => page.$$eval('.bubble-row', (rows) => rows.map((row) => row.getBoundingClientRect().top));
    const [before, height] = [await places(), await page.$eval('.log', (log) => log.clientHeight)];
    await page.focus('.reply textarea');
    for (let line = 0; line < 3; line += 1) {
      await page.keyboard.type('A line');
      await page.keyboard.down('Shift');
      await page.keyboard.press('Enter');
      await page.keyboard.up('Shift');
    }
    await until('a larger box', async () => (await page.$eval('.log', (log) => log.clientHeight)) < height - 20);
    const after = await places();
    expect(Math.max(...after.map((top, index) => Math.abs(top - (before[index] ?? Number.NaN))))).toBeLessThan(1);
  });
});
