// Changes that are asked of the server at once: which are under way, which failed. After each, whatever came of it, what the
// server has now is read again, so that a switch never shows what is not.
import { useRef, useState } from 'preact/hooks';
import { failureSentence } from './failure.ts';

type Sentences = Parameters<typeof failureSentence>[1];

export type Writes = {
  /** What is being written under a name; undefined when nothing is. */
  pending(name: string): unknown;
  isBusy(name: string): boolean;
  /** Why the last write of a name failed. */
  failure(name: string): string | undefined;
  /** Writes; answers whether it worked. A second one of the same name waits for nothing and is ignored meanwhile. */
  run(name: string, value: unknown, work: () => Promise<unknown>, sentences?: Sentences): Promise<boolean>;
};

type State = { pending: ReadonlyMap<string, unknown>; failures: ReadonlyMap<string, string> };

const without = <V>(map: ReadonlyMap<string, V>, name: string) =>
  new Map(Array.from(map).filter(([other]) => other !== name));

/** Writes of one screen; `after` reads again what the server has. */
export function useWrites(after: () => Promise<unknown>): Writes {
  const [state, setState] = useState<State>({ pending: new Map(), failures: new Map() });
  const running = useRef(new Set<string>());

  async function run(name: string, value: unknown, work: () => Promise<unknown>, sentences?: Sentences) {
    if (running.current.has(name)) return false;
    running.current.add(name);
    setState(({ pending, failures }) => ({
      pending: new Map(pending).set(name, value),
      failures: without(failures, name),
    }));
    let failure: string | undefined;
    try {
      await work();
    } catch (error) {
      failure = failureSentence(error, sentences);
    }
    await after();
    running.current.delete(name);
    setState(({ pending, failures }) => ({
      pending: without(pending, name),
      failures: failure === undefined ? failures : new Map(failures).set(name, failure),
    }));
    return failure === undefined;
  }

  return {
    pending: (name) => state.pending.get(name),
    isBusy: (name) => state.pending.has(name),
    failure: (name) => state.failures.get(name),
    run,
  };
}
