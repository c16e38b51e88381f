// Events as texts in the database. A point in time stays one: the representation in which it is written is chosen by the client that
// asks, later.
import type { UcwaEvent } from '../../../src/ucwa/wire/events.ts';
import type { QueuedEvent } from './queue.ts';

const timeKey = '$time';

/** Dates turn themselves into texts before a replacer sees the value; their holder still has them. */
function keepTimes(this: unknown, key: string, value: unknown): unknown {
  const original: unknown = (this as Record<string, unknown>)[key];
  return original instanceof Date ? { [timeKey]: original.getTime() } : value;
}

function makeTimes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(timeKey in value)) return value;
  const ms = value[timeKey];
  return typeof ms === 'number' && Object.keys(value).length === 1 ? new Date(ms) : value;
}

/** The text of events for the database. */
export const writeStoredEvents = (events: readonly QueuedEvent[]): string => JSON.stringify(events, keepTimes);

/** An event out of its text. */
export const readStoredEvent = (text: string): UcwaEvent => JSON.parse(text, makeTimes) as UcwaEvent;
