// What happens to a typed message on its way out. It is sent in order within its conversation, tried again with pauses
// for some minutes, then marked as not sent with the reason; its text is never dropped.
import { isPassing, type ServiceErrorKind } from '../service/error.ts';
import { backoffMs } from './backoff.ts';

/** How long a message is tried before it is marked as not sent, ms. */
export const longestTryMs = 300_000;

/** The part of a stored message that the rules read and change. */
export type Outgoing = {
  state: 'queued' | 'sending' | 'sent' | 'failed';
  attempts: number;
  /** Not before this time, ms. */
  nextAttemptAtMs: number;
  /** When it was queued or queued again: the start of its time to get through, ms. */
  queuedAtMs: number;
  error?: ServiceErrorKind;
  /** A file that is to be there before the message goes out. */
  upload?: { isComplete?: true } | undefined;
  /** Id the server gave; the row stays, shown as sent, until the message itself arrives. */
  sentId?: string;
};

/** True while the server may have it, or has it: it cannot be taken out any more. */
export function isBeyondRecall({ state, upload }: Outgoing): boolean {
  return state === 'sent' || (state === 'sending' && !(upload && !upload.isComplete));
}

/** The message of one conversation that goes out next: the first that is neither sent nor given up. */
export function nextToSend<Row extends Outgoing>(rows: readonly Row[]): Row | undefined {
  return rows.find((row) => row.state === 'queued' || row.state === 'sending');
}

/** A message as its request starts. A request that nobody saw end is made again: the client id makes that harmless. */
export function startSending<Row extends Outgoing>(row: Row): Row {
  return { ...row, state: 'sending', attempts: row.attempts + 1 };
}

/** A message that the server has stored. */
export function markSent<Row extends Outgoing>(row: Row, sentId: string | undefined): Row {
  const { error: _, ...rest } = row;
  return { ...(rest as Row), state: 'sent', ...(sentId !== undefined && { sentId }) };
}

/** A message after a failed try: queued again with a pause, or not sent when time is up or the server said no. */
export function markFailedTry<Row extends Outgoing>(
  row: Row,
  failure: { kind: ServiceErrorKind; retryAfterMs?: number | undefined },
  nowMs: number,
  random: number,
): Row {
  const isOver = hasTimedOut(row, nowMs) || !(isPassing(failure.kind) || failure.kind === 'unauthorised');
  const pauseMs = backoffMs(row.attempts, random, failure.retryAfterMs);
  return {
    ...row,
    state: isOver ? 'failed' : 'queued',
    error: failure.kind,
    nextAttemptAtMs: isOver ? row.nextAttemptAtMs : nowMs + pauseMs,
  };
}

/** True when a message has been tried for long enough. A clock set back restarts nothing and ends nothing. */
export function hasTimedOut(row: Outgoing, nowMs: number): boolean {
  return nowMs - row.queuedAtMs >= longestTryMs;
}

/** A message that the user wants to be sent after all. */
export function queueAgain<Row extends Outgoing>(row: Row, nowMs: number): Row {
  const { error: _, ...rest } = row;
  return { ...(rest as Row), state: 'queued', attempts: 0, nextAttemptAtMs: nowMs, queuedAtMs: nowMs };
}
