import * as v from 'valibot';
import { maybe, text } from './fields.ts';

/** One person found in the directory (skype.md 8.3); `skypeId` has no prefix. */
export const directoryEntry = v.object({
  skypeId: v.string(),
  name: maybe(v.string()),
  city: maybe(v.string()),
  state: maybe(v.string()),
  country: maybe(v.string()),
  countryCode: maybe(v.string()),
  language: maybe(v.string()),
  gender: maybe(text),
  age: maybe(text),
  about: maybe(v.string()),
  avatarUrl: maybe(v.string()),
  contactType: maybe(v.string()),
});

export type DirectoryEntry = v.InferOutput<typeof directoryEntry>;

/** Reply of a directory search. */
export const directoryReply = v.object({ results: v.array(v.object({ nodeProfileData: directoryEntry })) });

/** Reply of the old search (skype.md 8.5). */
export const oldDirectoryReply = v.array(
  v.object({
    ContactCards: v.object({
      CurrentLocation: maybe(
        v.object({ City: maybe(v.string()), Country: maybe(v.string()), Province: maybe(v.string()) }),
      ),
      Skype: v.object({
        SkypeName: v.string(),
        DisplayName: maybe(v.string()),
        About: maybe(v.string()),
        Age: maybe(text),
        Gender: maybe(text),
        Language: maybe(v.string()),
        Rank: maybe(text),
      }),
    }),
  }),
);
