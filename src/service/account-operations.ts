// Bundles of on-demand operations about the user's own account. `operations.ts` says what such operations are.
import type { PersonProfile } from '../model/person.ts';
import type { CallPolicy } from './service.ts';

/** What a profile holds, as its owner edits it: empty texts for what is not set. */
export type ProfileFields = {
  firstName: string;
  lastName: string;
  mood: string;
  about: string;
  /** `YYYY-MM-DD`. */
  birthday: string;
  gender: '' | 'male' | 'female';
  /** A language code in lower case. */
  language: string;
  /** A two-letter code in capitals, or a name. */
  country: string;
  region: string;
  city: string;
  homepage: string;
  jobTitle: string;
  phoneHome: string;
  phoneMobile: string;
  phoneWork: string;
};

export type OwnProfile = {
  person: PersonProfile;
  fields: ProfileFields;
  /** Address of the own picture; absent when there is none. */
  picture?: string;
};

/** An e-mail address or telephone number of the account, and whether people find the user by it. */
export type ContactPoint = {
  kind: 'email' | 'phone';
  address: string;
  label?: 'home' | 'work' | 'mobile' | 'other';
  isVerified: boolean;
  isSearchable: boolean;
};

export type ProfileOperations = {
  read(): Promise<OwnProfile>;
  /** Changes some fields; an empty text takes what was there away. */
  change(fields: Partial<ProfileFields>): Promise<void>;
  listContactPoints(): Promise<ContactPoint[]>;
  /** Sets the own picture from a stored attachment; `type` is its media type. */
  setPicture(attachment: string, type: string): Promise<void>;
  removePicture(): Promise<void>;
};

/** What an account has beside messages: a telephone balance, voicemail, a calling plan. Times in ms. */
export type AccountService = {
  id: string;
  kind: 'telephone' | 'voicemail' | 'transfer' | 'package' | 'other';
  /** The service's own name for it, where it has one. */
  name: string;
  isActive: boolean;
  startsAtMs?: number;
  endsAtMs?: number;
  /** When what is left is full again. */
  resetsAtMs?: number;
  /** In whole units of the currency (an ISO 4217 code). */
  money?: { amount: number; currency: string };
  /** What is left, as the service writes it, when it is not clear what its number counts. */
  balanceText?: string;
  /** Minutes of calls: left, and in all. */
  minutes?: { left: number; quota?: number };
};

export type EntitlementOperations = { list(): Promise<AccountService[]> };

/** Whether people of the user's address book become contacts by themselves. */
export type AddressBookOperations = {
  readAutoBuddy(): Promise<boolean>;
  setAutoBuddy(isOn: boolean): Promise<void>;
};

export type DeviceKind =
  | 'web'
  | 'windows'
  | 'mac'
  | 'linux'
  | 'windowsPhone'
  | 'ios'
  | 'android'
  | 'console'
  | 'unknown';

/** A place where the account is signed in. */
export type Device = {
  id: string;
  kind: DeviceKind;
  /** What it calls itself; empty when it does not say. */
  name: string;
  version: string;
  /** This very client. */
  isOwn: boolean;
  registeredAtMs?: number;
  lastActiveAtMs?: number;
};

export type DeviceOperations = {
  /** The own one first, then the last active first. */
  list(): Promise<Device[]>;
  /** Ends the sign-in of a device: it cannot come back without signing in again. */
  signOut(device: string): Promise<void>;
};

/** Writes preferences, and reads the one that the worker does not need. After a change of flags the worker must read them again. */
export type PreferenceWriting = {
  readCallPolicy(): Promise<CallPolicy>;
  setFlag(flag: number, isSet: boolean): Promise<void>;
  setCallPolicy(policy: CallPolicy): Promise<void>;
};
