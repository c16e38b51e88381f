// Ends what a sign-in holds open when the sign-in ends: a token is only looked at when a request begins, and a held poll may
// still have a long way to go by then.
import type { GatewayContext } from '../context.ts';
import { revocationChannel } from '../identity/sign-ins.ts';

export type SignOuts = {
  /**
   * Calls `end` when the sign-in ends. It may also be called when the gateway cannot be sure that it has not: whoever waits ends quietly
   * and lets the client ask again. Call the function that is returned when nothing is held any more.
   */
  watch(signInId: number, end: () => void): Promise<() => void>;
};

/** Listens for the end of sign-ins, from the first `watch` on. */
export function createSignOuts({ database }: Pick<GatewayContext, 'database'>): SignOuts {
  const watched = new Map<number, Set<() => void>>();
  let listening: Promise<unknown> | undefined;

  function onRevoked(payload: string): void {
    const ended = payload === '' ? [...watched.keys()] : [Number(payload)];
    for (const id of ended) for (const end of [...(watched.get(id) ?? [])]) end();
  }

  function ready(): Promise<unknown> {
    listening ??= database.listen(revocationChannel, onRevoked).catch((error: unknown) => {
      listening = undefined;
      throw error;
    });
    return listening;
  }

  return {
    async watch(signInId, end) {
      await ready();
      const ends = watched.get(signInId) ?? new Set();
      watched.set(signInId, ends.add(end));
      return () => {
        ends.delete(end);
        if (ends.size === 0 && watched.get(signInId) === ends) watched.delete(signInId);
      };
    },
  };
}
