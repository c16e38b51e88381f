// What went wrong on the way to a sign-in, in words that say what to do.
import type { CommandErrorKind } from '../../extension/commands.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';

/** Names in one phrase, the way the user's language joins them. */
export function joined(names: readonly string[]): string {
  return new Intl.ListFormat(undefined, { type: 'conjunction' }).format(names);
}

/** The host of an origin, with its port. */
export const hostOf = (origin: string): string => new URL(origin).host;

/** Sentences that name the place; the rest is the same everywhere. */
const placed: Partial<Record<CommandErrorKind, string>> = {
  'no-server': 'optionsFindNothing',
  'not-found': 'optionsFindNothing',
  network: 'optionsFindSilence',
  unreadable: 'optionsFindStranger',
  permission: 'optionsFindNotAllowed',
};

/**
 * Why no server was found. `place` is where it was looked for: the domain of the address, or the server that was entered
 * (`isEntered`).
 */
export function findFailure(kind: CommandErrorKind, place: string, isEntered: boolean): string {
  if (kind === 'no-server' && !isEntered) return text('optionsFindNoServer', place);
  const key = placed[kind];
  return key ? text(key, place) : errorSentence(kind);
}

/** Why somebody could not sign in. `name` is whose account it is, where that is known. */
export function signInFailure(kind: CommandErrorKind, name = ''): string {
  return kind === 'conflict' && name ? text('optionsSomebodyElse', name) : errorSentence(kind);
}
