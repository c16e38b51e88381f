// Which origins sign-in may ask: nothing is requested before the user, and the browser on the user's behalf, has said yes to its
// origin (ucwa.md 2.4).
import { ServiceError } from '../../service/error.ts';
import { domainOf, isForeign, isSafeAddress } from './hosts.ts';
import type { AllowStep } from './step.ts';

/** Thrown where sign-in cannot go on without the user; caught in one place, `asStep`. */
class AllowanceNeeded extends Error {
  readonly step: AllowStep;

  constructor(step: AllowStep) {
    super('origins have to be allowed');
    this.step = step;
  }
}

export type Approval = {
  /**
   * Passes when every one of these addresses may be requested. `isStrange` marks what the user has to be shown whatever its domain.
   * @throws ServiceError `forbidden` for an address that is never asked; otherwise what `asStep` turns into a step
   */
  enter(addresses: readonly string[], isStrange?: boolean): void;
  /** The origins that were entered, in their order. */
  readonly origins: readonly string[];
};

type Given = { address: string; approved: readonly string[]; server: string };

/**
 * The origins that were approved for a sign-in address. A `server` that the user has typed is theirs: nobody asks whose it is,
 * and on this very machine the browser needs no permission either.
 * @throws ServiceError `invalid` when the sign-in address is none
 */
export function createApproval({ address, approved, server }: Given): Approval {
  const domain = domainOf(address);
  const own = server === '' ? undefined : new URL(server);
  const allowed = new Set(approved);
  if (own?.protocol === 'http:' && isSafeAddress(own)) allowed.add(own.origin);
  const origins: string[] = [];

  return {
    origins,
    enter(addresses, isStrange = false) {
      const urls = addresses.map((entry) => new URL(entry));
      for (const url of urls) {
        // What is not https is asked on this machine only, and only where the user has sent us.
        const isSafe = isSafeAddress(url) && (url.protocol === 'https:' || allowed.has(url.origin));
        if (!isSafe) throw new ServiceError('forbidden', 'discovery leads to an address that is not safe to ask');
      }
      const wanted = [...new Set(urls.map((url) => url.origin))];
      const missing = wanted.filter((origin) => !allowed.has(origin));
      if (missing.length > 0) {
        const foreign = missing.filter((origin) => origin !== own?.origin && (isStrange || isForeign(origin, domain)));
        throw new AllowanceNeeded({ step: 'allow', origins: missing, foreign });
      }
      for (const origin of wanted) if (!origins.includes(origin)) origins.push(origin);
    },
  };
}

/** Performs a part of sign-in; where it needs an allowance, the answer is the step that asks for it. */
export async function asStep<T>(work: () => Promise<T>): Promise<T | AllowStep> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AllowanceNeeded) return error.step;
    throw error;
  }
}
