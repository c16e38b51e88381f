import type { Page } from 'puppeteer-core';

/** Contents of all stored messages of a conversation, read from the extension's database by one of its own pages. */
export function storedTexts(page: Page, conversation: string): Promise<string[]> {
  return page.evaluate(
    (wanted) =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('skylark');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('messages').objectStore('messages').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            const rows = reading.result as { conversation: string; raw: { content: string } }[];
            resolve(rows.filter((row) => row.conversation === wanted).map((row) => row.raw.content));
          };
        };
      }),
    conversation,
  );
}
