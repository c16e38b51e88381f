import { searchPeople } from '../../account/directory.ts';
import { findUserByAddress } from '../addresses.ts';
import type { Application } from '../application/applications.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { type ContactView, viewContacts } from './contact-views.ts';

/** An address that is sought instead of a name: its person, as the directory finds them by name. */
async function textFor(context: UcwaContext, query: string): Promise<string> {
  const person = await findUserByAddress(context, context.database, query);
  return person ? person.name : query;
}

/**
 * The people whom the directory finds, those of the user's own list included; by name or by address. It is the search of the Skype
 * side: nobody finds somebody who has blocked them.
 */
export async function searchContacts(
  context: UcwaContext,
  application: Application,
  query: string,
  limit: number,
): Promise<{ views: ContactView[]; hasMore: boolean }> {
  const rows = await searchPeople(context.database, application, await textFor(context, query), limit + 1);
  const mris = rows.slice(0, limit).map((row) => row.mri);
  return { views: await viewContacts(context.database, application, mris), hasMore: rows.length > limit };
}
