// Which servers the browser lets Skylark contact. A permission can only be asked inside a click, and only synchronously, so
// what is already granted is learned beforehand.
import { type ReadonlySignal, signal } from '@preact/signals';
import { browser } from '../extension/browser.ts';

type Permissions = Pick<typeof browser.permissions, 'contains' | 'request' | 'onAdded' | 'onRemoved'>;

export type HostAccess = {
  /** What is known of each match pattern; a pattern that is missing has not been learned. */
  readonly granted: ReadonlySignal<ReadonlyMap<string, boolean>>;
  /** Finds out about a pattern, now and whenever permissions change. */
  learn(pattern: string): Promise<void>;
  /**
   * Asks the user, in one question, for the hosts that are not known to be granted. Call it first thing in a click handler.
   * @returns whether Skylark may contact all of them
   */
  ask(...patterns: string[]): Promise<boolean>;
  stop(): void;
};

export function createHostAccess(permissions: Permissions = browser.permissions): HostAccess {
  const granted = signal<ReadonlyMap<string, boolean>>(new Map());
  const asked = new Set<string>();

  const note = (pattern: string, isGranted: boolean) => {
    granted.value = new Map([...granted.value, [pattern, isGranted]]);
  };

  async function learn(pattern: string): Promise<void> {
    asked.add(pattern);
    note(pattern, await permissions.contains({ origins: [pattern] }));
  }

  const learnAgain = () => void Promise.all([...asked].map(learn));
  permissions.onAdded.addListener(learnAgain);
  permissions.onRemoved.addListener(learnAgain);

  return {
    granted,
    learn,
    ask(...patterns) {
      const missing = [...new Set(patterns)].filter((pattern) => !granted.value.get(pattern));
      if (missing.length === 0) return Promise.resolve(true);
      return permissions.request({ origins: missing }).then(
        (isGranted) => {
          // A no to several is a no to the question, not to each of them.
          if (isGranted || missing.length === 1) for (const pattern of missing) note(pattern, isGranted);
          return isGranted;
        },
        () => false,
      );
    },
    stop() {
      permissions.onAdded.removeListener(learnAgain);
      permissions.onRemoved.removeListener(learnAgain);
    },
  };
}
