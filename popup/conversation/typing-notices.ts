// Tells the others that the user is typing: when it starts, again while it lasts, and when it stops.
import { isPreferenceOn } from '../../extension/preferences.ts';
import type { ConversationKey, OpenConversation } from '../../extension/queries.ts';
import { ask } from '../worker.ts';

/** Others show a notice for some seconds only, so it is repeated. */
const repeatMs = 8_000;
const idleMs = 6_000;

export type TypingNotices = {
  /** The user changed the text; an empty one means there is nothing to come. */
  typed(text: string): void;
  /** The message was sent: it speaks for itself. */
  sent(): void;
  stop(): void;
};

/** Notices for one conversation; `mayShow` is asked at each. */
export function showTyping(key: ConversationKey, mayShow: () => boolean): TypingNotices {
  let shownAtMs: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop() {
    clearTimeout(timer);
    if (shownAtMs === undefined) return;
    shownAtMs = undefined;
    void ask('typing.show', { ...key, isTyping: false });
  }

  return {
    typed(text) {
      if (!text.trim()) return stop();
      clearTimeout(timer);
      timer = setTimeout(stop, idleMs);
      const nowMs = Date.now();
      if (!mayShow() || (shownAtMs !== undefined && nowMs - shownAtMs < repeatMs)) return;
      shownAtMs = nowMs;
      void ask('typing.show', { ...key, isTyping: true });
    },
    sent() {
      clearTimeout(timer);
      shownAtMs = undefined;
    },
    stop,
  };
}

/** Whether the others may see that the user types: the account's flag allows it, and there is a connection to say it. */
export function mayShowTyping({ session, preferences }: OpenConversation): boolean {
  return session?.state === 'online' && (!preferences || isPreferenceOn('typing', preferences));
}
