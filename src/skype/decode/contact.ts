import { checkAddress } from '../../markup/address.ts';
import { parseMarkup } from '../../markup/message-markup.ts';
import { toPlainText } from '../../markup/plain-text.ts';
import type { ContactUpdate } from '../../model/contact.ts';
import type { EventBatch } from '../../model/event.ts';
import type { RequestList } from '../../service/service.ts';
import { isBotId, isMri, mriOfName, parseMri } from '../identifiers.ts';
import { parseIsoTime } from '../timestamps.ts';
import { botDescription } from '../wire/bot.ts';
import { contactList, contactResource, inviteList, inviteResource } from '../wire/contact.ts';
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
      groups: [],
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
  const groupsOf = new Map<string, string[]>();
  for (const { name, contacts: members, is_favorite } of groups ?? []) {
    for (const id of members ?? []) {
      if (is_favorite) add({ id, isFavourite: true });
      else {
        const names = [...(groupsOf.get(id) ?? []), cleanName(name)];
        groupsOf.set(id, names);
        add({ id, groups: names });
      }
    }
  }
  for (const { mri } of blocklist ?? []) add({ id: mri, isBlocked: true });
  return batch;
}

/** Decodes the reply of `GET /contacts/v2/users/{id}/invites`; of several requests of one person the last counts. */
export function decodeRequests(value: unknown): RequestList {
  const list: RequestList = { requests: [], unreadable: [] };
  const read = readWire(inviteList, value);
  for (const [i, item] of (read.ok ? (read.value.invite_list ?? []) : [value]).entries()) {
    const entry = readWire(inviteResource, item);
    if (entry.ok && isMri(entry.value.mri)) {
      const { mri: contact, displayname, invites } = entry.value;
      const { message, time } = invites?.at(-1) ?? {};
      const greeting = (message ?? '').slice(0, 1000);
      list.requests.push({ contact, name: cleanName(displayname), greeting, atMs: parseIsoTime(time) ?? 0 });
    } else list.unreadable.push(unreadable(`request ${i}`, 'path' in entry ? entry.path : 'mri', ''));
  }
  return list;
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
