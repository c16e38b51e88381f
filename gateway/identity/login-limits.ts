// Counts attempts to sign in, per name and per address, in the database, so that a restart does not forget them. An attempt is
// counted before the password is looked at: many at once do not slip through.
import { isIPv6 } from 'node:net';
import type { GatewayContext } from '../context.ts';
import { loginRateExceeded } from '../errors.ts';
import { hashSecret } from './tokens.ts';
import { nameKeyOf } from './users.ts';

const windowMs = 15 * 60_000;
const attemptsPerName = 10;
const attemptsPerAddress = 100;

export type LoginAttempt = { readonly name: string; readonly address: string };

/** People type passwords into the name field, so subjects are kept as hashes. */
function subjectsOf({ name, address }: LoginAttempt) {
  return { name: hashSecret(`name ${nameKeyOf(name)}`), address: hashSecret(`address ${neighbourhoodOf(address)}`) };
}

/** One household or machine has a whole /64 of IPv6 addresses to choose from. */
function neighbourhoodOf(address: string): string {
  return isIPv6(address) && !address.startsWith('::ffff:') ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length;
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail ? tail.split(':') : [])];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

async function countOne(
  context: GatewayContext,
  subject: string,
): Promise<{ attempts: number; window_ends_at_ms: number }> {
  const nowMs = context.now();
  const [row] = await context.database.query<{ attempts: number; window_ends_at_ms: number }>(
    `insert into login_attempts (subject, attempts, window_ends_at_ms) values ($1, 1, $3::bigint)
     on conflict (subject) do update set
       attempts = case when login_attempts.window_ends_at_ms <= $2::bigint then 1 else login_attempts.attempts + 1 end,
       window_ends_at_ms = case when login_attempts.window_ends_at_ms <= $2::bigint then $3::bigint
         else login_attempts.window_ends_at_ms end
     returning attempts, window_ends_at_ms`,
    [subject, nowMs, nowMs + windowMs],
  );
  if (!row) throw new Error('the attempt was not counted');
  return row;
}

/**
 * Counts an attempt to sign in. Throws 429 with `Retry-After` after too many failures within a quarter of an hour for the same
 * name or from the same address.
 */
export async function countLoginAttempt(context: GatewayContext, attempt: LoginAttempt): Promise<void> {
  const subjects = subjectsOf(attempt);
  const byAddress = await countOne(context, subjects.address);
  const isAddressLimited = byAddress.attempts > attemptsPerAddress;
  // An address past its limit must not use up the attempts of the names it tries.
  const byName = isAddressLimited ? undefined : await countOne(context, subjects.name);
  const limited = isAddressLimited ? byAddress : byName && byName.attempts > attemptsPerName ? byName : undefined;
  if (limited) throw loginRateExceeded((limited.window_ends_at_ms - context.now()) / 1000);
}

/** Forgets the failures of a name after it signed in, and does not count the success against the address. */
export async function forgiveLoginAttempts(context: GatewayContext, attempt: LoginAttempt): Promise<void> {
  const subjects = subjectsOf(attempt);
  await context.database.query('delete from login_attempts where subject = $1', [subjects.name]);
  await context.database.query(
    'update login_attempts set attempts = attempts - 1 where subject = $1 and attempts > 0',
    [subjects.address],
  );
}

/**
 * Counts something else that anybody may ask for without a password, named by `purpose`. Throws 429 with `Retry-After` when an
 * address asked more than `most` times within a quarter of an hour.
 */
export async function countAnonymousRequest(
  context: GatewayContext,
  purpose: string,
  address: string,
  most: number,
): Promise<void> {
  const row = await countOne(context, hashSecret(`${purpose} ${neighbourhoodOf(address)}`));
  if (row.attempts > most) throw loginRateExceeded((row.window_ends_at_ms - context.now()) / 1000);
}
