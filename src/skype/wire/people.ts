import * as v from 'valibot';
import { maybe, text, truth } from './fields.ts';

/** Name of the only known people setting: add address book contacts by itself (skype.md 9.4). */
export const autoBuddySetting = 'Skype.AutoBuddy';

/** Reply and body of the people settings; a value is a string when read and a boolean when written. */
export const peopleSettings = v.object({ Settings: v.array(v.object({ Name: v.string(), Value: truth })) });

/** Verified e-mail addresses and telephone numbers of an account (skype.md 9.4); values differ by attribute. */
export const shortCircuitProfile = v.object({
  TraceGraph: maybe(v.unknown()),
  Views: v.array(
    v.object({
      Attributes: v.array(v.object({ Acl: maybe(text), Name: v.string(), Value: v.unknown() })),
      Id: maybe(v.object({ Cid: maybe(text), Puid: maybe(text) })),
    }),
  ),
});

/** One e-mail address or telephone number: an entry of the value of the two `PersonalContactProfile` lists. */
export const contactPoint = v.object({
  Name: v.string(),
  Label: maybe(v.string()),
  State: maybe(v.string()),
  Source: maybe(v.string()),
  Country: maybe(v.string()),
  CountryName: maybe(v.string()),
  Searchable: maybe(truth),
  HasSearchableApplications: maybe(truth),
  SearchableApplications: maybe(v.array(v.object({ Name: v.string() }))),
  SuggestedVerifyMethod: maybe(v.string()),
});

export type PeopleSettings = v.InferOutput<typeof peopleSettings>;
export type ShortCircuitProfile = v.InferOutput<typeof shortCircuitProfile>;
