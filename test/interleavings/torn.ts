import type { Browser } from './browser.ts';

/** What must be true of what is stored at any moment, whenever the worker dies: derived values are those of the stored messages. */
export function findTorn(browser: Browser): string[] {
  const messages = browser.rows('messages');
  return browser.rows('conversations').flatMap(({ id, unread, unreadMentions, readUpTo, lastMessage }) => {
    const own = messages.filter(({ conversation }) => conversation === id);
    const counted = own.filter(({ incoming, order }) => incoming > 0 && order > readUpTo);
    const mentions = counted.filter(({ incoming }) => incoming === 2);
    const last = own.sort((a, b) => a.order - b.order).at(-1);
    const isTorn = unread !== counted.length || unreadMentions !== mentions.length || lastMessage?.id !== last?.id;
    return isTorn ? [`torn: ${id} says ${unread}/${unreadMentions}/${lastMessage?.id}`] : [];
  });
}
