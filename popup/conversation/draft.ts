// Keeps what is typed: saved shortly after the last key, and at once when the page goes away.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type ConversationKey, readDraft } from '../../extension/queries.ts';
import { stored } from '../../extension/ui/stored.ts';
import { ask } from '../worker.ts';

const quietMs = 400;
const longest = 8000;

export type DraftKeeper = {
  /** The text is now this. */
  keep(text: string): void;
  /** Saves what is not saved yet. */
  flush(): void;
};

/** Keeps the draft of one conversation; `saved` is what is stored already. */
export function keepDraft(key: ConversationKey, saved = ''): DraftKeeper {
  let current = saved;
  /** What the worker has; undefined after a failure, so that the next occasion saves again. */
  let stored: string | undefined = saved;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    if (current === stored) return;
    stored = current;
    const text = current;
    void ask('draft.save', { ...key, text }).then((reply) => {
      if (!reply.ok && stored === text) stored = undefined;
    });
  }

  return {
    keep(text) {
      current = text.slice(0, longest);
      clearTimeout(timer);
      timer = setTimeout(flush, quietMs);
    },
    flush,
  };
}

/** Restores the draft of a conversation, unless the user was faster, and keeps it from then on. */
export function useDraft(
  key: ConversationKey,
  field: { readonly current: HTMLTextAreaElement | null },
  show: (draft: string) => void,
): { readonly current: DraftKeeper | null } {
  const keeper = useRef<DraftKeeper | null>(null);
  useLayoutEffect(() => {
    const flush = () => keeper.current?.flush();
    keeper.current = keepDraft(key);
    void stored()
      .then((database) => readDraft(database, key))
      .then((row) => {
        if (!row?.text || field.current?.value) return;
        keeper.current = keepDraft(key, row.text);
        show(row.text);
      });
    addEventListener('pagehide', flush);
    return () => {
      flush();
      removeEventListener('pagehide', flush);
    };
  }, [key]);
  return keeper;
}
