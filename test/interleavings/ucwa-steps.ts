// What may happen to a UCWA account, as fast-check makes it up.
import fc from 'fast-check';
import { type FaultKind, faultKinds } from './network.ts';
import { order, times, waitMs } from './skype-steps.ts';
import type { Order } from './turns.ts';
import type { Manners } from './ucwa-model.ts';

const who = fc.constantFrom(0, 1);
const places = [
  '/events',
  '/messages',
  '/messagingInvitations',
  '/accept',
  '/conversations',
  '/applications',
  '',
] as const;

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
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      byMs: fc.constantFrom(-3_600_000, -61_000, 61_000, 3_600_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: fc.integer({ min: 5_000, max: 400_000 }) }),
  },
);
const network = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      on: fc.constantFrom(...places),
      kind: fc.constantFrom<FaultKind>(...faultKinds),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('away' as const), ms: fc.integer({ min: 1_000, max: 60_000 }) }),
  },
);
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

export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;
export type Step = { turns: number; ms: number; action: Action };
export type Plan = { order: Order; manners: Manners; steps: Step[] };

export const plan: fc.Arbitrary<Plan> = fc.record({
  order,
  manners: fc.record({ knowsOperations: fc.boolean(), embeds: fc.boolean() }),
  steps: fc.array(fc.record({ turns: fc.nat(70), ms: waitMs, action }), { minLength: 1, maxLength: 30, size: 'max' }),
});
