import { type Logger, pino } from 'pino';

/** The gateway's log: one JSON object per line on standard error, written at once so that a crash loses nothing. */
export function createLog(): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}
