// A long conversation to read in: put into the gateway's folder at once, and looked at as a reader's eye does.
import type { Page } from 'puppeteer-core';
import { openDatabase } from '../../gateway/storage/open.ts';

/**
 * Gives two people a conversation of many messages, written one a minute up to an hour ago; `ofSeven` of seven are of the
 * first of them. The gateway must not be running on the folder. Answers the ids, oldest first.
 */
export async function writeHistory(
  folder: string,
  count: number,
  names: readonly [string, string],
  ofSeven = 3,
): Promise<string[]> {
  const database = await openDatabase({ data: folder });
  try {
    const people = await database.query<{ id: number; mri: string }>(
      'select id, mri from users where mri = any ($1::text[])',
      [names.map((name) => `8:${name}`)],
    );
    const [a, b] = names.map((name) => people.find(({ mri }) => mri === `8:${name}`));
    if (!a || !b) throw new Error('nobody of these names is here');
    const [own] = await database.query<{ conversation_id: string }>(
      'select conversation_id from members where user_id = $1 and cid = $2',
      [a.id, b.mri],
    );
    if (!own) throw new Error('they have not written yet');
    const startMs = Date.now() - 3_600_000 - count * 60_000;
    const ids = Array.from({ length: count }, (_, index) => startMs + index * 60_000);
    await database.query(
      `insert into messages (id, conversation_id, sender, sender_name, messagetype, contenttype, content, clientmessageid,
         composed_at_ms, is_disclosed, version)
       select listed.id, $2, case when listed.number % 7 < $5 then $3 else $4 end, '', 'RichText', 'text',
         'Message ' || listed.number || repeat(' and so on', (listed.number % 11)::int), null, listed.id, true, listed.id
       from unnest($1::bigint[]) with ordinality as listed (id, number)`,
      [ids, own.conversation_id, a.mri, b.mri, ofSeven],
    );
    return ids.map(String);
  } finally {
    await database.close();
  }
}

/** The number in each message on screen, oldest first. */
export function shownNumbers(page: Page): Promise<number[]> {
  return page.$$eval('.bubble', (bubbles) =>
    bubbles.map((bubble) => Number(/Message (\d+)/.exec(bubble.textContent ?? '')?.[1] ?? Number.NaN)),
  );
}

/** What was seen while scrolling. */
export type Reading = {
  /** Every message that was ever in the log. */
  seen: number[];
  /** Every time that a message moved on screen by a pixel or more without the wheel. */
  moves: string[];
  /** How often the log changed. */
  changes: number;
  /** The log had a gap between neighbours at some time. */
  gaps: string[];
};

/**
 * Scrolls back to the beginning as a wheel does, and watches in every frame where the message in the middle of the view stands
 * before and after each change of the log.
 */
export function readBack(page: Page, downTo: number): Promise<Reading> {
  return page.evaluate(async (last) => {
    const log = document.querySelector<HTMLElement>('.log');
    if (!log) throw new Error('there is no log');
    const element = log;
    const numberOf = (row: Element) => Number(/Message (\d+)/.exec(row.textContent ?? '')?.[1]);
    const rows = () => [...element.querySelectorAll<HTMLElement>('.bubble-row')];
    const seen = new Set<number>();
    const gaps: string[] = [];
    const moves: string[] = [];
    let changes = 0;
    let anchor: { key: string; top: number; offset: number } | undefined;

    function look() {
      const numbers = rows().map(numberOf).filter(Number.isFinite);
      for (const number of numbers) seen.add(number);
      for (let at = 1; at < numbers.length; at += 1) {
        const [before = 0, after = 0] = [numbers[at - 1], numbers[at]];
        if (after !== before + 1) gaps.push(`${before}..${after}`);
      }
    }
    function remember() {
      const middle = element.getBoundingClientRect().top + element.clientHeight / 2;
      const row = rows().find((one) => one.getBoundingClientRect().bottom > middle);
      anchor = row?.dataset.key
        ? { key: row.dataset.key, top: row.getBoundingClientRect().top, offset: element.scrollTop }
        : undefined;
    }
    // Runs after every change of the log, before anything is painted.
    const observer = new MutationObserver(() => {
      changes += 1;
      look();
      const row = anchor && element.querySelector(`.bubble-row[data-key="${CSS.escape(anchor.key)}"]`);
      const moved = row && anchor ? row.getBoundingClientRect().top - anchor.top : 0;
      if (anchor && (!row || Math.abs(moved) >= 1)) {
        moves.push(`${row?.textContent?.slice(0, 20)} by ${moved}; scrolled ${anchor.offset} to ${element.scrollTop}`);
      }
      remember();
    });
    look();
    remember();
    observer.observe(element, { childList: true, subtree: true });
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    const endMs = Date.now() + 100_000;
    while (!seen.has(last) && Date.now() < endMs) {
      element.scrollBy(0, -400);
      remember();
      await frame();
    }
    await frame();
    observer.disconnect();
    return { seen: [...seen].sort((a, b) => a - b), moves, changes, gaps };
  }, downTo);
}
