import type { MarkupTree } from '../markup/tree.ts';
import type { ContactId } from './account.ts';

/** A place as a person or the directory gave it; `country` is a two-letter code in capitals, or a name. */
export type Place = { city?: string; region?: string; country?: string };

export type PhoneKind = 'home' | 'work' | 'mobile' | 'other';
export type Phone = { kind: PhoneKind; number: string };

/** What a person says of themselves, and what the contact list says of them. What is not known is absent. */
export type PersonProfile = {
  contact: ContactId;
  /** What to call the person; empty when the service gives no name at all. */
  name: string;
  firstName?: string;
  lastName?: string;
  mood?: MarkupTree;
  about?: string;
  /** `YYYY-MM-DD`. */
  birthday?: string;
  gender?: 'male' | 'female';
  places: Place[];
  phones: Phone[];
  emails: string[];
  /** An address that was checked. */
  homepage?: string;
  company?: string;
  department?: string;
  jobTitle?: string;
  /** Where in the building the person works. */
  office?: string;
  /** A language code in lower case. */
  language?: string;
};

/** Somebody the directory found or suggests. */
export type FoundPerson = {
  contact: ContactId;
  name: string;
  place?: Place;
  about?: string;
};

/** What is known of a bot. */
export type BotProfile = {
  contact: ContactId;
  name: string;
  description: string;
  developer?: string;
  /** The people who run the service vouch for it. */
  isTrusted: boolean;
  capabilities: string[];
  /** Codes of the languages it understands. */
  languages: string[];
  /** 0.5 to 5; absent while nobody rated it. */
  rating?: number;
  /** What it says beside its description, with links. */
  extra?: MarkupTree;
  /** Addresses that were checked. */
  links: { kind: 'webpage' | 'terms' | 'privacy'; href: string }[];
};

/** A group of contacts that the user made; the favourites are one of them. */
export type ContactGroup = { id: string; name: string; isFavourites: boolean; contacts: ContactId[] };
