// Something that is asked of an account's server for this page, and asked again when the page is looked at again.
import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { CommandErrorKind } from '../extension/commands.ts';
import { failureKind } from './failure.ts';

export type Asked<T> = {
  /** The last answer; undefined until there is one. It stays when a later question fails. */
  readonly value: ReadonlySignal<T | undefined>;
  readonly isReading: ReadonlySignal<boolean>;
  /** Why the last question was not answered. */
  readonly failure: ReadonlySignal<CommandErrorKind | undefined>;
  /** Asks now. The answer to an earlier question does not replace a later one. */
  read(): Promise<void>;
};

/** Makes a question of `ask`; nothing is asked before the first `read`. */
export function createAsked<T>(ask: () => Promise<T>): Asked<T> {
  const value = signal<T | undefined>(undefined);
  const isReading = signal(false);
  const failure = signal<CommandErrorKind | undefined>(undefined);
  let latest = 0;
  return {
    value,
    isReading,
    failure,
    async read() {
      latest += 1;
      const own = latest;
      isReading.value = true;
      try {
        const answer = await ask();
        if (own !== latest) return;
        value.value = answer;
        failure.value = undefined;
      } catch (error) {
        if (own === latest) failure.value = failureKind(error);
      } finally {
        if (own === latest) isReading.value = false;
      }
    },
  };
}

/** A question for the life of a component; a change of `inputs` makes it a new one. */
export function useAsked<T>(ask: () => Promise<T>, inputs: readonly unknown[]): Asked<T> {
  const asked = useMemo(() => createAsked(ask), inputs);
  useEffect(() => {
    const read = () => void asked.read();
    read();
    addEventListener('focus', read);
    return () => removeEventListener('focus', read);
  }, [asked]);
  return asked;
}
