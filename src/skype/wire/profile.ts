import * as v from 'valibot';
import { maybe, text } from './fields.ts';

/** A profile, own, of a contact or public (skype.md 8.2). Public forms have `displayname` and fewer fields. */
export const profileResource = v.object({
  username: v.string(),
  firstname: maybe(v.string()),
  lastname: maybe(v.string()),
  displayname: maybe(v.string()),
  about: maybe(v.string()),
  avatarUrl: maybe(v.string()),
  birthday: maybe(v.string()),
  city: maybe(v.string()),
  country: maybe(v.string()),
  province: maybe(v.string()),
  emails: maybe(v.array(v.string())),
  gender: maybe(text),
  homepage: maybe(v.string()),
  jobtitle: maybe(v.string()),
  language: maybe(v.string()),
  mood: maybe(v.string()),
  richMood: maybe(v.string()),
  phoneHome: maybe(v.string()),
  phoneMobile: maybe(v.string()),
  phoneOffice: maybe(v.string()),
});

export type ProfileResource = v.InferOutput<typeof profileResource>;

/** Body of the batch profile requests; names carry no prefix. */
export const profileBatchBody = v.object({ usernames: v.array(v.string()) });

/** Body of `POST /users/{id}/profile/partial`. */
export const profileChangeBody = v.object({ payload: v.record(v.string(), v.unknown()) });
