// Whether a fault bit: each one says what the client does because of it, and here the client's later requests are looked at. A
// fault that nobody reacts to proves nothing. Not every reaction can come: the worker may be killed first.
import type { Exchange, Fault, Request } from './faults.ts';

export type FaultCount = {
  /** The proxy did it to a reply. */
  injected: number;
  /** The client was still there and got it (or, where nothing was answered, gave up waiting by itself). */
  reached: number;
  /** The client did what the fault calls for. */
  answered: number;
};

type Expectation = { fault: Fault; exchange: Exchange; sinceMs: number };

const patienceMs = 90_000;

export type Watch = {
  readonly counts: ReadonlyMap<string, FaultCount>;
  injected(fault: Fault): void;
  /** The reply is out, or the client has hung up on one that never comes. */
  reached(fault: Fault, exchange: Exchange): void;
  /** A request came in. */
  see(request: Request): void;
};

/** @param counts shared by the ways of all installs */
export function createWatch(counts: Map<string, FaultCount>, nowMs: () => number = Date.now): Watch {
  let expected: Expectation[] = [];
  const countOf = ({ name }: Fault): FaultCount => {
    const count = counts.get(name) ?? { injected: 0, reached: 0, answered: 0 };
    counts.set(name, count);
    return count;
  };
  return {
    counts,
    injected(fault) {
      countOf(fault).injected += 1;
    },
    reached(fault, exchange) {
      countOf(fault).reached += 1;
      if (fault.answer === undefined) countOf(fault).answered += 1;
      else expected.push({ fault, exchange, sinceMs: nowMs() });
    },
    see(request) {
      const now = nowMs();
      expected = expected.filter(({ fault, exchange, sinceMs }) => {
        if (now - sinceMs > patienceMs) return false;
        if (now - sinceMs < (fault.quietMs ?? 0) || !fault.answer?.(request, exchange)) return true;
        countOf(fault).answered += 1;
        return false;
      });
    },
  };
}
