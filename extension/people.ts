// Names of people, gathered in the transaction that reads what mentions them.
import type { Account, AccountId, ContactId } from '../src/model/account.ts';
import type { Contact } from '../src/model/contact.ts';
import type { Conversation } from '../src/model/conversation.ts';
import type { Message, ThreadActivity } from '../src/model/message.ts';
import type { People } from './ui/names.ts';

type ContactKey = [AccountId, ContactId];
type ReadContact = (key: ContactKey) => Promise<Contact | undefined>;

/** Collects whose names are needed, each person once. */
export class PeopleWanted {
  readonly #keys = new Map<string, ContactKey>();

  add(account: AccountId, contact: ContactId | undefined): void {
    if (contact) this.#keys.set(JSON.stringify([account, contact]), [account, contact]);
  }

  /** Who names a conversation: the partner of a direct one, the first members of an untitled group. */
  addConversation(account: AccountId, conversation: Conversation): void {
    this.add(account, conversation.partner);
    if (conversation.kind === 'direct' || !conversation.topic.trim()) {
      for (const member of conversation.members.slice(0, membersRead)) this.add(account, member.id);
    }
  }

  /** Everybody a message speaks of by identifier. */
  addMessage(account: AccountId, message: Pick<Message, 'sender' | 'content'>): void {
    this.add(account, message.sender);
    if (message.content.kind === 'activity') this.addActivity(account, message.content.activity);
    if (message.content.kind === 'contacts') for (const { id } of message.content.contacts) this.add(account, id);
  }

  addActivity(account: AccountId, activity: ThreadActivity): void {
    if ('by' in activity) this.add(account, activity.by);
    if (activity.type === 'role') this.add(account, activity.target);
    if ('targets' in activity) {
      for (const target of activity.targets.slice(0, membersRead)) this.add(account, target);
    }
  }

  /** Reads the contacts; call it in the same transaction as everything else, before awaiting anything foreign. */
  async read(accounts: readonly Account[], readContact: ReadContact): Promise<People> {
    const names = new Map<string, string>();
    await Promise.all(
      Array.from(this.#keys, async ([text, key]) => {
        const contact = await readContact(key);
        if (contact?.name) names.set(text, contact.name);
      }),
    );
    return peopleOf(accounts, (account, contact) => names.get(JSON.stringify([account, contact])));
  }
}

/** How many members of a group are looked up to name it; a few more than are shown, as some may have no name. */
const membersRead = 8;

/** People from names that are already at hand. */
export function peopleOf(accounts: readonly Account[], contactName: People['contactName']): People {
  const owners = new Map(accounts.map((account) => [account.id, { id: account.user, name: account.name }]));
  return { contactName, own: (account) => owners.get(account) };
}
