// A reader's eye on the log: where every message on screen stands from one painted picture to the next.
import type { Page } from 'puppeteer-core';
import { openDatabase } from '../../gateway/storage/open.ts';

export type Written = { sender: string; atMs: number; type?: string; content: string };

/** Puts messages into a conversation, oldest first. The gateway must not be running on the folder. */
export async function writeMessages(folder: string, conversation: string, messages: readonly Written[]): Promise<void> {
  const database = await openDatabase({ data: folder });
  try {
    await database.query(
      `insert into messages (id, conversation_id, sender, sender_name, messagetype, contenttype, content, clientmessageid,
         composed_at_ms, is_disclosed, version)
       select at_ms, $1, sender, '', type, 'text', content, null, at_ms, true, at_ms
       from unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) as written (at_ms, sender, type, content)`,
      [
        conversation,
        messages.map(({ atMs }) => atMs),
        messages.map(({ sender }) => sender),
        messages.map(({ type }) => type ?? 'RichText'),
        messages.map(({ content }) => content),
      ],
    );
  } finally {
    await database.close();
  }
}

export type EyeReading = {
  /** Every message on screen that stood elsewhere in the next painted picture though nobody scrolled, by how many px. */
  moves: string[];
  /** Messages that were ever in the log, oldest first as far as they were there at the same time. */
  keys: number;
  /** How often other messages were in the log than before. */
  changes: number;
  isAtStart: boolean;
};

/**
 * Scrolls by `step` px in every picture (negative: back) until the log says that it begins here, or until its newest message
 * is reached. A step larger than the log waits at its very start for each page.
 */
export function readOn(page: Page, step: number): Promise<EyeReading> {
  return page.evaluate(async (stepPx) => {
    const found = document.querySelector<HTMLElement>('.log');
    if (!found) throw new Error('there is no log');
    const log = found;
    const rows = () => [...log.querySelectorAll<HTMLElement>('.bubble-row[data-key], .line[data-key]')];
    const keyOf = (row: HTMLElement) => row.dataset.key ?? '';
    const keys = new Set<string>();
    const moves: string[] = [];
    let changes = 0;
    let last = '';
    const onScreen = () => {
      const { top, bottom } = log.getBoundingClientRect();
      return rows().flatMap((row) => {
        const place = row.getBoundingClientRect();
        return place.bottom > top && place.top < bottom
          ? [{ key: keyOf(row), top: place.top, text: row.innerText }]
          : [];
      });
    };
    const painted = () =>
      new Promise<void>((done) => {
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => done();
          channel.port2.postMessage(undefined);
        });
      });
    const isAtStart = () => /begins/.test(log.querySelector('.log-start')?.textContent ?? '');
    const isAtEnd = () => Math.abs(log.scrollTop) < 2 && !document.querySelector('.jump');
    const endMs = Date.now() + 60_000;
    for (let quiet = 0; quiet < 5 && Date.now() < endMs; ) {
      log.scrollBy(0, stepPx);
      const before = onScreen();
      const offset = log.scrollTop;
      await painted();
      const here = new Map(rows().map((row) => [keyOf(row), row.getBoundingClientRect().top]));
      for (const { key, top, text } of before) {
        const now = here.get(key);
        if (now === undefined) moves.push(`${text.slice(0, 20)} went; scrolled ${offset} to ${log.scrollTop}`);
        else if (Math.abs(now - top) >= 1) moves.push(`${text.slice(0, 20)} by ${now - top}`);
      }
      for (const key of here.keys()) keys.add(key);
      const shown = [...here.keys()].join();
      if (shown !== last) changes += 1;
      quiet = shown === last && (stepPx < 0 ? isAtStart() : isAtEnd()) ? quiet + 1 : 0;
      last = shown;
    }
    return { moves, keys: keys.size, changes, isAtStart: isAtStart() };
  }, step);
}
