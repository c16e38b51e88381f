import type { GatewayContext } from '../context.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createRate, type Rate } from './rates.ts';

/** What the messaging domain works with: the gateway's context, its own limits and what counts against them. */
export type MessagingContext = GatewayContext & {
  readonly limits: Limits;
  readonly rates: { readonly messages: Rate; readonly registrations: Rate };
};

const registrationWindowSeconds = 300;

/** Adds the limits to a gateway's context; `limits` overrides single ones. */
export function createMessagingContext(context: GatewayContext, limits: Partial<Limits> = {}): MessagingContext {
  const all = { ...defaultLimits, ...limits };
  const now = () => context.now();
  return {
    ...context,
    now,
    limits: all,
    rates: {
      messages: createRate(now, all.messageBurst, all.messagesPerSecond),
      registrations: createRate(now, all.registrations, all.registrations / registrationWindowSeconds),
    },
  };
}
