// What the reply box is about: begins and ends edits, and keeps what was being written aside meanwhile.
import { useEffect, useRef } from 'preact/hooks';
import type { ComposingOperations } from '../../src/service/composing.ts';
import { type ComposerTask, composerTask, typedText } from './task.ts';
import type { WritingField } from './use-field.ts';

export type TaskControl = {
  readonly task: ComposerTask | undefined;
  end(): void;
  /** Goes on with an edit that the worker could not take, where it was. */
  resume(task: ComposerTask, typed: string): void;
};

export function useTask(composing: ComposingOperations, { field, write }: WritingField): TaskControl {
  const task = composerTask.value;
  /** What was being written when an edit began. */
  const aside = useRef('');
  const notTaken = useRef<string | undefined>(undefined);

  useEffect(() => {
    if (task) field.current?.focus();
    if (task?.kind !== 'edit') return undefined;
    aside.current = field.current?.value ?? '';
    write(notTaken.current ?? typedText(composing, task.message));
    notTaken.current = undefined;
    return () => write(aside.current);
  }, [task?.kind, task?.message.id]);

  return {
    task,
    end() {
      composerTask.value = undefined;
      field.current?.focus();
    },
    resume(failed, typed) {
      notTaken.current = typed;
      composerTask.value = failed;
    },
  };
}
