// What may happen to a Skype account, as fast-check makes it up.
import fc from 'fast-check';
import { type FaultKind, faultKinds } from './network.ts';
import type { Manners } from './skype-model.ts';
import type { Order } from './turns.ts';

const place = fc.constantFrom(0, 1, 2);
const pick = fc.nat(20);
export const times = fc.oneof(
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 25 }) },
);
const places = ['/poll', '/messages', '/conversations', '/endpoints', '/oauth/token', '/properties', ''] as const;
const longFault = fc.constantFrom<FaultKind>(...faultKinds);

const people = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('post' as const), in: place, isMention: fc.boolean(), times }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('change' as const), in: place, pick, isDeletion: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('postElsewhere' as const), in: place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('readElsewhere' as const), in: place, back: fc.nat(3) }) },
);
const user = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('say' as const), in: place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), in: place, pick, isDeletion: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('see' as const), in: place, back: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('loadOlder' as const), in: place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('wake', 'retryAll', 'retryConnection' as const) }) },
);
const machine = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('kill' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('online' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      byMs: fc.constantFrom(-86_400_000, -3_600_000, -61_000, 61_000, 3_600_000, 86_400_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: fc.integer({ min: 5_000, max: 400_000 }) }),
  },
);
const network = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('fault' as const), on: fc.constantFrom(...places), kind: longFault }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('disturb' as const),
      how: fc.constantFrom('repeat', 'reverse', 'swap' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('away' as const), ms: fc.integer({ min: 1_000, max: 60_000 }) }),
  },
);
const server = fc.record({
  do: fc.constantFrom('expireEndpoints', 'expireSubscriptions', 'revokeToken', 'endSignIn' as const),
});

const action = fc.oneof(
  { weight: 9, arbitrary: people },
  { weight: 7, arbitrary: user },
  { weight: 3, arbitrary: machine },
  { weight: 4, arbitrary: network },
  { weight: 1, arbitrary: server },
);

export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;
/** One thing that happens, so many turns and so much time after the one before. */
export type Step = { turns: number; ms: number; action: Action };
export type Plan = { order: Order; manners: Manners; before: number; steps: Step[] };

export const waitMs: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 3_000, max: 70_000 }) },
);

export const order: fc.Arbitrary<Order> = fc.record({
  seed: fc.noShrink(fc.integer()),
  calmAfter: fc.integer({ min: 0, max: 50_000 }),
});

/** A server that answers in full pages lets edits be found; one with small pages must be walked through. */
const manners: fc.Arbitrary<Manners> = fc.record({
  knowsClientIds: fc.boolean(),
  tellsConversations: fc.boolean(),
  editsUnderOwnId: fc.boolean(),
  pageSize: fc.constantFrom(100, 5),
  continuesWith: fc.constantFrom('syncState', 'backwardLink' as const),
});

export const plan: fc.Arbitrary<Plan> = fc.record({
  order,
  manners,
  before: fc.nat(8),
  steps: fc.array(fc.record({ turns: fc.nat(70), ms: waitMs, action }), { minLength: 1, maxLength: 30, size: 'max' }),
});
