import type { ContactId } from '../../model/account.ts';
import type { ChatEvent, EventBatch, Unreadable } from '../../model/event.ts';

/** What decoding depends on besides the wire: the signed-in user and the time of receipt. */
export interface DecodeContext {
  user: ContactId;
  nowMs: number;
}

/** What one resource decodes to: events (none for signals that nobody shows), or the place that was wrong. */
export type Decoded = { events: ChatEvent[] } | { path: string; reason: string };

/** Events of a resource, or none. */
export const decoded = (...events: ChatEvent[]): Decoded => ({ events });

/** A resource whose values contradict each other or make no sense. */
export const undecodable = (path: string, reason: string): Decoded => ({ path, reason });

/** Adds what a resource decoded to; `what` names the resource in the record of an unreadable one. */
export function addDecoded(batch: EventBatch, result: Decoded, what: string): void {
  if ('events' in result) batch.events.push(...result.events);
  else batch.unreadable.push(unreadable(what, result.path, result.reason));
}

// Names and reasons may hold what a server wrote: short, one line.
export function unreadable(what: string, path: string, reason: string): Unreadable {
  return { what: what.slice(0, 100), path, reason: reason.slice(0, 200) };
}
