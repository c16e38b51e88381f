// The search for an order of things that ends badly.
import fc from 'fast-check';
import { expect } from 'vitest';
import { Figures, interleavings } from './effort.ts';
import { liveThrough } from './life.ts';
import type { World } from './world.ts';

/** Fails with the first plan, made as small as it can be, that a world comes out of otherwise than it must. `name`: of its figures. */
export async function search<Plan>(
  name: string,
  plan: fc.Arbitrary<Plan>,
  build: (plan: Plan) => World,
): Promise<void> {
  const figures = new Figures();
  const holds = fc.asyncProperty(plan, async (made) => {
    const found = await liveThrough(build(made), figures);
    if (found.length > 0) throw new Error(found.join('\n'));
  });
  try {
    await fc.assert(holds, interleavings(500));
  } finally {
    figures.write(name);
  }
  expect(figures.counts.interleavings).toBeGreaterThan(0);
}
