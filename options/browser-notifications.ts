// Desktop notifications of this browser: they need the browser's permission and the user's own setting.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { browser } from '../extension/browser.ts';
import { type CommandErrorKind, command } from '../extension/commands.ts';
import { failureKind } from './failure.ts';
import type { OwnSettings } from './own-settings.ts';

type Permissions = Pick<typeof browser.permissions, 'contains' | 'request' | 'onAdded' | 'onRemoved'>;

const permission = { permissions: ['notifications' as const] };

export type BrowserNotifications = {
  /** Both switched on and permitted. */
  readonly isOn: ReadonlySignal<boolean>;
  readonly isSaving: ReadonlySignal<boolean>;
  /**
   * `denied`: the user has just said no to the browser's question. `withdrawn`: switched on, but the permission is gone.
   * Otherwise the kind of error that kept the change from being saved.
   */
  readonly problem: ReadonlySignal<'denied' | 'withdrawn' | CommandErrorKind | undefined>;
  /** Asks for the permission synchronously, so call it in the click. */
  turn(isOn: boolean): Promise<void>;
  /** Tells the worker that settings of notifications changed. */
  tell(): Promise<void>;
};

export function createBrowserNotifications(
  settings: OwnSettings,
  permissions: Permissions = browser.permissions,
  send: typeof command = command,
): BrowserNotifications {
  const isPermitted = signal<boolean | undefined>(undefined);
  const isSaving = signal(false);
  const refusal = signal<'denied' | CommandErrorKind | undefined>(undefined);

  const learn = () =>
    permissions.contains(permission).then((isGranted) => {
      isPermitted.value = isGranted;
    });
  permissions.onAdded.addListener(() => void learn());
  permissions.onRemoved.addListener(() => void learn());
  void learn();

  const isWanted = () => settings.value.value?.showNotifications === true;

  async function save(isOn: boolean, answer: Promise<boolean>): Promise<void> {
    try {
      const isGranted = await answer;
      if (isOn) isPermitted.value = isGranted;
      if (!isGranted) refusal.value = 'denied';
      else if (!(await settings.change({ showNotifications: isOn }))) refusal.value = 'storage';
      else await send('notifications.changed', {});
    } catch (error) {
      refusal.value = failureKind(error);
    } finally {
      isSaving.value = false;
    }
  }

  return {
    isOn: computed(() => isWanted() && isPermitted.value === true),
    isSaving,
    problem: computed(() => refusal.value ?? (isWanted() && isPermitted.value === false ? 'withdrawn' : undefined)),
    turn(isOn) {
      if (isSaving.value) return Promise.resolve();
      const answer = isOn ? permissions.request(permission) : Promise.resolve(true);
      isSaving.value = true;
      refusal.value = undefined;
      return save(isOn, answer);
    },
    tell: async () => {
      await send('notifications.changed', {}).catch((error) => {
        refusal.value = failureKind(error);
      });
    },
  };
}
