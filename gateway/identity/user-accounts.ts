// Adds, lists and removes users: what the command line and the demo do. No route reaches this file.
import type { GatewayContext } from '../context.ts';
import { isUniqueViolation, type Queryable } from '../storage/database.ts';
import { hashPassword, legacyPasswordDigest } from './passwords.ts';
import { type IdentityRow, identityColumns, identityOf, nameKeyOf, type UserIdentity, type UserKind } from './users.ts';

/** The user could not be added or changed; the message says why, in words for the person at the command line. */
export class UserAccountError extends Error {
  override readonly name = 'UserAccountError';
}

export type NewUser = {
  readonly name: string;
  readonly kind?: UserKind;
  readonly displayName?: string | undefined;
  /** Without a password nobody can sign in as this user. */
  readonly password?: string | undefined;
  /** Origin of the gateway on which the user is at home; absent here. */
  readonly home?: string | undefined;
};

const longestPassword = 512;
const namePattern = /^(?:live:)?[A-Za-z0-9.][A-Za-z0-9._,-]{0,63}$/;

function checkName(name: string): void {
  if (!namePattern.test(name)) {
    throw new UserAccountError(
      `"${name}" cannot be a user name: use 1 to 64 letters, digits and . _ , - (optionally after "live:").`,
    );
  }
}

function checkPassword(password: string): void {
  // How good a password must be is for the administrator to say; login attempts are limited anyway.
  if (password.length === 0 || password.length > longestPassword) {
    throw new UserAccountError(`The password must have 1 to ${longestPassword} characters.`);
  }
}

async function hashesOf(context: GatewayContext, name: string, password: string | undefined) {
  if (password === undefined) return { main: null, legacy: null };
  checkPassword(password);
  const cost = context.settings.passwordCost;
  const [main, legacy] = await Promise.all([
    hashPassword(password, cost),
    hashPassword(legacyPasswordDigest(name, password), cost),
  ]);
  return { main, legacy };
}

async function insertUser(
  transaction: Queryable,
  user: NewUser,
  hashes: { main: string | null; legacy: string | null },
  nowMs: number,
) {
  const displayName = user.displayName?.trim() || user.name;
  // Many Skype users keep their whole name in the first name (skype.md 8.2); ours split it at the last space.
  const [, first = displayName, last = null] = /^(.+) (\S+)$/s.exec(displayName) ?? [];
  const [row] = await transaction.query<IdentityRow>(
    `insert into users (name, name_key, kind, home, display_name, firstname, lastname, password_hash, legacy_password_hash, created_at_ms)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${identityColumns}`,
    [
      user.name,
      nameKeyOf(user.name),
      user.kind ?? 'user',
      user.home ?? null,
      displayName,
      first,
      last,
      hashes.main,
      hashes.legacy,
      nowMs,
    ],
  );
  if (!row) throw new Error('the new user was not returned');
  await transaction.query("insert into contact_groups (user_id, name, is_favorites) values ($1, 'Favourites', true)", [
    row.id,
  ]);
  return identityOf(row);
}

/** Adds a user. Throws UserAccountError for a name or password that cannot be, or a name that is taken. */
export async function addUser(context: GatewayContext, user: NewUser): Promise<UserIdentity> {
  checkName(user.name);
  const hashes = await hashesOf(context, user.name, user.password);
  try {
    return await context.database.transaction((transaction) => insertUser(transaction, user, hashes, context.now()));
  } catch (error) {
    if (isUniqueViolation(error)) throw new UserAccountError(`There is already a user "${user.name}".`);
    throw error;
  }
}

/** Every user, ordered by name. */
export async function listUsers(queryable: Queryable): Promise<UserIdentity[]> {
  const rows = await queryable.query<IdentityRow>(`select ${identityColumns} from users order by name_key`);
  return rows.map(identityOf);
}

/**
 * Removes a user with all that hangs on the account, also from the contact lists of others: someone who is given the name later
 * must not be taken for this one. Throws UserAccountError when there is no such user.
 */
export async function removeUser(context: GatewayContext, name: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const [row] = await transaction.query<{ mri: string }>('delete from users where name_key = $1 returning mri', [
      nameKeyOf(name),
    ]);
    if (!row) throw new UserAccountError(`There is no user "${name}".`);
    await transaction.query('delete from contacts where mri = $1', [row.mri]);
    await transaction.query('delete from contact_group_members where mri = $1', [row.mri]);
  });
}
