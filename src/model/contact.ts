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
  mood?: string;
  avatarUrl?: string;
};

/** Parts of a contact that an event or a listing can change; what is absent stays as it was. */
export type ContactUpdate = { id: ContactId } & Partial<Omit<Contact, 'id'>>;
