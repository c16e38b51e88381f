// Tells contacts what changed about a user's presence: only when something they can see did, and only those who may see it.
import type { EndpointDocument } from '../../src/skype/wire/endpoint.ts';
import type { GatewayContext } from '../context.ts';
import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { announceAcceptance } from './acceptance.ts';
import { takeTick } from './clock.ts';
import { appendEvents, type Delivery, type EventDraft } from './events.ts';
import { wantsPresence } from './interest.ts';
import { defaultLimits } from './limits.ts';
import { contactPresenceLink, endpointPresenceLink } from './links.ts';
import type { MessagingContext } from './messaging-context.ts';
import {
  endpointPresence,
  type PresenceState,
  presenceDocument,
  readPresence,
  readPresenceOf,
  type Viewer,
} from './presence.ts';
import { maySeePresence, viewersOf, visibleTo } from './relations.ts';

type Person = Pick<UserIdentity, 'userId' | 'mri'>;
type EventContext = Pick<MessagingContext, 'now' | 'limits'>;

/** Presence that nobody fetched for a day describes endpoints that are long gone. */
const presenceLifeMs = 24 * 3600 * 1000;

const passesAfterMs = (context: EventContext): number => Math.floor(context.now() + presenceLifeMs);

function userPresenceEvent(context: EventContext, mri: string, state: PresenceState, viewer: Viewer): EventDraft {
  return {
    resourceType: 'UserPresence',
    resourceLink: contactPresenceLink(mri),
    resource: presenceDocument(mri, state, viewer),
    passesAfterMs: passesAfterMs(context),
  };
}

function endpointPresenceEvent(
  context: EventContext,
  mri: string,
  endpointId: string,
  document: EndpointDocument,
): EventDraft {
  return {
    resourceType: 'EndpointPresence',
    resourceLink: endpointPresenceLink(mri, endpointId),
    resource: endpointPresence(mri, endpointId, document),
    passesAfterMs: passesAfterMs(context),
  };
}

/** The documents of all endpoints that published one. */
function endpointEvents(context: EventContext, mri: string, { endpoints }: PresenceState): EventDraft[] {
  return endpoints.flatMap(({ id, document }) => (document ? [endpointPresenceEvent(context, mri, id, document)] : []));
}

type Audience = { readonly owner: number[]; readonly contacts: number[] };

/** The subscriptions that want a user's presence: the user's own, and those of contacts who may see it. */
async function findAudience(transaction: Queryable, subject: Person): Promise<Audience> {
  const viewers = await viewersOf(transaction, subject);
  const isListed = new Map(viewers.map((viewer) => [viewer.userId, viewer.isListed]));
  const rows = await transaction.query<{ serial: number; user_id: number; resources: string[] }>(
    'select serial, user_id, resources from subscriptions where user_id = any ($1::bigint[]) and not is_lost order by serial',
    [[subject.userId, ...isListed.keys()]],
  );
  const wanting = rows.filter((row) =>
    wantsPresence(row.resources, subject.mri, row.user_id === subject.userId || (isListed.get(row.user_id) ?? false)),
  );
  return {
    owner: wanting.filter((row) => row.user_id === subject.userId).map((row) => row.serial),
    contacts: wanting.filter((row) => row.user_id !== subject.userId).map((row) => row.serial),
  };
}

const deliver = (subscriptions: readonly number[], event: EventDraft): Delivery[] =>
  subscriptions.map((subscription) => ({ subscription, event }));

/** What a viewer could tell apart; the time someone was last seen is not news by itself. */
const visible = (mri: string, state: PresenceState, viewer: Viewer): string =>
  JSON.stringify({ ...presenceDocument(mri, state, viewer), lastSeenAt: undefined });

/**
 * Sends UserPresence to the user's own subscriptions and to contacts, to each side only if what it sees differs from what was
 * last announced. Call it after every change of the user's endpoints or status, in the same transaction, holding the clock.
 */
export async function announcePresence(transaction: Queryable, context: EventContext, person: Person): Promise<void> {
  const state = await readPresenceOf(transaction, person.userId);
  const seen = { owner: visible(person.mri, state, 'owner'), contact: visible(person.mri, state, 'contact') };
  const [row] = await transaction.query<{ announced: string }>(
    'select announced from user_presence where user_id = $1',
    [person.userId],
  );
  const announced = JSON.stringify(seen);
  if (row?.announced === announced) return;
  await transaction.query(
    `insert into user_presence (user_id, announced) values ($1, $2)
     on conflict (user_id) do update set announced = excluded.announced`,
    [person.userId, announced],
  );
  const before = readAnnounced(row?.announced);
  const audience = await findAudience(transaction, person);
  const owner = before.owner === seen.owner ? [] : audience.owner;
  const contacts = before.contact === seen.contact ? [] : audience.contacts;
  await appendEvents(transaction, context, [
    ...deliver(owner, userPresenceEvent(context, person.mri, state, 'owner')),
    ...deliver(contacts, userPresenceEvent(context, person.mri, state, 'contact')),
  ]);
}

function readAnnounced(text: string | undefined): { owner?: string; contact?: string } {
  return text ? (JSON.parse(text) as { owner?: string; contact?: string }) : {};
}

/** Sends EndpointPresence for a document that is new or says something new. */
export async function announceEndpoint(
  transaction: Queryable,
  context: EventContext,
  person: Person,
  endpointId: string,
  document: EndpointDocument,
): Promise<void> {
  const { owner, contacts } = await findAudience(transaction, person);
  const event = endpointPresenceEvent(context, person.mri, endpointId, document);
  await appendEvents(transaction, context, deliver([...owner, ...contacts], event));
}

/** What someone looks like to a person who may not see them. */
const unseen: PresenceState = { endpoints: [], standingStatus: 'Online', lastSeenAtMs: null };

async function showTo(transaction: Queryable, context: EventContext, viewer: Person, subject: Person): Promise<void> {
  const [relation] = await transaction.query<{ is_listed: boolean }>(
    'select is_listed from contacts where user_id = $1 and mri = $2',
    [viewer.userId, subject.mri],
  );
  const rows = await transaction.query<{ serial: number; resources: string[] }>(
    'select serial, resources from subscriptions where user_id = $1 and not is_lost order by serial',
    [viewer.userId],
  );
  const wanting = rows.filter((row) => wantsPresence(row.resources, subject.mri, relation?.is_listed ?? false));
  if (wanting.length === 0) return;
  const isVisible = await maySeePresence(transaction, viewer, subject);
  const state = isVisible ? await readPresenceOf(transaction, subject.userId) : unseen;
  const events = [
    userPresenceEvent(context, subject.mri, state, 'contact'),
    ...endpointEvents(context, subject.mri, state),
  ];
  const serials = wanting.map((row) => row.serial);
  await appendEvents(
    transaction,
    context,
    events.flatMap((event) => deliver(serials, event)),
  );
}

/**
 * After two people accepted, removed, blocked or unblocked each other: each sees the other's presence as it is for them now, offline
 * if they may no longer see it, and how their conversation stands. Call it inside the transaction that stored the decision.
 */
export async function announceRelation(
  transaction: Queryable,
  context: Pick<GatewayContext, 'now'>,
  one: Person,
  other: Person,
): Promise<void> {
  const events = { now: () => context.now(), limits: defaultLimits };
  const tick = await takeTick(transaction, context);
  await showTo(transaction, events, one, other);
  await showTo(transaction, events, other, one);
  await announceAcceptance(transaction, events, one, other, tick);
}

/**
 * The first events of a subscription: presence and endpoint documents of everyone it newly wants to hear of (skype.md 5.2
 * "initial burst"), the user's own presence first.
 */
export async function burstPresence(
  transaction: Queryable,
  context: EventContext,
  subscriber: Person,
  subscription: number,
  interest: readonly string[],
  earlierInterest: readonly string[],
): Promise<void> {
  const isNew = (mri: string, isListed: boolean): boolean =>
    wantsPresence(interest, mri, isListed) && !wantsPresence(earlierInterest, mri, isListed);
  const people = [{ ...subscriber, isListed: true }, ...(await visibleTo(transaction, subscriber))];
  const wanted = people.filter((person) => isNew(person.mri, person.isListed));
  const states = await readPresence(
    transaction,
    wanted.map((person) => person.userId),
  );
  const events = wanted.flatMap(({ userId, mri }) => {
    const state = states.get(userId);
    if (!state) return [];
    const viewer = userId === subscriber.userId ? 'owner' : 'contact';
    return [userPresenceEvent(context, mri, state, viewer), ...endpointEvents(context, mri, state)];
  });
  await appendEvents(
    transaction,
    context,
    events.map((event) => ({ subscription, event })),
  );
}
