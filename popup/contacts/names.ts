import { properName, skypeName } from '../../extension/ui/names.ts';
import type { ContactId } from '../../src/model/account.ts';

/** The user name in an identifier: what people call somebody of whom they know nothing else. Empty when there is none. */
export function userName(contact: ContactId): string {
  return contact.replace(/^(\d+|sips?):/i, '').trim();
}

/** What to call somebody: the name, else the user name. Never an identifier with its prefix. */
export function shownName(contact: ContactId, name?: string): string {
  return properName(name) ?? skypeName(contact);
}
