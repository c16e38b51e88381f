// The open session as it is kept between two lives of the worker: plain JSON that only this service understands.
import * as v from 'valibot';
import { ServiceError } from '../../service/error.ts';
import type { SessionStore } from '../../service/service.ts';
import { discoveryDocument } from '../wire/discovery.ts';

const sessionSchema = v.object({
  user: v.string(),
  /** Origin that the messaging API of this user is at, after redirects. */
  messagingOrigin: v.string(),
  registrationToken: v.string(),
  /** Braces included. */
  endpointId: v.string(),
  discovery: discoveryDocument,
  /** Id of the last event that a poll brought; 0 before the first. */
  position: v.optional(v.number(), 0),
});

export type Session = v.InferOutput<typeof sessionSchema>;

/** The stored session; undefined when there is none or it is not one of ours. */
export async function readSession(store: SessionStore): Promise<Session | undefined> {
  const result = v.safeParse(sessionSchema, await store.read());
  return result.success ? result.output : undefined;
}

/**
 * The stored session.
 * @throws ServiceError `session-lost` when there is none.
 */
export async function requireSession(store: SessionStore): Promise<Session> {
  const session = await readSession(store);
  if (!session) throw new ServiceError('session-lost', 'no session is open');
  return session;
}

/**
 * Notes the last event a poll brought, for the server that wants to know (`positionHeader`). It may be noted before the events
 * are committed: whoever does not get to commit them reconciles. A session that was closed meanwhile stays closed.
 */
export async function notePosition(store: SessionStore, session: Session, events: readonly unknown[]): Promise<void> {
  const position = events.reduce<number>(
    (last, event) => Math.max(last, Number((event as { id?: unknown })?.id) || 0),
    0,
  );
  if (position <= session.position) return;
  const current = await readSession(store);
  if (current?.registrationToken === session.registrationToken) await store.write({ ...current, position });
}
