/** Performs an operation for every item, at most `width` at a time; rejects with the first failure. */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  operation: (item: Item) => Promise<unknown>,
): Promise<void> {
  const rest = items.values();
  const work = async () => {
    for (const item of rest) await operation(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
}
