/** What came of a load: how many steps ended in each second, and how long each took. */
export type Load = { ratesPerSecond: number[]; latenciesMs: number[] };

/** Repeats `step` in `lanes` lanes for some seconds: in each lane one after the other. */
export async function load(seconds: number, lanes: number, step: (lane: number) => Promise<void>): Promise<Load> {
  const ends: number[] = [];
  const latenciesMs: number[] = [];
  const beganMs = performance.now();
  const isOver = () => performance.now() - beganMs > seconds * 1000;
  const lane = async (index: number) => {
    while (!isOver()) {
      const startedMs = performance.now();
      await step(index);
      latenciesMs.push(performance.now() - startedMs);
      ends.push(Math.floor((performance.now() - beganMs) / 1000));
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  const ratesPerSecond = Array.from({ length: seconds }, (_, second) => ends.filter((end) => end === second).length);
  return { ratesPerSecond, latenciesMs };
}
