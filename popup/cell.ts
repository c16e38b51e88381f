// The popup's state: values that draw the popup anew when they change. One page this small needs no finer grain, and the
// signals library would be a tenth of its script.
import type { SkylarkDatabase, StoreName } from '../extension/database.ts';
import { type Following, follow } from '../extension/ui/follow.ts';

export type Cell<T> = { value: T };

let redraw: () => void = () => {};

/** Says who draws the popup. */
export function drawWith(draw: () => void): void {
  redraw = draw;
}

/** A value of the popup's state. Setting it to something else draws the popup. */
export function cell<T>(initial: T): Cell<T> {
  let current = initial;
  return {
    get value() {
      return current;
    },
    set value(next) {
      if (next === current) return;
      current = next;
      redraw();
    },
  };
}

/** What is read from the database, undefined until it is, and why the last read failed. */
export type FollowedCell<T> = Following & Readonly<{ data: Cell<T | undefined>; fault: Cell<Error | undefined> }>;

/** Keeps a value right that is read from the database. */
export function followedCell<T>(
  stores: readonly StoreName[],
  read: (database: SkylarkDatabase) => Promise<T>,
): FollowedCell<T> {
  const data = cell<T | undefined>(undefined);
  const fault = cell<Error | undefined>(undefined);
  const following = follow(
    stores,
    read,
    (next) => {
      fault.value = undefined;
      data.value = next;
    },
    (error) => {
      fault.value = error;
    },
  );
  return { ...following, data, fault };
}
