// What the server is asked to tell about people: presence in portions, and changes of the contact list (ucwa.md 5.5, 6). Both end
// by themselves, and are renewed ahead of time.
import type { ContactId } from '../../model/account.ts';
import { ServiceError } from '../../service/error.ts';
import { resourceOf, type UcwaConnection } from './connection.ts';
import { isGone, UcwaFailure } from './failure.ts';
import { requireLink } from './links.ts';
import { changeSession, requireSession, type Session } from './session.ts';

const durationMinutes = 30;
const lifeMs = durationMinutes * 60_000;
/** What is left of a subscription when it is renewed; keep-alives come about every 45 s, jobs of a sleeping machine later. */
const renewAtMs = 12 * 60_000;
/** The notes name no limit for one subscription; a request of this size is small for any server. */
const mostContactsAtOnce = 100;

type Portion = Session['presence'][number];

const isDue = (untilMs: number, nowMs: number) => untilMs - nowMs <= renewAtMs || untilMs - nowMs > lifeMs;

// 403 `LimitExceeded` and 409 say that this portion cannot be followed: everything else goes on without it.
function isRefusal(error: unknown): boolean {
  return error instanceof ServiceError && ['forbidden', 'conflict', 'invalid', 'not-found'].includes(error.kind);
}

async function subscribe(connection: UcwaConnection, session: Session, contacts: ContactId[]): Promise<Portion[]> {
  const { nowMs } = connection.options;
  const href = requireLink(session.links.people, 'presenceSubscriptions');
  try {
    const reply = await connection.post(href, { json: { duration: durationMinutes, uris: contacts } });
    const resource = resourceOf(reply);
    const self = resource.href ?? reply.location;
    if (self === undefined) throw new ServiceError('unreadable', 'the server does not say where the subscription is');
    return [{ href: connection.resolve(self), contacts, untilMs: nowMs() + lifeMs }];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // One address that the server cannot read must not keep the others out.
    if (!(error instanceof UcwaFailure) || error.status !== 400 || contacts.length === 1) return [];
    const half = Math.ceil(contacts.length / 2);
    const first = await subscribe(connection, session, contacts.slice(0, half));
    return [...first, ...(await subscribe(connection, session, contacts.slice(half)))];
  }
}

/** The same portion for another 30 minutes; a new one when the server has forgotten it. */
async function extend(connection: UcwaConnection, session: Session, portion: Portion): Promise<Portion[]> {
  const { nowMs } = connection.options;
  try {
    // A time of 0 says that the server has ended it.
    if (portion.untilMs === 0) return await subscribe(connection, session, portion.contacts);
    await connection.post(portion.href, { query: { duration: String(durationMinutes) } });
    return [{ ...portion, untilMs: nowMs() + lifeMs }];
  } catch (error) {
    if (isGone(error)) return subscribe(connection, session, portion.contacts);
    if (!isRefusal(error)) throw error;
    return [];
  }
}

const keepPresence = (connection: UcwaConnection, session: Session, presence: Portion[]): Promise<void> =>
  changeSession(connection.options.session, session.applicationHref, () => ({ presence }));

const busy = new WeakMap<UcwaConnection, Promise<void>>();

// Two changes at once would each subscribe what the other one has subscribed.
function oneAfterTheOther(connection: UcwaConnection, work: () => Promise<void>): Promise<void> {
  const done = (busy.get(connection) ?? Promise.resolve()).then(work, work);
  busy.set(connection, done);
  return done;
}

/** Follows the presence of these people, beside whoever is followed already. */
export function followPresence(connection: UcwaConnection, people: readonly ContactId[]): Promise<void> {
  return oneAfterTheOther(connection, async () => {
    const session = await requireSession(connection.options.session);
    if (session.links.people.presenceSubscriptions === undefined) return;
    const followed = new Set(session.presence.flatMap(({ contacts }) => contacts));
    const wanted = [...new Set(people)].filter((id) => !followed.has(id) && id !== session.ownUri);
    const presence = [...session.presence];
    for (let first = 0; first < wanted.length; first += mostContactsAtOnce) {
      presence.push(...(await subscribe(connection, session, wanted.slice(first, first + mostContactsAtOnce))));
      await keepPresence(connection, session, presence);
    }
  });
}

/** Renews what ends soon, or has ended. */
export function renewPresence(connection: UcwaConnection): Promise<void> {
  return oneAfterTheOther(connection, async () => {
    const session = await requireSession(connection.options.session);
    const { nowMs } = connection.options;
    let { presence } = session;
    for (const portion of session.presence.filter(({ untilMs }) => isDue(untilMs, nowMs()))) {
      const renewed = await extend(connection, session, portion);
      presence = presence.flatMap((entry) => (entry === portion ? renewed : entry));
      await keepPresence(connection, session, presence);
    }
  });
}

/**
 * Notes what the server says of a subscription: that it has ended, or only that it is about to. With no `href` all of them have ended.
 * The next renewal does what is needed.
 */
export async function notePresenceEnded(connection: UcwaConnection, href?: string, hasEnded = true): Promise<void> {
  const { session: store, nowMs } = connection.options;
  const { applicationHref } = await requireSession(store);
  await changeSession(store, applicationHref, ({ presence, contactsUntilMs }) => ({
    presence: presence.map((portion) =>
      href === undefined || portion.href === href ? { ...portion, untilMs: hasEnded ? 0 : nowMs() } : portion,
    ),
    contactsUntilMs: href === undefined ? 0 : contactsUntilMs,
  }));
}

/** Asks to be told of changes of the contact list, if that is not so or not for long any more, or `isNeeded` in any case. */
export async function renewContactsSubscription(connection: UcwaConnection, isNeeded = false): Promise<void> {
  const { session: store, nowMs } = connection.options;
  const { applicationHref, contactsUntilMs, links } = await requireSession(store);
  const href = links.people.myContactsAndGroupsSubscription;
  if (href === undefined || !(isNeeded || isDue(contactsUntilMs, nowMs()))) return;
  try {
    const { links: offered } = await connection.get(href);
    const start = offered.startOrRefreshSubscriptionToContactsAndGroups?.[0]?.href;
    if (start !== undefined) await connection.post(start, { query: { duration: String(durationMinutes) } });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  await changeSession(store, applicationHref, () => ({ contactsUntilMs: nowMs() + lifeMs }));
}
