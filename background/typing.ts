// Shows others that the user types. Nothing of it is stored, and a failure is nobody's concern.
import type { ConversationId } from '../src/model/account.ts';
import type { Context } from './context.ts';
import type { Link } from './link.ts';

/** Clients show somebody as typing for 7 s and more after each notice (skype.md 7.6). */
const repeatMs = 5_000;
/** Set while the user does not want to be seen typing (skype.md 9.1). */
const hidesTypingFlag = 20;

export type ShowTyping = (link: Link, conversation: ConversationId, isTyping: boolean) => Promise<void>;

export function createShowTyping(context: Context): ShowTyping {
  const shownAtMs = new Map<string, number>();
  return async (link, conversation, isTyping) => {
    const { typing } = link.service;
    const key = `${link.account.id}\n${conversation}`;
    const shown = shownAtMs.get(key);
    if (!typing || (isTyping ? shown !== undefined && Math.abs(context.nowMs() - shown) < repeatMs : !shown)) return;
    if (isTyping) shownAtMs.set(key, context.nowMs());
    else shownAtMs.delete(key);
    const preferences = await (await context.database()).get('preferences', link.account.id);
    if (preferences?.flags.includes(hidesTypingFlag)) return;
    await link.call(() => typing.show(conversation, isTyping)).catch(() => undefined);
  };
}
