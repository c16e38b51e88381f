// The contact list with its groups, in one go (ucwa.md 6).
import type { ContactId } from '../../model/account.ts';
import type { ChatEvent, EventBatch, Unreadable } from '../../model/event.ts';
import { ServiceError } from '../../service/error.ts';
import { group as groupProperties } from '../wire/contact.ts';
import { readProperties } from '../wire/properties.ts';
import { linkOf, type Resource } from '../wire/resource.ts';
import { mapAtOnce } from './at-once.ts';
import { readOrFail, type UcwaConnection } from './connection.ts';
import { contactOf, type FoundContact } from './contact-resource.ts';
import { tryResolve } from './links.ts';
import { changeSession, requireSession, type Session } from './session.ts';
import { followPresence } from './subscriptions.ts';

const requestsAtOnce = 4;

/** A group that says something about its members: the favourites (`pinned`), or one that the user made. */
type Group = { kind: 'pinned' | 'own'; name: string; contactsHref?: string | undefined };

type Membership = { isFavourite: boolean; groups: string[] };

const isRefusal = (error: unknown) =>
  error instanceof ServiceError &&
  (error.kind === 'not-found' || error.kind === 'forbidden' || error.kind === 'unreadable');

/** What a link leads to; undefined where the server does not offer it or does not let us read it. */
async function readOptional(connection: UcwaConnection, href: string | undefined): Promise<Resource | undefined> {
  if (href === undefined) return undefined;
  try {
    return await connection.get(href);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** The contacts in a collection, which embeds them or only links to them. */
async function contactsIn(connection: UcwaConnection, collection: Resource): Promise<(Resource | undefined)[]> {
  const embedded = collection.embedded.contact ?? [];
  if (embedded.length > 0) return embedded;
  const hrefs = (collection.links.contact ?? []).map(({ href }) => href);
  return mapAtOnce(hrefs, requestsAtOnce, (href) => readOptional(connection, href));
}

function groupsOf(connection: UcwaConnection, collection: Resource | undefined): Map<string, Group> {
  const found = new Map<string, Group>();
  for (const [key, kind] of [
    ['pinnedGroup', 'pinned'],
    ['group', 'own'],
  ] as const) {
    for (const group of collection?.embedded[key] ?? []) {
      const href = group.href && tryResolve(connection, group.href, key);
      const { name } = readOrFail(() => readProperties(groupProperties, group));
      const contactsHref = linkOf(group, 'groupContacts');
      if (href) found.set(href, { kind, name: name?.trim() ?? '', contactsHref });
    }
  }
  return found;
}

/** Pairs of contact and group, by their addresses. */
function pairsOf(connection: UcwaConnection, memberships: Resource): { contact: string; group: string }[] {
  return (memberships.embedded.myGroupMembership ?? []).flatMap((membership) => {
    const contactHref = linkOf(membership, 'contact');
    const groupHref = linkOf(membership, 'group') ?? linkOf(membership, 'pinnedGroup');
    const contact = contactHref && tryResolve(connection, contactHref, 'contact');
    const group = groupHref && tryResolve(connection, groupHref, 'group');
    return contact && group ? [{ contact, group }] : [];
  });
}

/** The same pairs, asked group by group, of a server that does not list memberships. */
async function pairsByGroup(connection: UcwaConnection, groups: Map<string, Group>) {
  const pairs = await mapAtOnce([...groups], requestsAtOnce, async ([group, { contactsHref }]) => {
    // Links are enough here: the contacts themselves are in the list.
    const collection = await readOptional(connection, contactsHref);
    const hrefs = [
      ...(collection?.embedded.contact ?? []).map(({ href }) => href),
      ...(collection?.links.contact ?? []).map(({ href }) => href),
    ];
    return hrefs.flatMap((href) => {
      const contact = href && tryResolve(connection, href, 'contact');
      return contact ? [{ contact, group }] : [];
    });
  });
  return pairs.flat();
}

async function readMemberships(
  connection: UcwaConnection,
  links: Session['links']['people'],
  byHref: Map<string, ContactId>,
) {
  const found = new Map<ContactId, Membership>();
  const [collection, memberships] = await Promise.all([
    readOptional(connection, links.myGroups),
    readOptional(connection, links.myGroupMemberships),
  ]);
  const groups = groupsOf(connection, collection);
  const pairs = memberships ? pairsOf(connection, memberships) : await pairsByGroup(connection, groups);
  for (const { contact, group: href } of pairs) {
    const [id, group] = [byHref.get(contact), groups.get(href)];
    if (id === undefined || !group) continue;
    const entry = found.get(id) ?? { isFavourite: false, groups: [] };
    if (group.kind === 'pinned') entry.isFavourite = true;
    else if (group.name !== '' && !entry.groups.includes(group.name)) entry.groups.push(group.name);
    found.set(id, entry);
  }
  return found;
}

/** Every entry on its own: one that cannot be read is noted, and the worker takes nobody for gone because of it. */
function readEntries(connection: UcwaConnection, entries: readonly (Resource | undefined)[]) {
  const found: FoundContact[] = [];
  const unreadable: Unreadable[] = [];
  for (const entry of entries) {
    try {
      if (entry === undefined) throw new ServiceError('unreadable', 'the server does not show it');
      found.push(...[contactOf(connection, entry) ?? []].flat());
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      unreadable.push({ what: 'contact', path: 'contact', reason: error.message });
    }
  }
  return { found, unreadable };
}

/** Keeps where contacts are, for as long as the application lives. */
export function keepContacts(
  connection: UcwaConnection,
  session: Session,
  found: readonly FoundContact[],
): Promise<void> {
  const added = Object.fromEntries(found.map(({ id, links }) => [id, links]));
  return changeSession(connection.options.session, session.applicationHref, ({ contacts }) => ({
    contacts: { ...contacts, ...added },
  }));
}

/**
 * The contact list, favourites and groups included; everybody in it is followed from now on.
 * @throws ServiceError
 */
export async function listContacts(connection: UcwaConnection): Promise<EventBatch> {
  const session = await requireSession(connection.options.session);
  const { people } = session.links;
  // Without this link there is no list (an administrator can forbid it), which is not an empty one.
  if (people.myContacts === undefined)
    return { events: [], unreadable: [{ what: 'contacts', path: 'myContacts', reason: 'missing' }] };
  const entries = await contactsIn(connection, await connection.get(people.myContacts));
  const { found, unreadable } = readEntries(connection, entries);
  await keepContacts(connection, session, found);
  const byHref = new Map(
    found.flatMap(({ id, links }) => (links.self === undefined ? [] : [[links.self, id] as const])),
  );
  const memberships = await readMemberships(connection, people, byHref);
  const events = found.map(({ id, update }): ChatEvent => {
    const { isFavourite, groups } = memberships.get(id) ?? { isFavourite: false, groups: [] };
    return {
      type: 'contact',
      // There are no requests and no blocking: whoever is in the list is a contact in every sense.
      contact: { ...update, isContact: true, isAuthorised: true, isBlocked: false, isFavourite, groups },
    };
  });
  await followPresence(
    connection,
    found.map(({ id }) => id),
  );
  return { events, unreadable };
}
