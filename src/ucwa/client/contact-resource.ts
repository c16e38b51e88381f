// A contact as a resource, in the words of the model (ucwa.md 6).
import type { ContactId } from '../../model/account.ts';
import type { ContactUpdate } from '../../model/contact.ts';
import { contact } from '../wire/contact.ts';
import { readProperties } from '../wire/properties.ts';
import type { Resource } from '../wire/resource.ts';
import { readOrFail, type UcwaConnection } from './connection.ts';
import { type Links, linksOf } from './links.ts';

/** Who, where everything about them is, and what the resource says of them. */
export type FoundContact = { id: ContactId; links: Links; update: ContactUpdate };

/** Stands for the picture of a contact; its address dies with the application, this name does not. */
export const photoOf = (id: ContactId): string => `photo:${id}`;

/** The contact that `photoOf` was made for; undefined for any other text. */
export const contactOfPhoto = (uri: string): ContactId | undefined => /^photo:(sip:.+)$/.exec(uri)?.[1];

/** The id of a `sip:` address; undefined for telephone numbers and what else is no address to write to. */
export function idOf(uri: unknown): ContactId | undefined {
  return typeof uri === 'string' && /^sip:[^\s@]+@[^\s@]+$/i.test(uri) ? uri.toLowerCase() : undefined;
}

/**
 * Reads a resource `contact`; undefined when it is nobody one can write to.
 * @throws ServiceError `unreadable` that names the place
 */
export function contactOf(connection: UcwaConnection, resource: Resource): FoundContact | undefined {
  const { uri, name, type } = readOrFail(() => readProperties(contact, resource));
  const id = idOf(uri);
  if (id === undefined) return undefined;
  const links = linksOf(connection, resource);
  const update: ContactUpdate = {
    id,
    kind: type === 'Bot' ? 'bot' : 'person',
    ...(name?.trim() && { name: name.trim() }),
    ...(links.contactPhoto !== undefined && { avatarUrl: photoOf(id) }),
  };
  return { id, links, update };
}
