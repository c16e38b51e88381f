// One plan from its beginning to the rest at its end, and what was not right then.
import type { Figures } from './effort.ts';
import { findTorn } from './torn.ts';
import type { World } from './world.ts';

/** Longer than any pause that the worker may make. */
const patienceMs = 900_000;
const lookEveryMs = 45_000;

async function rest(world: World): Promise<string[]> {
  const untilMs = world.turns.nowMs + patienceMs;
  for (;;) {
    await world.turns.passUntil(world.turns.nowMs + lookEveryMs);
    const found = world.findFaults();
    if (found.length === 0 || world.turns.nowMs > untilMs) return found;
    world.consent();
  }
}

function count(world: World, figures: Figures): void {
  const { network, turns, browser } = world;
  figures.add('interleavings');
  for (const [name, value] of Object.entries(world.counts())) figures.add(name, value);
  figures.add('typed', world.typed.length);
  figures.add('turns', turns.count);
  figures.add('swaps', turns.swaps);
  figures.add('requests', network.requests);
  figures.add('workers', browser.lives);
  for (const kind of network.done) figures.add(`fault ${kind}`);
  for (const { action } of world.plan.steps) figures.add(`step ${action.do}`);
}

/** Lives through the plan of a world; answers what was not as it must be. */
export async function liveThrough(world: World, figures: Figures): Promise<string[]> {
  return world.turns.govern(async () => {
    await world.begin();
    await world.live();
    world.heal();
    const found = await rest(world);
    world.browser.kill();
    found.push(...findTorn(world.browser));
    // The next worker agrees.
    world.startAgain();
    if (found.length === 0) found.push(...(await rest(world)));
    world.browser.kill();
    found.push(...world.passing);
    count(world, figures);
    return found;
  });
}
