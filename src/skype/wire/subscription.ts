import * as v from 'valibot';
import { amount, maybe } from './fields.ts';

/** Resource paths that Skype for Web asks for, and what each delivers (skype.md 5.1). */
export const interestedResources = {
  messages: '/v1/users/ME/conversations/ALL/messages',
  conversations: '/v1/users/ME/conversations/ALL/properties',
  threads: '/v1/threads/ALL',
  contacts: '/v1/users/ME/contacts/ALL',
} as const;

/** Body of `POST .../subscriptions`; `channelType` is compared without case. */
export const subscriptionBody = v.object({
  interestedResources: v.array(v.string()),
  template: maybe(v.string()),
  channelType: maybe(v.string()),
  conversationType: maybe(amount),
});

/** Body of `PUT .../subscriptions/0?name=interestedResources`: the full new list. */
export const interestedResourcesBody = v.object({ interestedResources: v.array(v.string()) });

export type SubscriptionBody = v.InferOutput<typeof subscriptionBody>;
