// Shows others that the user types. Nothing of it is stored, and a failure is nobody's concern.
import type { ConversationId } from '../src/model/account.ts';
import type { Context } from './context.ts';
import type { Link } from './link.ts';

/** Clients show somebody as typing for 7 s and more after each notice (skype.md 7.6). */
const repeatMs = 5_000;
/** Set while the user does not want to be seen typing (skype.md 9.1). */
const hidesTypingFlag = 20;

export type Typing = {
  show(link: Link, conversation: ConversationId, isTyping: boolean): Promise<void>;
  /** A message goes out, which ends the notice for everybody: the next one is not a repetition. */
  forget(link: Link, conversation: ConversationId): void;
};

export function createTyping(context: Context): Typing {
  const shownAtMs = new Map<string, number>();
  const keyOf = ({ account }: Link, conversation: ConversationId) => `${account.id}\n${conversation}`;
  return {
    async show(link, conversation, isTyping) {
      const { typing } = link.service;
      const key = keyOf(link, conversation);
      const shown = shownAtMs.get(key);
      if (!typing || (isTyping ? shown !== undefined && Math.abs(context.nowMs() - shown) < repeatMs : !shown)) return;
      if (isTyping) shownAtMs.set(key, context.nowMs());
      else shownAtMs.delete(key);
      const preferences = await (await context.database()).get('preferences', link.account.id);
      if (preferences?.flags.includes(hidesTypingFlag)) return;
      await link.call(() => typing.show(conversation, isTyping)).catch(() => undefined);
    },
    forget: (link, conversation) => void shownAtMs.delete(keyOf(link, conversation)),
  };
}
