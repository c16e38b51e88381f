// What a program started, so that all of it ends with the program.
import { ChoiceError } from './choices.ts';
import { say } from './progress.ts';

/** What was started, newest first; ended in that order. */
export class Running {
  readonly #ends: (() => Promise<unknown>)[] = [];
  #isEnding = false;

  /** Remembers how to end something; ends it at once when everything is being ended already. */
  async add(end: () => Promise<unknown>): Promise<void> {
    if (this.#isEnding) await end().catch(() => {});
    else this.#ends.unshift(end);
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.#ends.length > 0) say('Ending what was started here ...');
    for (const end of this.#ends.splice(0)) await end().catch(() => {});
  }
}

/** Settles at the first signal; at the second one, nobody wants to wait any longer. */
function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isFirst = true;
    const onSignal = () => {
      if (!isFirst) process.exit(130);
      isFirst = false;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}

/** Runs a program until it is done or Ctrl-C, ends what it started, and answers the exit code. */
export async function runUntilEnded(program: (running: Running) => Promise<void>): Promise<number> {
  const running = new Running();
  try {
    await Promise.race([program(running), waitForSignal()]);
    return 0;
  } catch (error) {
    say(`\n${error instanceof Error ? error.message : String(error)}`);
    return error instanceof ChoiceError ? 2 : 1;
  } finally {
    await running.end();
  }
}
