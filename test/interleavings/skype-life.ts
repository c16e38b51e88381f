// One plan from its beginning to the rest at its end, and what was not right then.
import type { Figures } from './effort.ts';
import { findFaults } from './skype-oracle.ts';
import type { Plan } from './skype-steps.ts';
import { conversations, SkypeWorld } from './skype-world.ts';
import { findTorn } from './torn.ts';

/** Longer than any pause that the worker may make. */
const patienceMs = 900_000;
const lookEveryMs = 45_000;

async function rest(world: SkypeWorld, isComplete: boolean): Promise<string[]> {
  const untilMs = world.turns.nowMs + patienceMs;
  for (;;) {
    await world.turns.passUntil(world.turns.nowMs + lookEveryMs);
    const found = findFaults(world, isComplete);
    if (found.length === 0 || world.turns.nowMs > untilMs) return found;
    world.consent();
  }
}

function count(world: SkypeWorld, figures: Figures): void {
  const { server, network, turns, browser } = world;
  figures.add('interleavings');
  for (const { messages } of server.places.values()) figures.add('messages', messages.length);
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
  const world = new SkypeWorld(plan);
  return world.turns.govern(async () => {
    await world.begin();
    await world.live();
    world.heal();
    const found = await rest(world, false);
    world.browser.kill();
    found.push(...findTorn(world.browser));
    // The next worker agrees, and older messages are where they were.
    for (const conversation of conversations) void world.browser.ask('conversation.loadOlder', { conversation });
    for (const conversation of conversations) void world.browser.ask('conversation.loadOlder', { conversation });
    if (found.length === 0) found.push(...(await rest(world, false)));
    world.browser.kill();
    count(world, figures);
    return found;
  });
}
