// The sentence for each state and each error: what is the matter, and what to do. Keys of `_locales` allow no hyphen.
import type { ConnectionState } from '../src/sync/connection.ts';
import type { CommandErrorKind } from './commands.ts';
import { text } from './text.ts';

/** What a connection state means for the user. */
export function connectionSentence(state: ConnectionState): string {
  return text(`connection_${state.replaceAll('-', '_')}`);
}

/** What went wrong and what the user can do about it. */
export function errorSentence(kind: CommandErrorKind): string {
  return text(`error_${kind.replaceAll('-', '_')}`);
}
