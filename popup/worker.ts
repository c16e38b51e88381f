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

/** False once the worker left a command without any answer; true again with its next answer. */
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
    const kind = error instanceof CommandError ? error.kind : 'fault';
    isWorkerAnswering.value = kind !== 'no-answer';
    return { ok: false, error: { kind, message: error instanceof Error ? error.message : String(error) } };
  }
}

const wakeTimeoutMs = 5_000;
const pauseMs = 700;

/** Starts the worker. One silence may be an unlucky moment of its start; after the second it counts as not answering. */
export async function wakeWorker(): Promise<void> {
  const first = await askQuietly();
  if (first) return;
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  await ask('wake', {}, wakeTimeoutMs);
}

async function askQuietly(): Promise<boolean> {
  try {
    await command('wake', {}, wakeTimeoutMs);
    return true;
  } catch (error) {
    return error instanceof CommandError && error.kind !== 'no-answer';
  }
}
