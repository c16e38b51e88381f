/** Polls a condition until it answers something true-like; the last error or a plain one after the time is up. */
export async function until<T>(
  what: string,
  condition: () => Promise<T> | T,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> {
  const endMs = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < endMs) {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((tick) => setTimeout(tick, 50));
  }
  throw new Error(`${what}: not within ${timeoutMs} ms`, { cause: last });
}
