// Looks at what the event channel points to: presence, notes and places of people, the contact list, the user's own links. Those events
// carry nothing themselves (ucwa.md 5.4, 5.5, 6).
import type { ContactId } from '../../model/account.ts';
import type { ChatEvent, EventBatch } from '../../model/event.ts';
import { ServiceError } from '../../service/error.ts';
import type { PeopleEvent, PeopleNews } from '../channel/people.ts';
import { location, note } from '../wire/me.ts';
import { readProperties } from '../wire/properties.ts';
import { refreshLinks } from './application.ts';
import { presenceOf } from './availability.ts';
import { readOrFail, type UcwaConnection } from './connection.ts';
import { keepContacts, listContacts } from './contact-list.ts';
import { contactOf } from './contact-resource.ts';
import { isGone } from './failure.ts';
import { requireSession, type Session } from './session.ts';
import { notePresenceEnded, renewContactsSubscription, renewPresence } from './subscriptions.ts';

type News = Pick<EventBatch, 'events' | 'unreadable'>;

const nothing = (): News => ({ events: [], unreadable: [] });
const tell = (...events: ChatEvent[]): News => ({ events, unreadable: [] });

/** How long the list that was read last counts as new, ms: many events at once say the same. */
const freshListMs = 500;

/** Whose contact resource, or part of it, has this address; undefined while nobody has said it. */
function ownerOf(session: Session, href: string): ContactId | undefined {
  return Object.entries(session.contacts).find(([, links]) => Object.values(links).includes(href))?.[0];
}

/** Who an event about a part of a contact is about: known by the part, by the contact, or read from the contact. */
async function personOf(
  connection: UcwaConnection,
  session: Session,
  event: PeopleEvent,
): Promise<ContactId | undefined> {
  const known = ownerOf(session, event.link.href) ?? (event.in && ownerOf(session, event.in.href));
  if (known !== undefined || event.in?.rel !== 'contact') return known;
  const found = contactOf(connection, await connection.get(event.in.href));
  if (found) await keepContacts(connection, session, [found]);
  return found?.id;
}

async function readPart(connection: UcwaConnection, session: Session, event: PeopleEvent): Promise<News> {
  const { href, rel } = event.link;
  const id = await personOf(connection, session, event);
  if (id === undefined || event.type === 'deleted') return nothing();
  const resource = await connection.get(href);
  if (rel === 'contactPresence') {
    const presence = presenceOf(id, resource, connection.options.nowMs());
    return presence ? tell({ type: 'presence', presence }) : nothing();
  }
  if (rel === 'contactNote') {
    const mood = readOrFail(() => readProperties(note, resource)).message ?? '';
    return tell({ type: 'contact', contact: { id, mood } });
  }
  const place = readOrFail(() => readProperties(location, resource)).location ?? '';
  return tell({ type: 'contact', contact: { id, location: place } });
}

async function readOwn(connection: UcwaConnection, session: Session, { link, type }: PeopleEvent): Promise<News> {
  if (link.rel === 'me') {
    await refreshLinks(connection, session);
    return nothing();
  }
  if (link.rel !== 'presence' || type === 'deleted') return nothing();
  const presence = presenceOf(session.ownUri, await connection.get(link.href), connection.options.nowMs());
  return presence ? tell({ type: 'presence', presence }) : nothing();
}

const parts: ReadonlySet<string> = new Set(['contactPresence', 'contactNote', 'contactLocation']);
const listRels: ReadonlySet<string> = new Set(['contact', 'group', 'pinnedGroup', 'defaultGroup', 'distributionGroup']);

/** What reads news about people for the event channel. */
export function createPeopleNews(connection: UcwaConnection): PeopleNews {
  let listedAtMs = Number.NEGATIVE_INFINITY;
  let listing: Promise<News> | undefined;
  /** An event came too soon after the list was read; it may have said something that is not in it. */
  let isStale = false;

  const isFresh = () => {
    const sinceMs = connection.options.nowMs() - listedAtMs;
    return listing !== undefined || (sinceMs >= 0 && sinceMs < freshListMs);
  };

  async function readList(): Promise<News> {
    if (isFresh()) {
      isStale = true;
      return nothing();
    }
    isStale = false;
    listedAtMs = connection.options.nowMs();
    listing = listContacts(connection).finally(() => {
      listing = undefined;
    });
    listing.catch(() => {
      listedAtMs = Number.NEGATIVE_INFINITY;
    });
    return listing;
  }

  async function changeList(session: Session, { link, in: owner, type }: PeopleEvent): Promise<News> {
    // Who is followed is our own doing.
    if (owner?.rel === 'subscribedContacts') return nothing();
    const id = type === 'deleted' && owner?.rel === 'myContacts' ? ownerOf(session, link.href) : undefined;
    const gone =
      id === undefined ? [] : [{ id, isContact: false, isAuthorised: false, isFavourite: false, groups: [] }];
    const { events, unreadable } = await readList();
    return { events: [...gone.map((contact): ChatEvent => ({ type: 'contact', contact })), ...events], unreadable };
  }

  async function look(event: PeopleEvent): Promise<News> {
    const session = await requireSession(connection.options.session);
    const { rel, href } = event.link;
    if (event.sender === 'me') return readOwn(connection, session, event);
    if (parts.has(rel)) return readPart(connection, session, event);
    if (listRels.has(rel)) return changeList(session, event);
    if (rel === 'presenceSubscription' && event.type !== 'added') {
      await notePresenceEnded(connection, href, event.type === 'deleted');
      await renewPresence(connection);
    }
    if (rel === 'myContactsAndGroupsSubscription') await renewContactsSubscription(connection, true);
    return nothing();
  }

  return {
    async read(event) {
      try {
        const news = await look(event);
        if (!isStale || isFresh()) return news;
        const { events, unreadable } = await readList();
        return { events: [...news.events, ...events], unreadable: [...news.unreadable, ...unreadable] };
      } catch (error) {
        if (isGone(error)) return nothing();
        // What cannot be read, or is not for us, is noted and not asked again.
        if (!(error instanceof ServiceError) || !['unreadable', 'forbidden', 'invalid'].includes(error.kind))
          throw error;
        return { events: [], unreadable: [{ what: event.link.rel, path: '', reason: error.message }] };
      }
    },

    async restore() {
      await notePresenceEnded(connection);
      await renewPresence(connection);
      await renewContactsSubscription(connection);
      return listContacts(connection);
    },
  };
}
