import type { GatewayContext } from '../context.ts';

/** Waits, or ends at once when the gateway shuts down; true when the whole time has passed. */
export function pause(context: Pick<GatewayContext, 'shutdown'>, ms: number): Promise<boolean> {
  const { shutdown } = context;
  if (shutdown.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(true), ms);
    const onAbort = () => end(false);
    function end(isWhole: boolean): void {
      clearTimeout(timer);
      shutdown.removeEventListener('abort', onAbort);
      resolve(isWhole);
    }
    shutdown.addEventListener('abort', onAbort);
  });
}

/** A whole number from 0 to below `limit`. */
export function chance(context: Pick<GatewayContext, 'randomBytes'>, limit: number): number {
  const [a = 0, b = 0, c = 0] = context.randomBytes(3);
  return ((a << 16) | (b << 8) | c) % limit;
}

/** One of the given, at random. */
export function oneOf<T>(context: Pick<GatewayContext, 'randomBytes'>, choices: readonly [T, ...T[]]): T {
  return choices[chance(context, choices.length)] ?? choices[0];
}
