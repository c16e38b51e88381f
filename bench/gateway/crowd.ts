// A gateway data folder full of users who are signed in already, made without a server: what is measured begins after that.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createContext } from '../../gateway/context.ts';
import { createSignIn } from '../../gateway/identity/sign-ins.ts';
import { addUser } from '../../gateway/identity/user-accounts.ts';
import type { UserIdentity } from '../../gateway/identity/users.ts';
import { createMessagingContext, type MessagingContext } from '../../gateway/messaging/messaging-context.ts';
import { registerEndpoint } from '../../gateway/messaging/registration.ts';
import { sendMessage } from '../../gateway/messaging/sending.ts';
import { subscribe } from '../../gateway/messaging/subscriptions.ts';
import { createThread } from '../../gateway/messaging/threads.ts';
import { type DatabaseLocation, openDatabase } from '../../gateway/storage/open.ts';
import { type GatewayProcess, startGatewayProcess } from '../../scripts/gateway-process.ts';
import { newDatabaseUrl } from './database.ts';

/** One signed-in client of a user. */
export type Seat = { user: number; mri: string; registrationToken: string };
export type Crowd = { seats: Seat[]; threads: string[] };
export type CrowdPlan = {
  users: number;
  seatsEach: number;
  /** Sizes of groups to be made; the first user is in each, and the next ones as far as they are needed. */
  groups?: readonly number[];
  /** Who lets whom write, by number: the first of each pair writes to the second. */
  pairs?: readonly (readonly [number, number])[];
  /** How many messages the pairs have written to each other already, all together. */
  history?: number;
};

const interest = [
  '/v1/threads/ALL',
  '/v1/users/ME/contacts/ALL',
  '/v1/users/ME/conversations/ALL/messages',
  '/v1/users/ME/conversations/ALL/properties',
];
const origin = 'http://127.0.0.1';
/** Of everybody. */
export const crowdPassword = 'bench-password';

async function seatUser(context: MessagingContext, user: UserIdentity, index: number): Promise<Seat> {
  const signInId = await createSignIn(context, context.database, user.userId, 'bench');
  const principal = { ...user, signInId, expiresAtMs: context.now() + 86_400_000 };
  const { endpointId, token } = await registerEndpoint(context, principal, origin);
  await subscribe(context, user, endpointId, { channelType: 'httpLongPoll', interestedResources: interest });
  return { user: index, mri: user.mri, registrationToken: token };
}

async function accept(context: MessagingContext, own: UserIdentity | undefined, other: UserIdentity | undefined) {
  if (!own || !other) throw new RangeError('nobody has this number');
  await context.database.query(
    `insert into contacts (user_id, mri, is_listed, is_authorized, created_at_ms) values ($1, $2, true, true, $3)`,
    [own.userId, other.mri, context.now()],
  );
}

/** Old messages of a conversation, every one as its newest, with earlier ids. */
const repeatNewest = `
insert into messages (id, conversation_id, sender, sender_name, messagetype, contenttype, content, clientmessageid, composed_at_ms,
  extras, is_disclosed, version)
select $2::bigint - n * $3::bigint, conversation_id, sender, sender_name, messagetype, contenttype, content, 'old' || n, composed_at_ms, extras,
  is_disclosed, $2::bigint - n * $3::bigint
from messages newest, generate_series(1, $4::integer) as n where newest.id = $1`;

/** Ids are apart by the number of pairs, so that the conversations' histories lie between each other, as in life. */
async function writeHistory(
  context: MessagingContext,
  pairs: readonly (readonly [UserIdentity | undefined, UserIdentity | undefined])[],
  messages: number,
): Promise<void> {
  const beforeMs = context.now() - 1_000;
  for (const [place, [from, to]] of pairs.entries()) {
    if (!from || !to) throw new RangeError('nobody has this number');
    const body = {
      messagetype: 'RichText',
      content: 'A message as people write them, of some sixty characters or so.',
    };
    const { id } = await sendMessage(context, from, to.mri, body);
    const each = Math.ceil(messages / pairs.length);
    await context.database.query(repeatNewest, [id, beforeMs - place, pairs.length, each]);
  }
  await context.database.query('analyze');
}

/** Everybody has accepted the first user, who makes the groups. */
async function makeGroups(context: MessagingContext, users: readonly UserIdentity[], sizes: readonly number[]) {
  const [first, ...others] = users;
  if (!first) return [];
  for (const other of others) await accept(context, other, first);
  const threads: string[] = [];
  for (const size of sizes) {
    const members = others.slice(0, size - 1).map(({ mri }) => ({ id: mri, role: 'User' }));
    threads.push(await createThread(context, first, { members }));
  }
  return threads;
}

/** Fills a database. */
async function seat(
  location: DatabaseLocation,
  { users, seatsEach, groups, pairs = [], history = 0 }: CrowdPlan,
): Promise<Crowd> {
  const database = await openDatabase(location);
  const shutdown = new AbortController();
  // Cheap passwords: nobody signs in with them. Endpoints that live longer than the run.
  const settings = { passwordCost: 4, endpointIdleSeconds: 86_400 };
  const gateway = createContext({ database, log: pino({ level: 'silent' }), shutdown: shutdown.signal, settings });
  const context = createMessagingContext(gateway);
  try {
    const people: UserIdentity[] = [];
    for (let index = 0; index < users; index += 1) {
      people.push(await addUser(context, { name: `user.${index}`, password: crowdPassword }));
    }
    const threads = groups ? await makeGroups(context, people, groups) : [];
    for (const [from, to] of pairs) await accept(context, people[to], people[from]);
    const known = pairs.map(([from, to]) => [people[from], people[to]] as const);
    if (history > 0) await writeHistory(context, known, history);
    const seats: Seat[] = [];
    for (const [index, person] of people.entries()) {
      for (let count = 0; count < seatsEach; count += 1) seats.push(await seatUser(context, person, index));
    }
    return { seats, threads };
  } finally {
    shutdown.abort();
    await database.close();
  }
}

/** How many messages are stored, each once whoever reads it. */
async function countStored(location: DatabaseLocation): Promise<number> {
  const database = await openDatabase(location);
  try {
    const [row] = await database.query<{ count: string }>('select count(*) as count from messages');
    return Number(row?.count);
  } finally {
    await database.close();
  }
}

/**
 * Runs `work` at a gateway process in which this crowd is signed in; ends and deletes everything afterwards.
 * @param atEnd is told how many messages are stored when the gateway was killed right after `work`
 */
export async function withCrowd<T>(
  plan: CrowdPlan,
  work: (crowd: Crowd, gateway: GatewayProcess) => Promise<T>,
  atEnd?: (stored: number) => void,
): Promise<T> {
  const data = await mkdtemp(join(tmpdir(), 'skylark-bench-'));
  const databaseUrl = await newDatabaseUrl();
  const location = { data, databaseUrl };
  try {
    const crowd = await seat(location, plan);
    const environment = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
    const gateway = await startGatewayProcess(['--host', '127.0.0.1', '--port', '0', '--data', data], environment);
    try {
      return await work(crowd, gateway);
    } finally {
      await gateway.stop('SIGKILL');
      atEnd?.(await countStored(location));
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
