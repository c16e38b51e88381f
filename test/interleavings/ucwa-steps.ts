// What may happen to a UCWA account, as fast-check makes it up.
import fc from 'fast-check';
import { away, clock, fault, order, sleep, stepsOf, times } from './steps.ts';
import type { Order } from './turns.ts';
import type { Manners } from './ucwa-model.ts';
import type { Step } from './world.ts';

const who = fc.constantFrom(0, 1);
const faults = fault('/events', '/messages', '/messagingInvitations', '/accept', '/conversations', '/applications', '');

const people = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), who, times }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who }) },
);
const user = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('type' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('see' as const), who, back: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('wake', 'retryAll' as const) }) },
);
const machine = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('kill', 'kill', 'kill', 'restart', 'online' as const) }) },
  { weight: 1, arbitrary: clock(-3_600_000, -61_000, 61_000, 3_600_000) },
  { weight: 1, arbitrary: sleep },
);
const network = fc.oneof({ weight: 5, arbitrary: faults }, { weight: 1, arbitrary: away });
const server = fc.record({
  do: fc.constantFrom('resync', 'resume', 'endApplication', 'expireApplication', 'revokeToken' as const),
});

const action = fc.oneof(
  { weight: 8, arbitrary: people },
  { weight: 7, arbitrary: user },
  { weight: 3, arbitrary: machine },
  { weight: 4, arbitrary: network },
  { weight: 2, arbitrary: server },
);

type Made<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
export type Action = Made<typeof action>;
export type UserAction = Made<typeof user>;
export type Plan = { order: Order; manners: Manners; steps: Step<Action>[] };

export const plan: fc.Arbitrary<Plan> = fc.record({
  order,
  manners: fc.record({ knowsOperations: fc.boolean(), embeds: fc.boolean() }),
  steps: stepsOf(action),
});
