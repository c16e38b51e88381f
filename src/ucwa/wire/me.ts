// The user (ucwa.md 4.3, 5.1).
import * as v from 'valibot';
import { maybe, text, texts, textUpTo, tolerated } from './fields.ts';

export const me = v.object({
  /** `sip:` */
  uri: v.string(),
  name: maybe(v.string()),
  emailAddresses: tolerated(texts),
  title: tolerated(text),
  department: tolerated(text),
  company: tolerated(text),
  office: tolerated(text),
  endpointUri: tolerated(text),
});

export type MeProperties = v.InferOutput<typeof me>;

/** Own presence: `availability` is a word of ucwa.md 5.3. */
export const presence = v.object({ availability: maybe(v.string()), activity: tolerated(v.string()) });

/** `message` is absent or empty when nothing is said; `type` is `Personal` or `OutOfOffice`. */
export const note = v.object({ message: maybe(text), type: tolerated(v.string()) });

export const location = v.object({ location: maybe(text) });

/** The words that POST on presence and `signInAs` take (5.3). */
export const preferredAvailabilities = ['Online', 'Busy', 'DoNotDisturb', 'BeRightBack', 'Away', 'Offwork'] as const;

export type PreferredAvailability = (typeof preferredAvailabilities)[number];

/** An empty body goes back to automatic. */
export const presenceInput = v.object({ availability: maybe(text) });

/** An empty body, or an empty text, takes the note away. */
export const noteInput = v.object({ message: maybe(textUpTo(4000)) });

export const locationInput = v.object({ location: maybe(textUpTo(60)) });
