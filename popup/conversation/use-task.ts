// What the reply box is about: begins and ends edits, keeps what was being written aside meanwhile, and goes on with an
// unfinished one when the popup was closed over it, which takes no more than a click beside it.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { browser } from '../../extension/browser.ts';
import { type ConversationKey, type OpenConversation, readDraft } from '../../extension/queries.ts';
import { stored } from '../../extension/ui/stored.ts';
import type { ComposingOperations } from '../../src/service/composing.ts';
import { type ComposerTask, composerTask, typedText } from './task.ts';
import type { WritingField } from './use-field.ts';

export type TaskControl = {
  readonly task: ComposerTask | undefined;
  /** The text of the edit is different now. */
  typed(text: string): void;
  end(): void;
  /** Goes on with an edit that the worker could not take, where it was. */
  resume(task: ComposerTask, typed: string): void;
};

type Unfinished = { kind: ComposerTask['kind']; message: string; text: string };

const storageKey = ({ account, conversation }: ConversationKey) => `task:${account}:${conversation}`;

function readUnfinished(value: unknown): Unfinished | undefined {
  const { kind, message, text } = (value ?? {}) as Record<string, unknown>;
  const isKnown = (kind === 'edit' || kind === 'quote') && typeof message === 'string' && typeof text === 'string';
  return isKnown ? { kind, message, text } : undefined;
}

async function takeUnfinished(key: ConversationKey): Promise<Unfinished | undefined> {
  const name = storageKey(key);
  return readUnfinished((await browser.storage.session.get(name))[name]);
}

/** Notes an unfinished task until the browser ends; undefined when there is none any more. */
function note(key: ConversationKey, unfinished: Unfinished | undefined): void {
  const name = storageKey(key);
  const { session } = browser.storage;
  void (unfinished ? session.set({ [name]: unfinished }) : session.remove(name)).catch(() => undefined);
}

export function useTask(
  key: ConversationKey,
  view: OpenConversation,
  composing: ComposingOperations,
  { field, write }: WritingField,
): TaskControl {
  const task = composerTask.value;
  /** What was being written when an edit began. */
  const aside = useRef('');
  const goesOnWith = useRef<string | undefined>(undefined);

  useEffect(() => {
    // Behind the draft, which is what the edit puts aside.
    void stored()
      .then((database) => readDraft(database, key))
      .then(() => takeUnfinished(key))
      .then((unfinished) => {
        const message = view.messages.find(({ id }) => id === unfinished?.message);
        if (!unfinished || !message || composerTask.value) return;
        goesOnWith.current = unfinished.text;
        composerTask.value = { kind: unfinished.kind, message };
      })
      .catch(() => undefined);
  }, [key]);

  // At once, not after a paint: who chose "Quote" types on, and the first letter must not be lost.
  useLayoutEffect(() => {
    if (!task) return undefined;
    field.current?.focus();
    const text = goesOnWith.current ?? typedText(composing, task.message);
    goesOnWith.current = undefined;
    note(key, { kind: task.kind, message: task.message.id, text });
    if (task.kind !== 'edit') return undefined;
    aside.current = field.current?.value ?? '';
    write(text);
    return () => write(aside.current);
  }, [task?.kind, task?.message.id]);

  return {
    task,
    typed(text) {
      if (task) note(key, { kind: task.kind, message: task.message.id, text });
    },
    end() {
      note(key, undefined);
      composerTask.value = undefined;
      field.current?.focus();
    },
    resume(failed, typed) {
      goesOnWith.current = typed;
      composerTask.value = failed;
    },
  };
}
