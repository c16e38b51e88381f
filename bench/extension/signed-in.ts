// The extension signed in at a real gateway full of people, with a pass-through between them that sees each reply leave.

import { signInThroughOptions } from '../../scripts/live-extension.ts';
import { type FaultProxy, startFaultProxy } from '../../test/support/fault-proxy.ts';
import { type Crowd, type CrowdPlan, crowdPassword, withCrowd } from '../gateway/crowd.ts';
import { onStage, type Stage } from './stage.ts';

export type SignedIn = { stage: Stage; crowd: Crowd; gatewayUrl: string; proxy: FaultProxy };

/** Runs `work` with the first user of the crowd signed in at the proxy; everybody else may write to that user. */
export function signedIn<T>(plan: Pick<CrowdPlan, 'users'>, work: (scene: SignedIn) => Promise<T>): Promise<T> {
  const pairs = Array.from({ length: plan.users - 1 }, (_, index) => [index + 1, 0] as const);
  return withCrowd({ ...plan, seatsEach: 1, pairs }, async (crowd, { url }) => {
    const proxy = await startFaultProxy(url);
    try {
      return await onStage(async (stage) => {
        await signInThroughOptions(stage.live, { server: proxy.url, name: 'user.0', password: crowdPassword });
        return work({ stage, crowd, gatewayUrl: url, proxy });
      });
    } finally {
      await proxy.close();
    }
  });
}

/** Milliseconds of the wall clock, finer than `Date.now`, and the same in every process of this machine. */
export const wallClockMs = () => performance.timeOrigin + performance.now();

/** Asks again and again, as fast as the answers come, until there is one. @throws Error when it takes too long. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, timeoutMs = 120_000): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > endMs) throw new Error(`${what} did not happen within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
