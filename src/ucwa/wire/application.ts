// Applications and what hangs directly on them (ucwa.md 4).
import * as v from 'valibot';
import { maybe, text, texts, textUpTo, tolerated, truth } from './fields.ts';

const required = v.pipe(textUpTo(100), v.nonEmpty('expected a text'));

/** Body of POST on applications (4.2). */
export const applicationInput = v.object({
  userAgent: required,
  endpointId: required,
  culture: required,
  instanceId: maybe(textUpTo(100)),
  type: maybe(v.pipe(text, v.regex(/^browser$/i, 'expected "Browser"'))),
});

export type ApplicationInput = v.InferOutput<typeof applicationInput>;

export const application = v.object({
  culture: maybe(v.string()),
  userAgent: maybe(v.string()),
  id: tolerated(text),
  type: tolerated(text),
});

export type ApplicationProperties = v.InferOutput<typeof application>;

/** `Enabled`, `Disabled` or `None`, by name of the policy; unknown ones are left out by the readers. */
export const policies = v.object({
  htmlMessaging: tolerated(v.string()),
  emoticons: tolerated(v.string()),
  messagingUrls: tolerated(v.string()),
  photos: tolerated(v.string()),
  saveMessagingHistory: tolerated(v.string()),
  clientExchangeConnectivity: tolerated(v.string()),
});

export type Policies = v.InferOutput<typeof policies>;

/** The dashboard `communication` (8.1). The randomly named member of a PUT is among what is not read here. */
export const communication = v.object({
  supportedModalities: tolerated(texts),
  supportedMessageFormats: tolerated(texts),
  conversationHistory: tolerated(v.string()),
});

/** What of a PUT on communication is looked at. */
export const communicationInput = v.object({
  supportedModalities: maybe(texts),
  supportedMessageFormats: maybe(texts),
  etag: maybe(text),
});

/** The value of the member that a PUT must give back (1.5). */
export const putMemberValue = 'please pass this in a PUT request';

/** Body of POST on reportMyNetwork (4.1). */
export const networkInput = v.object({ clientNetworkType: maybe(textUpTo(100)) });

/** Body of POST on makeMeAvailable (5.2); the voice members are accepted and mean nothing here. */
export const availableInput = v.object({
  supportedModalities: maybe(texts),
  supportedMessageFormats: maybe(texts),
  signInAs: maybe(text),
  inactiveTimeout: maybe(text),
  phoneNumber: maybe(text),
  audioPreference: maybe(text),
  voipFallbackToPhoneAudioTimeOut: maybe(text),
  isPersistent: maybe(truth),
});

export type AvailableInput = v.InferOutput<typeof availableInput>;
