// Requests and answers of the ticket service (ucwa.md 3.2, 3.3).
import * as v from 'valibot';
import { amount, maybe, text } from './fields.ts';

/** The answer with a ticket; the prefix `cwt=` is a part of it. */
export const tokenReply = v.object({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  token_type: maybe(v.string()),
  /** Seconds. */
  expires_in: amount,
  ms_rtc_identityscope: maybe(v.string()),
});

export type TokenReply = v.InferOutput<typeof tokenReply>;

/** A refusal (400). */
export const tokenError = v.object({ error: v.string(), ms_rtc_passiveauthuri: maybe(v.string()) });

/** The form of a request; what is missing is refused in the service's own words. */
export const tokenForm = v.object({
  grant_type: maybe(text),
  username: maybe(text),
  password: maybe(text),
  scope: maybe(text),
});

export type TokenForm = v.InferOutput<typeof tokenForm>;
