// What the database tells about people who changed: short texts on one channel, sent by the functions of
// storage/sql/ucwa-people.ts in the transaction that changed them, whichever service it was.
import type { Queryable } from '../../storage/database.ts';

export const peopleChannel = 'ucwa_people';

export type PeopleChange =
  /** The finer word, the note or the place of a user. */
  | { readonly kind: 'presence' | 'note' | 'location'; readonly userId: number }
  /** Whom a user has accepted or blocked. */
  | { readonly kind: 'relation'; readonly userId: number; readonly mri: string }
  /** The contacts and groups of a user. */
  | { readonly kind: 'lists'; readonly userId: number };

/** Reads a text of the channel; undefined for none that is known, and for the empty one: "anything may have changed". */
export function readChange(text: string): PeopleChange | undefined {
  const [, kind, id, mri] = /^(\w+) (\d{1,15})(?: (.+))?$/s.exec(text) ?? [];
  const userId = Number(id);
  if (kind === 'presence' || kind === 'note' || kind === 'location' || kind === 'lists') return { kind, userId };
  return kind === 'relation' && mri !== undefined ? { kind, userId, mri } : undefined;
}

/** Sends a change; it goes out when the transaction commits. */
export async function announceChange(
  transaction: Queryable,
  change: { readonly kind: 'presence'; readonly userId: number },
): Promise<void> {
  await transaction.query('select pg_notify($1, $2)', [peopleChannel, `${change.kind} ${change.userId}`]);
}
