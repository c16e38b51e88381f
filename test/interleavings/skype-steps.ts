// What may happen to a Skype account, as fast-check makes it up.
import fc from 'fast-check';
import type { Manners } from './skype-model.ts';
import { away, clock, fault, order, sleep, stepsOf, times } from './steps.ts';
import type { Order } from './turns.ts';
import type { Step } from './world.ts';

const place = fc.constantFrom(0, 1, 2);
const pick = fc.nat(20);
const faults = fault('/poll', '/messages', '/conversations', '/endpoints', '/oauth/token', '/properties', '');
const clocks = clock(-86_400_000, -3_600_000, -61_000, 61_000, 3_600_000, 86_400_000);

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
  { weight: 1, arbitrary: clocks },
  { weight: 1, arbitrary: sleep },
);
const network = fc.oneof(
  { weight: 6, arbitrary: faults },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('disturb' as const),
      how: fc.constantFrom('repeat', 'reverse', 'swap' as const),
    }),
  },
  { weight: 1, arbitrary: away },
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

type Made<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
export type Action = Made<typeof action>;
export type UserAction = Made<typeof user>;
export type Plan = { order: Order; manners: Manners; before: number; steps: Step<Action>[] };

/** A server that answers in full pages lets edits be found; one with small pages must be walked through. */
const manners: fc.Arbitrary<Manners> = fc.record({
  knowsClientIds: fc.boolean(),
  tellsConversations: fc.boolean(),
  editsUnderOwnId: fc.boolean(),
  pageSize: fc.constantFrom(100, 5),
  continuesWith: fc.constantFrom('syncState', 'backwardLink' as const),
});

export const plan: fc.Arbitrary<Plan> = fc.record({ order, manners, before: fc.nat(8), steps: stepsOf(action) });
