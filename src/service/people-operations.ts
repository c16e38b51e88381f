// Bundles of on-demand operations about people. `operations.ts` says what such operations are.
import type { ContactId } from '../model/account.ts';
import type { BotProfile, ContactGroup, FoundPerson, PersonProfile } from '../model/person.ts';

/** `full`: what only contacts may see. `public`: what everybody may see, because the person has not accepted the user. */
export type ReadProfile = { access: 'full' | 'public'; profile: PersonProfile };

/** Who people are. */
export type PeopleOperations = {
  /** What may be known of a person. Rejects with `not-found` for nobody. */
  readProfile(contact: ContactId): Promise<ReadProfile>;
};

/** What the user decides about contacts. After a change the worker must read the list again. */
export type DecidingOperations = {
  /** Takes somebody off the list and takes the permission to write back. */
  remove(contact: ContactId): Promise<void>;
  block(contact: ContactId, isAbuse: boolean): Promise<void>;
  unblock(contact: ContactId): Promise<void>;
  /** The user's groups of contacts, the favourites among them. */
  listGroups(): Promise<ContactGroup[]>;
  /** Makes a group; answers it. */
  createGroup(name: string): Promise<ContactGroup>;
  setInGroup(group: string, contact: ContactId, isMember: boolean): Promise<void>;
  setFavourite(contact: ContactId, isFavourite: boolean): Promise<void>;
};

export type DirectoryOperations = {
  /** People whose name fits, or who can be found by this e-mail address. */
  search(words: string): Promise<FoundPerson[]>;
  /** Present where the server suggests people the user may know. */
  suggest?(): Promise<FoundPerson[]>;
};

/** The directory of bots. */
export type BotOperations = {
  /** Every bot that can be added. */
  list(): Promise<BotProfile[]>;
  /** Undefined for no such bot. */
  read(contact: ContactId): Promise<BotProfile | undefined>;
};

/** Contact requests, in both directions. */
export type RequestOperations = {
  /** Asks somebody to be a contact; puts them on the own list and lets them write. */
  send(contact: ContactId, greeting: string): Promise<void>;
  accept(contact: ContactId): Promise<void>;
  decline(contact: ContactId): Promise<void>;
};
