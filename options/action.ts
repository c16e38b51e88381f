import { type ReadonlySignal, signal } from '@preact/signals';
import type { CommandErrorKind } from '../extension/commands.ts';
import { failureKind } from './failure.ts';

/** Something a button does that takes a while and can fail. */
export type Action<Args extends unknown[]> = {
  readonly isRunning: ReadonlySignal<boolean>;
  /** Why the last run failed; cleared when the next begins. */
  readonly failure: ReadonlySignal<CommandErrorKind | undefined>;
  /** Starts at once, inside the caller's click; answers whether it succeeded. Ignored, and false, while it runs. */
  run(...args: Args): Promise<boolean>;
  forgetFailure(): void;
};

/** Makes an action of `perform`, which rejects with a CommandError when it fails. */
export function createAction<Args extends unknown[]>(perform: (...args: Args) => Promise<unknown>): Action<Args> {
  const isRunning = signal(false);
  const failure = signal<CommandErrorKind | undefined>(undefined);
  return {
    isRunning,
    failure,
    async run(...args) {
      if (isRunning.value) return false;
      isRunning.value = true;
      failure.value = undefined;
      try {
        await perform(...args);
        return true;
      } catch (error) {
        failure.value = failureKind(error);
        return false;
      } finally {
        isRunning.value = false;
      }
    },
    forgetFailure() {
      failure.value = undefined;
    },
  };
}
