// Parts of the popup that are not needed to show the list: loaded on demand, from files of our own.
import { cell } from './cell.ts';
import { showFailure } from './notices.ts';

export type Part<Content> = {
  /** The part; undefined while it is not loaded. Reading it starts loading; the popup is drawn again when it is there. */
  readonly content: Content | undefined;
  /** Loads the part ahead of its use. */
  load(): Promise<void>;
};

/** Describes a part by how it is loaded. One that could not be loaded is tried again by `load` only: reading it goes on and on. */
export function part<Content extends object>(load: () => Promise<Content>): Part<Content> {
  const content = cell<Content | undefined>(undefined);
  let loading: Promise<void> | undefined;
  let hasFailed = false;

  function start(): Promise<void> {
    loading ??= load()
      .then((loaded) => {
        content.value = loaded;
      })
      .catch(() => {
        loading = undefined;
        hasFailed = true;
        showFailure('fault');
      });
    return loading;
  }

  return {
    get content() {
      if (!content.value && !hasFailed) void start();
      return content.value;
    },
    load: start,
  };
}
