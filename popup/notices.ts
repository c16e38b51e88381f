// Short words to the user: what failed (shown), and what happened (said to screen readers only).
import type { CommandErrorKind } from '../extension/commands.ts';
import { errorSentence } from '../extension/sentences.ts';
import { cell } from './cell.ts';

/** The failure on screen, until it is closed or replaced. */
export const failure = cell<string | undefined>(undefined);

/** The last thing said to screen readers. */
export const announced = cell('');

/** Shows what failed. */
export function showFailure(kind: CommandErrorKind): void {
  failure.value = errorSentence(kind);
}

/** Says something to screen readers when they are done with what they read. */
export function announce(sentence: string): void {
  announced.value = sentence;
}
