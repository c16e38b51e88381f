// The popup's side of the worker: wakes it, asks it, and notices when it does not answer.
import {
  CommandError,
  type CommandName,
  type CommandPayload,
  type CommandReply,
  type CommandResult,
  command,
} from '../extension/commands.ts';
import { cell } from './cell.ts';

/** False while the worker answers nothing at all, not even a call to wake up. */
export const isWorkerAnswering = cell(true);

/** Sends a command and answers what came back, as a value or as an error; never throws. */
export async function ask<Name extends CommandName>(
  name: Name,
  payload: CommandPayload<Name>,
  timeoutMs?: number,
): Promise<CommandReply<CommandResult<Name>>> {
  try {
    const value = await command(name, payload, timeoutMs);
    isWorkerAnswering.value = true;
    return { ok: true, value };
  } catch (error) {
    const { kind, message } = error instanceof CommandError ? error : new CommandError('fault', String(error));
    // Long work may take too long in a healthy worker; a short call tells the two apart.
    if (kind === 'no-answer') void wakeWorker();
    return { ok: false, error: { kind, message } };
  }
}

const wakeTimeoutMs = 5_000;
const pauseMs = 700;
const checkAgainMs = 10_000;
let waking: Promise<void> | undefined;

/** Starts the worker and finds out whether it answers; while it does not, asks again now and then. */
export function wakeWorker(): Promise<void> {
  waking ??= wake().finally(() => {
    waking = undefined;
    if (!isWorkerAnswering.value) setTimeout(wakeWorker, checkAgainMs);
  });
  return waking;
}

async function wake(): Promise<void> {
  // One silence may be an unlucky moment of its start; after the second it counts.
  const isAwake = (await callOnce()) || (await new Promise((resolve) => setTimeout(resolve, pauseMs)).then(callOnce));
  isWorkerAnswering.value = isAwake;
}

async function callOnce(): Promise<boolean> {
  try {
    await command('wake', {}, wakeTimeoutMs);
    return true;
  } catch (error) {
    return error instanceof CommandError && error.kind !== 'no-answer';
  }
}
