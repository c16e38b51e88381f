// What may happen to every kind of account, as fast-check makes it up.
import fc from 'fast-check';
import { type FaultKind, faultKinds } from './network.ts';
import type { Order } from './turns.ts';
import type { Step } from './world.ts';

/** How many messages come at once. */
export const times = fc.oneof(
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 25 }) },
);

/** The clock on the wall is set. */
export const clock = (...byMs: number[]) =>
  fc.record({ do: fc.constant('clock' as const), byMs: fc.constantFrom(...byMs) });

/** The machine sleeps. */
export const sleep = fc.record({ do: fc.constant('sleep' as const), ms: fc.integer({ min: 5_000, max: 400_000 }) });

/** There is no network. */
export const away = fc.record({ do: fc.constant('away' as const), ms: fc.integer({ min: 1_000, max: 60_000 }) });

/** The next request whose address has one of these in it goes wrong. */
export const fault = (...places: string[]) =>
  fc.record({
    do: fc.constant('fault' as const),
    on: fc.constantFrom(...places),
    kind: fc.constantFrom<FaultKind>(...faultKinds),
  });

const waitMs: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 3_000, max: 70_000 }) },
);

export const order: fc.Arbitrary<Order> = fc.record({
  seed: fc.noShrink(fc.integer()),
  calmAfter: fc.integer({ min: 0, max: 50_000 }),
});

/** What happens, one after the other. */
export const stepsOf = <Action>(action: fc.Arbitrary<Action>): fc.Arbitrary<Step<Action>[]> =>
  fc.array(fc.record({ turns: fc.nat(70), ms: waitMs, action }), { minLength: 1, maxLength: 30, size: 'max' });
