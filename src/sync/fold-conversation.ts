// How facts about a conversation, a contact and a presence join what is known. Every rule gives the same result in
// whatever order its inputs arrive, as often as they arrive.
import type { ContactId, ConversationId } from '../model/account.ts';
import type { Contact, ContactUpdate } from '../model/contact.ts';
import type { Conversation, ConversationUpdate, VersionedPart } from '../model/conversation.ts';
import type { Presence } from '../model/presence.ts';

const versionedParts: readonly VersionedPart[] = ['kind', 'partner', 'topic', 'members', 'notifyLevel', 'isMember'];

/** A conversation of which nothing but its id is known; `sender` wrote in it. */
export function blankConversation(id: ConversationId, sender?: ContactId): Conversation {
  const isDirect = sender === id;
  return {
    id,
    kind: isDirect ? 'direct' : 'group',
    ...(isDirect && { partner: id }),
    topic: '',
    members: [],
    version: 0,
    readUpTo: 0,
    clearedUpTo: 0,
    notifyLevel: 'all',
    isMember: true,
  };
}

/**
 * Joins an update to a conversation. The highest version of each part wins; an update without a version is taken as
 * the newest. Read position and cleared history never move backwards.
 */
export function joinConversation(known: Conversation, update: ConversationUpdate): Conversation {
  const joined: Conversation = { ...known };
  const { version } = update;
  for (const part of versionedParts) {
    if (update[part] === undefined) continue;
    if (version !== undefined && version < (known.toldAt?.[part] ?? 0)) continue;
    Object.assign(joined, { [part]: update[part] });
    if (version !== undefined) joined.toldAt = { ...joined.toldAt, [part]: version };
  }
  joined.version = Math.max(known.version, version ?? 0);
  joined.readUpTo = Math.max(known.readUpTo, update.readUpTo ?? 0);
  joined.clearedUpTo = Math.max(known.clearedUpTo, update.clearedUpTo ?? 0);
  return joined;
}

/** Joins an update to a contact. An empty name never replaces a name. */
export function joinContact(known: Contact | undefined, update: ContactUpdate): Contact {
  const joined: Contact = {
    kind: 'person',
    name: '',
    isContact: false,
    isAuthorised: false,
    isBlocked: false,
    isFavourite: false,
    ...known,
    ...update,
  };
  if (joined.name === '' && known) joined.name = known.name;
  return joined;
}

/** The presence that was heard last; of two heard at the same time the second. */
export function laterPresence(known: Presence | undefined, heard: Presence): Presence {
  return known && known.heardAtMs > heard.heardAtMs ? known : heard;
}
