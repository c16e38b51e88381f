import * as v from 'valibot';
import { amount, anyObject, maybe, maybeList, text, truth } from './fields.ts';

const personName = v.object({
  first: maybe(v.string()),
  surname: maybe(v.string()),
  nickname: maybe(v.string()),
  company: maybe(v.string()),
});

const place = v.object({
  type: maybe(text),
  city: maybe(v.string()),
  state: maybe(v.string()),
  region: maybe(v.string()),
  country: maybe(v.string()),
});

const phone = v.object({ number: v.string(), type: maybe(text) });

/** Details of a contact that the contact gave (skype.md 8.1). */
export const contactProfile = v.object({
  avatar_url: maybe(v.string()),
  birthday: maybe(v.string()),
  gender: maybe(text),
  locations: maybeList(place),
  phones: maybeList(phone),
  mood: maybe(v.string()),
  name: maybe(personName),
  about: maybe(v.string()),
  website: maybe(v.string()),
  language: maybe(v.string()),
});

/** One entry of the contact list v2 (skype.md 8.1); an absent `suggested` or `favorite` means no. */
export const contactResource = v.object({
  mri: v.string(),
  person_id: maybe(v.string()),
  display_name: maybe(v.string()),
  display_name_source: maybe(v.string()),
  authorized: maybe(truth),
  blocked: maybe(truth),
  creation_time: maybe(text),
  suggested: maybe(truth),
  favorite: maybe(truth),
  auth_certificate: maybe(v.string()),
  'auth-certificate': maybe(v.string()),
  profile: maybe(contactProfile),
  agent: maybe(anyObject),
  phones: maybeList(phone),
});

export type ContactProfile = v.InferOutput<typeof contactProfile>;
export type ContactResource = v.InferOutput<typeof contactResource>;

/** A contact group; an empty one may lack `contacts`. */
export const contactGroup = v.object({
  id: v.string(),
  name: v.string(),
  contacts: maybeList(v.string()),
  is_favorite: maybe(truth),
});

export type ContactGroup = v.InferOutput<typeof contactGroup>;

const blockedContact = v.object({ mri: v.string() });

/** Reply of `GET /contacts/v2/users/{id}` and of its parts. Contacts are read one by one with `contactResource`. */
export const contactList = v.object({
  contacts: maybeList(v.unknown()),
  groups: maybeList(contactGroup),
  blocklist: maybeList(blockedContact),
  scope: maybe(v.string()),
  count: maybe(amount),
});

/** What a server answers with: exactly these four keys (skype.md 13.6). */
export interface ContactListReply {
  contacts: ContactResource[];
  groups: ContactGroup[];
  blocklist: { mri: string }[];
  scope: 'full';
}

/** One person's open contact requests; `time` has whole seconds when we send it. */
export const inviteResource = v.object({
  mri: v.string(),
  displayname: maybe(v.string()),
  avatar_url: maybe(v.string()),
  invites: maybeList(v.object({ message: maybe(v.string()), time: maybe(text) })),
});

export type InviteResource = v.InferOutput<typeof inviteResource>;

/** Reply of `GET /contacts/v2/users/{id}/invites`. Requests are read one by one with `inviteResource`. */
export const inviteList = v.object({ invite_list: maybeList(v.unknown()) });

/** Body of `POST /contacts/v2/users/{id}/contacts`: a contact request. */
export const contactRequestBody = v.object({ mri: v.string(), greeting: maybe(v.string()) });

/** Body of `PUT .../blocklist/{mri}`. */
export const blockBody = v.object({ report_abuse: maybe(truth), ui_version: maybe(v.string()) });

/** Body of `POST /v1/users/ME/contacts` on the messaging gateway. */
export const gatewayContactsBody = v.object({ contacts: v.array(v.object({ id: v.string() })) });

/** The flat v1 contact list (skype.md 8.5); `id` has no prefix, `type` names the network. */
export const oldContactList = v.object({
  contacts: v.array(
    v.object({
      id: v.string(),
      type: maybe(v.string()),
      display_name: maybe(v.string()),
      authorized: maybe(truth),
      blocked: maybe(truth),
      suggested: maybe(truth),
      avatar_url: maybe(v.string()),
      mood: maybe(v.string()),
      name: maybe(personName),
      locations: maybeList(place),
      phones: maybeList(phone),
    }),
  ),
});

/** Open contact requests of v1 (skype.md 8.5). */
export const oldContactRequests = v.array(v.object({ greeting: maybe(v.string()), sender: v.string() }));
