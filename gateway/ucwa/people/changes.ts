// Hears what any service changes about people (change-texts.ts) and tells the applications that watch them. The texts are hints: what
// an application is told is read from the tables.
import { viewersOf } from '../../messaging/relations.ts';
import { describeError } from '../../request-log.ts';
import type { Queryable } from '../../storage/database.ts';
import { applicationsBySerial, applicationsOf } from '../application/applications.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { type PeopleChange, peopleChannel, readChange } from './change-texts.ts';
import { tellListChanges } from './list-subscriptions.ts';
import { beginWatching, settleWatching } from './watch-changes.ts';
import { type ContactFact, tellOwner, tellWatchers } from './watching.ts';

type Person = { readonly userId: number; readonly mri: string };

const facts: Readonly<Record<'presence' | 'note' | 'location', ContactFact>> = {
  presence: 'contactPresence',
  note: 'contactNote',
  location: 'contactLocation',
};

/** Everything that is hidden from those who may not see somebody. */
const hidden: readonly ContactFact[] = Object.values(facts);

async function personOf(queryable: Queryable, condition: 'id = $1' | 'mri = $1', value: number | string) {
  const [row] = await queryable.query<{ id: number; mri: string }>(`select id, mri from users where ${condition}`, [
    value,
  ]);
  return row && ({ userId: row.id, mri: row.mri } satisfies Person);
}

/** A user's contacts are others, or in other groups: some applications may now watch others. */
async function tellLists(transaction: Queryable, context: UcwaContext, userId: number): Promise<void> {
  for (const application of await applicationsOf(transaction, [userId], false)) {
    const before = await beginWatching(transaction, application);
    await settleWatching(transaction, context, application, before, []);
    await tellListChanges(transaction, context, application);
  }
}

/** Two people see each other as they may now, whether that is more or less than before. */
async function tellRelation(transaction: Queryable, context: UcwaContext, one: Person, other: Person): Promise<void> {
  await tellWatchers(transaction, context, one.mri, hidden, [other.userId]);
  await tellWatchers(transaction, context, other.mri, hidden, [one.userId]);
}

async function tell(transaction: Queryable, context: UcwaContext, change: PeopleChange): Promise<void> {
  if (change.kind === 'lists') {
    await tellLists(transaction, context, change.userId);
    return;
  }
  const person = await personOf(transaction, 'id = $1', change.userId);
  if (!person) return;
  if (change.kind === 'relation') {
    const other = await personOf(transaction, 'mri = $1', change.mri);
    if (other) await tellRelation(transaction, context, person, other);
    return;
  }
  const audience = (await viewersOf(transaction, person)).map((viewer) => viewer.userId);
  await tellWatchers(transaction, context, person.mri, [facts[change.kind]], audience);
  await tellOwner(transaction, context, person.userId, change.kind);
}

/** Texts were lost: whoever watches anybody looks at everybody again. */
async function tellAll(transaction: Queryable, context: UcwaContext): Promise<void> {
  const rows = await transaction.query<{ serial: number }>('select serial from ucwa_applications order by serial');
  const applications = await applicationsBySerial(
    transaction,
    rows.map((row) => row.serial),
  );
  for (const application of applications) {
    await beginWatching(transaction, application);
    await settleWatching(transaction, context, application, new Set(), []);
    await tellListChanges(transaction, context, application);
  }
}

/** Tells what one text says. Texts that nobody understands are left alone. */
export async function tellChange(context: UcwaContext, text: string): Promise<void> {
  const change = readChange(text);
  if (!change && text !== '') return;
  await context.database.transaction((transaction) =>
    change ? tell(transaction, context, change) : tellAll(transaction, context),
  );
}

/** Listens until the gateway shuts down; one text after the other, so that what is told keeps its order. */
export function followChanges(context: UcwaContext): void {
  let last: Promise<void> = Promise.resolve();
  const failed = (error: unknown) => {
    if (!context.shutdown.aborted) context.log.error(describeError(error), 'changes about people could not be told');
  };
  const hear = (text: string) => {
    if (!context.shutdown.aborted) last = last.then(() => tellChange(context, text)).catch(failed);
  };
  context.database.listen(peopleChannel, hear).catch(failed);
}
