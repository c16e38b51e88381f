import type { CommandErrorKind } from '../../extension/commands.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';

/** The kind of what an operation rejected with. */
export function kindOf(error: unknown): CommandErrorKind {
  return error instanceof Error && 'kind' in error ? (error.kind as CommandErrorKind) : 'fault';
}

/** The sentence for what an operation rejected with; `sentences` are keys of texts that say more about a kind here. */
export function failureSentence(error: unknown, sentences: Partial<Record<CommandErrorKind, string>> = {}): string {
  const kind = kindOf(error);
  const key = sentences[kind];
  return key ? text(key) : errorSentence(kind);
}
