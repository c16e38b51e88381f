// How these screens read: stored values that stay right, and answers of the server.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { CommandError, type CommandErrorKind } from '../../extension/commands.ts';
import type { SkylarkDatabase, StoreName } from '../../extension/database.ts';
import { follow } from '../../extension/ui/follow.ts';
import type { AccountId } from '../../src/model/account.ts';
import { ServiceError } from '../../src/service/error.ts';
import { showFailure } from '../notices.ts';
import { ask } from '../worker.ts';

/** A stored value for the life of a component; a change of `inputs` starts it anew. Undefined until it is read. */
export function useStored<T>(
  stores: readonly StoreName[],
  read: (database: SkylarkDatabase) => Promise<T>,
  inputs: readonly unknown[],
): T | undefined {
  const [value, setValue] = useState<T | undefined>(undefined);
  useEffect(() => {
    setValue(undefined);
    const following = follow(stores, read, setValue, () => showFailure('storage'));
    return following.stop;
  }, inputs);
  return value;
}

export type Answer<T> =
  | { state: 'waiting' }
  | { state: 'failed'; kind: CommandErrorKind }
  | { state: 'here'; value: T };

/** Which sentence stands for a failure. */
export function kindOf(error: unknown): CommandErrorKind {
  return error instanceof CommandError || error instanceof ServiceError ? error.kind : 'fault';
}

/**
 * What the server answers, asked when `inputs` change and on retry; nothing is asked while `load` is undefined. The last answer
 * stays while the next is on its way if `keepsLast`.
 */
export function useAnswer<T>(
  load: (() => Promise<T>) | undefined,
  inputs: readonly unknown[],
  keepsLast = false,
): [Answer<T>, () => void] {
  const [answer, setAnswer] = useState<Answer<T>>({ state: 'waiting' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!load) return;
    let isCurrent = true;
    if (!keepsLast) setAnswer({ state: 'waiting' });
    load().then(
      (value) => isCurrent && setAnswer({ state: 'here', value }),
      (error) => isCurrent && setAnswer({ state: 'failed', kind: kindOf(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [...inputs, turn]);
  return [answer, useCallback(() => setTurn((last) => last + 1), [])];
}

/** A value that follows another when that has been still for `ms`. */
export function useStill<T>(value: T, ms: number): T {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return still;
}

/** Something the user does, once at a time: it says when it is under way, and shows why it failed. */
export function useAction(
  fail: (kind: CommandErrorKind) => void = showFailure,
): [isBusy: boolean, run: (work: () => Promise<unknown>) => Promise<boolean>] {
  const [isBusy, setBusy] = useState(false);
  const isRunning = useRef(false);
  const run = useCallback(async (work: () => Promise<unknown>) => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    try {
      await work();
      return true;
    } catch (error) {
      fail(kindOf(error));
      return false;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  }, []);
  return [isBusy, run];
}

/** Makes the worker read the contact list again after a change. Throws what the worker answered. */
export async function refreshContacts(account: AccountId): Promise<void> {
  const reply = await ask('contacts.refresh', { account });
  if (!reply.ok) throw new CommandError(reply.error.kind, reply.error.message);
}
