// Who people are: the contact list, and the names of anybody the organisation knows (ucwa.md 6).
import type { ContactId } from '../../model/account.ts';
import type { ChatEvent } from '../../model/event.ts';
import type { ContactOperations } from '../../service/service.ts';
import { mapAtOnce } from './at-once.ts';
import type { UcwaConnection } from './connection.ts';
import { keepContacts, listContacts } from './contact-list.ts';
import { contactOf, type FoundContact, idOf } from './contact-resource.ts';
import { isGone } from './failure.ts';
import { requireSession, type Session } from './session.ts';

const requestsAtOnce = 4;
const mostFound = 10;

async function search(connection: UcwaConnection, session: Session, id: ContactId): Promise<FoundContact | undefined> {
  const href = session.links.people.search;
  if (href === undefined) return undefined;
  const query = { query: id.replace(/^sip:/, ''), limit: String(mostFound) };
  const result = await connection.get(href, { query });
  return (result.embedded.contact ?? []).map((entry) => contactOf(connection, entry)).find((entry) => entry?.id === id);
}

/** One person: read where they are known to be, else searched for; undefined for nobody. */
export async function findContact(connection: UcwaConnection, id: ContactId): Promise<FoundContact | undefined> {
  const session = await requireSession(connection.options.session);
  const known = session.contacts[id]?.self;
  try {
    const read = known === undefined ? undefined : contactOf(connection, await connection.get(known));
    return read ?? (await search(connection, session, id));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The contact list, nobody's requests (there are none), and names of anybody. */
export function createContactOperations(connection: UcwaConnection): ContactOperations {
  return {
    list: () => listContacts(connection),
    listRequests: async () => ({ requests: [], unreadable: [] }),

    async resolve(ids) {
      const session = await requireSession(connection.options.session);
      const people = ids.flatMap((id) => idOf(id) ?? []).filter((id) => id !== session.ownUri);
      const found = (await mapAtOnce(people, requestsAtOnce, (id) => findContact(connection, id))).flatMap(
        (entry) => entry ?? [],
      );
      await keepContacts(connection, session, found);
      const own = ids.some((id) => idOf(id) === session.ownUri)
        ? [{ id: session.ownUri, kind: 'person' as const, name: session.ownName }]
        : [];
      const events = [...found.map(({ update }) => update), ...own].map(
        (contact): ChatEvent => ({ type: 'contact', contact }),
      );
      return { events, unreadable: [] };
    },
  };
}
