// One plan from its beginning to the rest at its end, and what was not right then.
import type { Figures } from './effort.ts';
import { findTorn } from './torn.ts';
import { findFaults } from './ucwa-oracle.ts';
import type { Plan } from './ucwa-steps.ts';
import { UcwaWorld } from './ucwa-world.ts';

/** Longer than any pause that the worker may make. */
const patienceMs = 900_000;
const lookEveryMs = 45_000;

async function rest(world: UcwaWorld): Promise<string[]> {
  const untilMs = world.turns.nowMs + patienceMs;
  for (;;) {
    await world.turns.passUntil(world.turns.nowMs + lookEveryMs);
    const found = findFaults(world);
    if (found.length === 0 || world.turns.nowMs > untilMs) return found;
    world.consent();
  }
}

function count(world: UcwaWorld, figures: Figures): void {
  const { server, network, turns, browser } = world;
  figures.add('interleavings');
  figures.add('messages', server.told.length + server.delivered.length);
  figures.add('applications', server.applications);
  figures.add('typed', world.typed.length);
  figures.add('turns', turns.count);
  figures.add('swaps', turns.swaps);
  figures.add('requests', network.requests);
  figures.add('workers', browser.lives);
  for (const kind of network.done) figures.add(`fault ${kind}`);
  for (const { action } of world.plan.steps) figures.add(`step ${action.do}`);
}

/** Lives through a plan; answers what was not as it must be. */
export async function liveThrough(plan: Plan, figures: Figures): Promise<string[]> {
  const world = new UcwaWorld(plan);
  return world.turns.govern(async () => {
    await world.begin();
    await world.live();
    world.heal();
    const found = await rest(world);
    world.browser.kill();
    found.push(...findTorn(world.browser));
    void world.browser.worker;
    if (found.length === 0) found.push(...(await rest(world)));
    world.browser.kill();
    count(world, figures);
    return found;
  });
}
