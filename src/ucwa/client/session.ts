// The open application as it is kept between two lives of the worker: plain JSON that only this service understands. It dies with the
// browser; every address in it dies with the application.
import * as v from 'valibot';
import { ServiceError } from '../../service/error.ts';
import type { SessionStore } from '../../service/service.ts';

const links = v.record(v.string(), v.string());

const sentText = v.object({
  type: v.string(),
  text: v.string(),
  atMs: v.number(),
  conversation: v.optional(v.string()),
  /** When the server took it. */
  acceptedAtMs: v.optional(v.number()),
});

const sessionSchema = v.object({
  /** Absolute, like every address here. */
  applicationHref: v.string(),
  /** First address of the event channel. */
  eventsHref: v.string(),
  /** Addresses by rel, of what the application embeds. */
  links: v.object({ application: links, me: links, people: links, communication: links }),
  /** Addresses by rel, of each contact by its id. */
  contacts: v.optional(v.record(v.string(), links), {}),
  ownUri: v.string(),
  ownName: v.string(),
  /** Whose presence is followed, in portions. */
  presence: v.optional(v.array(v.object({ href: v.string(), contacts: v.array(v.string()), untilMs: v.number() })), []),
  /** How long changes of the contact list are told; 0 when they are not. */
  contactsUntilMs: v.optional(v.number(), 0),
  /** When the server was last told that the user is active. */
  reportedAtMs: v.optional(v.number(), 0),
  /** When the user left the chats of these conversations on purpose, by their addresses. */
  leaving: v.optional(v.record(v.string(), v.number()), {}),
  /** Texts on their way by operation id: the echo of an own message carries none (ucwa.md 8.6). */
  sent: v.optional(v.record(v.string(), sentText), {}),
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
  if (!session) throw new ServiceError('session-lost', 'no application is open');
  return session;
}

const lastWrites = new WeakMap<SessionStore, Promise<unknown>>();

function inTurn<T>(store: SessionStore, work: () => Promise<T>): Promise<T> {
  const done = (lastWrites.get(store) ?? Promise.resolve()).then(work, work);
  lastWrites.set(store, done);
  return done;
}

/** Replaces the session, or ends it with undefined. */
export function writeSession(store: SessionStore, session: Session | undefined): Promise<void> {
  return inTurn(store, () => store.write(session));
}

/** Ends the session of one application; the one of another, made meanwhile, stays. */
export function endSession(store: SessionStore, applicationHref: string): Promise<void> {
  return inTurn(store, async () => {
    if ((await readSession(store))?.applicationHref === applicationHref) await store.write(undefined);
  });
}

/**
 * Changes the session of one application, after every change that was asked for before; a session that was ended or replaced
 * meanwhile stays as it is. `change` answers only what is different.
 */
export function changeSession(
  store: SessionStore,
  applicationHref: string,
  change: (session: Session) => Partial<Session>,
): Promise<void> {
  return inTurn(store, async () => {
    const session = await readSession(store);
    if (session?.applicationHref === applicationHref) await store.write({ ...session, ...change(session) });
  });
}
