// The time at a server. The local clock may be years off, and the protocol puts times into requests (skype.md 3.5).
import type { Transport } from '../src/service/transport.ts';

/** Smaller differences are the network's, not the clock's. */
const toleratedMs = 30_000;

export type ServerClock = {
  /** The same transport; the `Date` of each reply sets the clock. */
  transport: Transport;
  nowMs(): number;
};

/** A clock that follows a server, starting from the local one. */
export function createServerClock(transport: Transport, localNowMs: () => number): ServerClock {
  let aheadMs = 0;
  return {
    async transport(request) {
      const reply = await transport(request);
      const differenceMs = Date.parse(reply.header('Date') ?? '') - localNowMs();
      if (!Number.isNaN(differenceMs)) aheadMs = Math.abs(differenceMs) < toleratedMs ? 0 : differenceMs;
      return reply;
    },
    nowMs: () => localNowMs() + aheadMs,
  };
}
