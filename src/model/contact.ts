import type { ContactId } from './account.ts';

/** A person or bot we have heard of: a contact, a suggestion, or somebody met in a group. */
export type Contact = {
  id: ContactId;
  kind: 'person' | 'bot';
  /** Display name; empty while it is not resolved. */
  name: string;
  /** In the user's contact list. Adding, authorising and blocking are three separate states (skype.md 8.1). */
  isContact: boolean;
  isAuthorised: boolean;
  isBlocked: boolean;
  isFavourite: boolean;
  /** Names of the user's groups that the contact is in, favourites aside. */
  groups?: string[];
  mood?: string;
  /** Where the person says to be. */
  location?: string;
  avatarUrl?: string;
};

/** Parts of a contact that an event or a listing can change; what is absent stays as it was. */
export type ContactUpdate = { id: ContactId } & Partial<Omit<Contact, 'id'>>;

/** Somebody who asks to be the user's contact. */
export type ContactRequest = {
  contact: ContactId;
  name: string;
  /** As the person wrote it: plain text of several lines. */
  greeting: string;
  atMs: number;
};
