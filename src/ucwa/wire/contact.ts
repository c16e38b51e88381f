// People and groups (ucwa.md 5.5, 6).
import * as v from 'valibot';
import { amount, date, maybe, text, texts, textUpTo, tolerated, truth } from './fields.ts';

export const contact = v.object({
  /** `sip:`, who it is. */
  uri: v.string(),
  name: maybe(v.string()),
  type: tolerated(v.string()),
  sourceNetwork: tolerated(v.string()),
  emailAddresses: tolerated(texts),
  title: tolerated(text),
  department: tolerated(text),
  company: tolerated(text),
  office: tolerated(text),
  workPhoneNumber: tolerated(text),
  mobilePhoneNumber: tolerated(text),
  homePhoneNumber: tolerated(text),
});

export type ContactProperties = v.InferOutput<typeof contact>;

export const contactPresence = v.object({
  availability: maybe(v.string()),
  activity: tolerated(v.string()),
  deviceType: tolerated(v.string()),
  lastActive: tolerated(date),
});

export type ContactPresence = v.InferOutput<typeof contactPresence>;

export const contactSupportedModalities = v.object({ modalities: tolerated(texts) });

export const group = v.object({ id: tolerated(text), name: maybe(v.string()), uri: tolerated(v.string()) });

export type GroupProperties = v.InferOutput<typeof group>;

export const searchResult = v.object({ moreResultsAvailable: tolerated(truth) });

export const searchInput = v.object({
  query: v.pipe(textUpTo(256), v.nonEmpty('expected a text')),
  limit: maybe(v.pipe(amount, v.integer(), v.minValue(1), v.maxValue(100))),
});

/** Whether a list gives contents or links. */
export const listInput = v.object({ expand: maybe(truth), groupId: maybe(text) });

export const presenceSubscription = v.object({ id: tolerated(text) });

const minutes = v.pipe(
  amount,
  v.minValue(10, 'expected 10 minutes at least'),
  v.maxValue(30, 'expected 30 minutes at most'),
);

export const presenceSubscriptionInput = v.object({ duration: minutes, uris: texts });

export const extensionInput = v.object({ duration: minutes });

export const membershipInput = v.object({ contactUris: texts });

/** `Connecting`, `Connected`, `Disconnecting`, `Disconnected`. */
export const listSubscription = v.object({ state: maybe(v.string()) });

export const listSubscriptionInput = v.object({
  duration: v.pipe(
    amount,
    v.minValue(10, 'expected 10 minutes at least'),
    v.maxValue(60, 'expected 60 minutes at most'),
  ),
});
