// Ends what a sign-in holds open when the sign-in ends: a token is only looked at when a request begins, and a held poll may
// still have a long way to go by then.
import type { GatewayContext } from '../context.ts';
import { revocationChannel } from '../identity/sign-ins.ts';

export type SignOuts = {
  /**
   * A signal that aborts when the sign-in ends. It may also abort when the gateway cannot be sure that it has not: whoever
   * waits on it ends quietly and lets the client ask again. Call `release` when nothing is held any more.
   */
  watch(signInId: number): Promise<{ readonly signal: AbortSignal; release(): void }>;
};

/** Listens for the end of sign-ins, from the first `watch` on. */
export function createSignOuts({ database }: Pick<GatewayContext, 'database'>): SignOuts {
  const watched = new Map<number, Set<AbortController>>();
  let listening: Promise<unknown> | undefined;

  function onRevoked(payload: string): void {
    const ended = payload === '' ? [...watched.keys()] : [Number(payload)];
    for (const id of ended) for (const controller of watched.get(id) ?? []) controller.abort();
  }

  function ready(): Promise<unknown> {
    listening ??= database.listen(revocationChannel, onRevoked).catch((error: unknown) => {
      listening = undefined;
      throw error;
    });
    return listening;
  }

  return {
    async watch(signInId) {
      await ready();
      const controller = new AbortController();
      const controllers = watched.get(signInId) ?? new Set();
      watched.set(signInId, controllers.add(controller));
      return {
        signal: controller.signal,
        release() {
          controllers.delete(controller);
          if (controllers.size === 0 && watched.get(signInId) === controllers) watched.delete(signInId);
        },
      };
    },
  };
}
