// The user's own presence, note and place (ucwa.md 5.1). The presence is a status of the application's endpoint, the note is the
// mood of the profile: users of both protocols see the same person.

import type { PreferredAvailability } from '../../../src/ucwa/wire/me.ts';
import { changeProfile } from '../../account/profile-change.ts';
import { takeTick } from '../../messaging/clock.ts';
import { setStatus } from '../../messaging/status.ts';
import type { Queryable } from '../../storage/database.ts';
import type { Application } from '../application/access.ts';
import { validationFailure } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { noteReport } from './activity.ts';
import { statusOfAvailability } from './availability.ts';

/** Shows the user as chosen, until the next choice on any client. The clock is held. */
export async function showAvailability(
  transaction: Queryable,
  context: UcwaContext,
  application: Application,
  availability: PreferredAvailability,
): Promise<void> {
  await setStatus(transaction, context, application, statusOfAvailability[availability], availability);
}

/** Publishes an availability; whoever chooses one is here. */
export async function publishAvailability(
  context: UcwaContext,
  application: Application,
  availability: PreferredAvailability,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await noteReport(transaction, context, application);
    await showAvailability(transaction, context, application, availability);
  });
}

/** Takes the choice back: from now on the presence follows the user's activity again. */
export async function resetAvailability(context: UcwaContext, application: Application): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await noteReport(transaction, context, application);
    await setStatus(transaction, context, application, 'Online');
  });
}

/** In characters: what a profile can hold. */
const longestNote = 2_000;

/** Sets the personal note; an empty one clears it. Throws 400 for one that no profile can hold. */
export async function publishNote(context: UcwaContext, { userId }: Application, message: string): Promise<void> {
  if (message.length > longestNote) throw validationFailure('message', `expected at most ${longestNote} characters`);
  await context.database.transaction((transaction) => changeProfile(transaction, userId, { mood: message || null }));
}

/** Sets where the user is; an empty text clears it. */
export async function publishLocation(context: UcwaContext, { userId }: Application, location: string): Promise<void> {
  await context.database.query('update users set location = $2 where id = $1', [userId, location || null]);
}

/** The note and the place of a user, empty where there is none. */
export async function ownWords(queryable: Queryable, userId: number): Promise<{ note: string; location: string }> {
  const [row] = await queryable.query<{ mood: string | null; location: string | null }>(
    'select mood, location from users where id = $1',
    [userId],
  );
  return { note: row?.mood ?? '', location: row?.location ?? '' };
}
