/** Tells the user what is going on. Standard error, so that programs that promise their standard output keep it. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs one step of a longer work, saying when it starts and how long it took. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedMs = Date.now();
  say(`${what} ...`);
  const result = await work();
  say(`  done in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
  return result;
}
