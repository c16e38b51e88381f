// What people and conversations are called on screen. An identifier is never a name: where nothing better is known, the Skype
// name in it stands for it.
import type { AccountId, ContactId } from '../../src/model/account.ts';
import type { Conversation } from '../../src/model/conversation.ts';
import { countedText, text } from '../text.ts';

/** What is known of people, for one or several accounts. */
export type People = {
  /** The name of a contact of an account, if one is stored. */
  contactName(account: AccountId, contact: ContactId): string | undefined;
  /** The signed-in user of an account. */
  own(account: AccountId): { id: ContactId; name: string } | undefined;
};

/** A name as it may be shown, or undefined for an empty one and for one that is only an identifier. */
export function properName(name: string | undefined): string | undefined {
  const trimmed = name?.trim();
  if (!trimmed || /^\d+:/.test(trimmed) || /^sips?:/i.test(trimmed) || /@thread\./i.test(trimmed)) return undefined;
  return trimmed;
}

/** The name of a person, or undefined: the contact list first, then the name that came with a message. */
export function knownName(people: People, account: AccountId, id: ContactId, given?: string): string | undefined {
  const own = people.own(account);
  if (own?.id === id) return properName(own.name) ?? properName(given);
  return properName(people.contactName(account, id)) ?? properName(given);
}

/** The name of a person; where nobody told us, the Skype name, which is the identifier without its prefix. */
export function personName(people: People, account: AccountId, id: ContactId, given?: string): string {
  return knownName(people, account, id, given) ?? skypeName(id);
}

/** The Skype name in an identifier, or the address in one of `sip:`; "Someone" for one that has none. */
export function skypeName(id: ContactId): string {
  return properName(id.replace(/^(\d+|sips?):/i, '')) ?? text('uiSomeone');
}

type Named = Pick<Conversation, 'kind' | 'partner' | 'topic' | 'members'>;

/** How many members an untitled group is named after at most. */
export const namedMembers = 3;

/** The name of a conversation: its partner, its topic, or "Anna, Joe and 2 others". */
export function conversationName(
  people: People,
  account: AccountId,
  conversation: Named,
  partnerName?: string,
): string {
  if (conversation.kind === 'direct') {
    const partner =
      conversation.partner ?? conversation.members.find((member) => member.id !== people.own(account)?.id)?.id;
    const given = conversation.members.find((member) => member.id === partner)?.name ?? partnerName;
    return partner ? personName(people, account, partner, given) : text('uiSomeone');
  }
  return properName(conversation.topic) ?? membersName(people, account, conversation.members);
}

function membersName(people: People, account: AccountId, members: Conversation['members']): string {
  const own = people.own(account)?.id;
  const others = members.filter((member) => member.id !== own);
  const names = others.flatMap((member) => knownName(people, account, member.id, member.name) ?? []);
  const shown = names.slice(0, others.length > namedMembers ? namedMembers - 1 : namedMembers);
  if (shown.length === 0) return text('uiUntitledGroup');
  const rest = others.length - shown.length;
  return rest > 0 ? countedText('uiNamesAndOthers', rest, listed(shown, 'unit')) : listed(shown, 'conjunction');
}

const listFormats: Partial<Record<'conjunction' | 'unit', Intl.ListFormat>> = {};

/** Names joined by the rules of the language: "Anna, Joe and Kim", or as `unit` "Anna, Joe". */
export function listed(names: readonly string[], type: 'conjunction' | 'unit' = 'conjunction'): string {
  listFormats[type] ??= new Intl.ListFormat(undefined, { type, style: type === 'unit' ? 'short' : 'long' });
  return listFormats[type].format(names);
}
