// One gateway for a whole suite, and fresh people for every test of it.
import { afterAll, beforeAll } from 'vitest';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import type { Limits } from '../../../gateway/messaging/limits.ts';
import { createMessagingContext, type MessagingContext } from '../../../gateway/messaging/messaging-context.ts';
import type { OpenTestDatabase } from '../../support/databases.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../../support/gateway.ts';
import { befriend } from './client.ts';

export type Town = {
  readonly gateway: TestGateway;
  /** New users who do not know each other, with names that nobody had before. */
  strangers(count: number): Promise<UserIdentity[]>;
  /** New users who all are contacts of each other. */
  friends(count: number): Promise<UserIdentity[]>;
  /** The domain's context, with limits of the test's own. */
  messaging(limits?: Partial<Limits>): MessagingContext;
};

let population = 0;

/** Starts a gateway before the tests of the surrounding suite, and ends it after them. */
export function settle(openDatabase: OpenTestDatabase, options: TestGatewayOptions = {}): Town {
  let running: TestGateway | undefined;
  const gateway = () => {
    if (!running) throw new Error('the gateway of the suite has not started');
    return running;
  };
  beforeAll(async () => {
    running = await startTestGateway({
      database: await openDatabase(),
      ...options,
      settings: { holdSeconds: 0.02, ...options.settings },
    });
  }, 60_000);
  afterAll(() => running?.close());

  const strangers = async (count: number): Promise<UserIdentity[]> => {
    const users: UserIdentity[] = [];
    for (let i = 0; i < count; i += 1) {
      population += 1;
      const name = ['fred', 'joe', 'anna', 'mia'][i] ?? 'guest';
      users.push(await gateway().createUser({ name: `${name}.${population}`, displayName: `${name} ${population}` }));
    }
    return users;
  };
  return {
    get gateway() {
      return gateway();
    },
    strangers,
    async friends(count) {
      const users = await strangers(count);
      for (const [i, a] of users.entries()) for (const b of users.slice(i + 1)) await befriend(gateway(), a, b);
      return users;
    },
    messaging: (limits) => createMessagingContext(gateway().context, limits),
  };
}

/** The first `N` of a list, each surely there. */
export function pick<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}

/** Two contacts. */
export async function pair(town: Town): Promise<[UserIdentity, UserIdentity]> {
  const users = await town.friends(2);
  return [pick(users, 0), pick(users, 1)];
}

/** Three people who know each other. */
export async function trio(town: Town): Promise<[UserIdentity, UserIdentity, UserIdentity]> {
  const users = await town.friends(3);
  return [pick(users, 0), pick(users, 1), pick(users, 2)];
}

/** Waits until a condition holds; fails after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > endMs) throw new Error('the condition did not come true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
