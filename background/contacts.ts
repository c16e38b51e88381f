// Who people are: the contact list, and the names of everybody else who turns up.
import type { ContactId } from '../src/model/account.ts';
import type { ChatEvent } from '../src/model/event.ts';
import type { Apply } from './apply.ts';
import { within } from './apply-read.ts';
import type { Context } from './context.ts';
import { peopleOf } from './derive.ts';
import type { Link } from './link.ts';

const askedAtOnce = 50;

export type Contacts = {
  /** Reads the contact list and the open requests, then asks for everybody in a conversation who has no name yet. */
  refresh(link: Link): Promise<void>;
  /** Asks who these people are; each is asked about once at a time. */
  resolve(link: Link, people: readonly ContactId[]): Promise<void>;
};

export function createContacts(context: Context, apply: Apply): Contacts {
  const asking = new Set<string>();

  async function resolve(link: Link, people: readonly ContactId[]): Promise<void> {
    const { contacts } = link.service;
    const keyOf = (person: ContactId) => `${link.account.id}\n${person}`;
    const wanted = [...new Set(people)].filter((person) => !asking.has(keyOf(person)));
    if (!contacts || wanted.length === 0) return;
    for (const person of wanted) asking.add(keyOf(person));
    try {
      for (let first = 0; first < wanted.length; first += askedAtOnce) {
        const some = wanted.slice(first, first + askedAtOnce);
        await apply(link.account, await link.call(() => contacts.resolve(some)), { resolved: some });
      }
    } finally {
      for (const person of wanted) asking.delete(keyOf(person));
    }
  }

  async function readList(link: Link): Promise<void> {
    const { contacts } = link.service;
    if (!contacts) return;
    const batch = await link.call(() => contacts.list());
    const listed = new Set(batch.events.flatMap((event) => (event.type === 'contact' ? [event.contact.id] : [])));
    const { id } = link.account;
    const stored = await (await context.database()).getAll('contacts', within(id));
    const none = { isContact: false, isAuthorised: false, isBlocked: false, isFavourite: false };
    const gone = stored
      .filter((row) => (row.isContact || row.isBlocked || row.isFavourite) && !listed.has(row.id))
      .map((row): ChatEvent => ({ type: 'contact', contact: { id: row.id, ...none } }));
    // An entry that could not be read is not an entry that is gone.
    const events = batch.unreadable.length > 0 ? batch.events : [...gone, ...batch.events];
    const named = batch.events.flatMap((event) =>
      event.type === 'contact' && event.contact.name ? [event.contact.id] : [],
    );
    await apply(link.account, { events, unreadable: batch.unreadable }, { resolved: named });
  }

  return {
    resolve,
    async refresh(link) {
      await readList(link);
      const { id, user } = link.account;
      const database = await context.database();
      const [rows, known] = await Promise.all([
        database.getAll('conversations', within(id)),
        database.getAll('contacts', within(id)),
      ]);
      const resolved = new Set(known.filter((row) => row.resolvedAtMs !== undefined).map((row) => row.id));
      const people = new Set(rows.flatMap((row) => peopleOf(row, user)));
      await resolve(
        link,
        [...people].filter((person) => !resolved.has(person)),
      );
      const { contacts } = link.service;
      if (!contacts) return;
      const { requests, unreadable } = await link.call(() => contacts.listRequests());
      await apply(link.account, { events: [], unreadable }, { requests });
    },
  };
}
