import { checkAddress } from '../../markup/address.ts';
import { parseMarkup } from '../../markup/message-markup.ts';
import { toPlainText } from '../../markup/plain-text.ts';
import type { ContactUpdate } from '../../model/contact.ts';
import type { EventBatch } from '../../model/event.ts';
import { isBotId, isMri, mriOfName, parseMri } from '../identifiers.ts';
import { botDescription } from '../wire/bot.ts';
import { contactList, contactResource } from '../wire/contact.ts';
import { profileResource } from '../wire/profile.ts';
import { readWire } from '../wire/read.ts';
import { cleanName } from './clean-name.ts';
import { addDecoded, type Decoded, decoded, undecodable, unreadable } from './context.ts';

type Text = string | null | undefined;

// What people wrote about themselves may contain tags (skype.md 8.1, mood).
function describe(mood: Text, avatar: Text): Pick<ContactUpdate, 'mood' | 'avatarUrl'> {
  const avatarUrl = avatar ? checkAddress(avatar) : undefined;
  return {
    ...(typeof mood === 'string' ? { mood: cleanName(toPlainText(parseMarkup(mood), 300)) } : {}),
    ...(avatarUrl?.startsWith('http') ? { avatarUrl } : {}),
  };
}

const joinName = (...parts: Text[]): string => cleanName(parts.filter((part) => part).join(' '));

/** Decodes one entry of the contact list v2 (skype.md 8.1). */
export function decodeContact(value: unknown): Decoded {
  const read = readWire(contactResource, value);
  if (!read.ok) return undecodable(read.path, read.reason);
  const { mri, display_name, profile, agent, suggested, authorized, blocked, favorite } = read.value;
  if (!isMri(mri)) return undecodable('mri', 'is not an identifier');
  const name = cleanName(display_name) || joinName(profile?.name?.first, profile?.name?.surname);
  return decoded({
    type: 'contact',
    contact: {
      id: mri,
      kind: agent || isBotId(mri) ? 'bot' : 'person',
      ...(name ? { name } : {}),
      isContact: suggested !== true,
      isAuthorised: authorized === true,
      isBlocked: blocked === true,
      isFavourite: favorite === true,
      ...describe(profile?.mood, profile?.avatar_url),
    },
  });
}

/** Decodes the reply of `GET /contacts/v2/users/{id}`: contacts, favourites and block list. */
export function decodeContactList(value: unknown): EventBatch {
  const batch: EventBatch = { events: [], unreadable: [] };
  const read = readWire(contactList, value);
  if (!read.ok) return { events: [], unreadable: [unreadable('contact list', read.path, read.reason)] };
  const { contacts, groups, blocklist } = read.value;
  for (const [i, contact] of (contacts ?? []).entries()) addDecoded(batch, decodeContact(contact), `contact ${i}`);
  const add = (contact: ContactUpdate) => void (isMri(contact.id) && batch.events.push({ type: 'contact', contact }));
  for (const group of groups ?? []) {
    if (group.is_favorite) for (const id of group.contacts ?? []) add({ id, isFavourite: true });
  }
  for (const { mri } of blocklist ?? []) add({ id: mri, isBlocked: true });
  return batch;
}

/** Decodes a profile, own or of others (skype.md 8.2). Says nothing about the contact list. */
export function decodeProfile(value: unknown): Decoded {
  const read = readWire(profileResource, value);
  if (!read.ok) return undecodable(read.path, read.reason);
  const { username, displayname, firstname, lastname, mood, avatarUrl } = read.value;
  const id = mriOfName(username);
  if (!parseMri(id)) return undecodable('username', 'is not a name');
  const name = cleanName(displayname) || joinName(firstname, lastname);
  return decoded({
    type: 'contact',
    contact: { id, kind: 'person', ...(name ? { name } : {}), ...describe(mood, avatarUrl) },
  });
}

/** Decodes the description of a bot (skype.md 8.4). */
export function decodeBot(value: unknown): Decoded {
  const read = readWire(botDescription, value);
  if (!read.ok) return undecodable(read.path, read.reason);
  const { agentId, displayName, userTileSmallUrl } = read.value;
  const id = isBotId(agentId) ? agentId : `28:${agentId}`;
  if (!isMri(id)) return undecodable('agentId', 'is not a name');
  const name = cleanName(displayName);
  return decoded({
    type: 'contact',
    contact: { id, kind: 'bot', ...(name ? { name } : {}), ...describe(null, userTileSmallUrl) },
  });
}
