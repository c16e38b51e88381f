import type { GatewayContext } from '../context.ts';
import { countLoginAttempt, forgiveLoginAttempts } from './login-limits.ts';
import { isPasswordCorrect } from './passwords.ts';
import { type IdentityRow, identityColumns, identityOf, nameKeyOf, type UserIdentity } from './users.ts';

export type Credentials = {
  readonly name: string;
  readonly secret: string;
  /** What the secret is: the password itself, or its digest of the password-hash login (skype.md 3.2, flow C). */
  readonly kind: 'password' | 'digest';
  /** The address the attempt comes from. */
  readonly address: string;
};

type SecretRow = IdentityRow & { password_hash: string | null; legacy_password_hash: string | null };

/**
 * The user name of what was given as one. Some clients only accept an e-mail address and choose their way to sign in by it;
 * no name has an `@`, so what begins there says nothing more.
 */
export const userNameOf = (given: string): string => given.trim().replace(/@.*$/s, '');

/**
 * The user that the credentials belong to; undefined when name or secret is wrong, after the same time in both cases.
 * Throws 429 after too many failures.
 */
export async function verifyCredentials(
  context: GatewayContext,
  credentials: Credentials,
): Promise<UserIdentity | undefined> {
  const given = { ...credentials, name: userNameOf(credentials.name) };
  await countLoginAttempt(context, given);
  const [row] = await context.database.query<SecretRow>(
    `select ${identityColumns}, password_hash, legacy_password_hash from users where name_key = $1 and kind <> 'guest'`,
    [nameKeyOf(given.name)],
  );
  const hash = given.kind === 'digest' ? row?.legacy_password_hash : row?.password_hash;
  if (!(await isPasswordCorrect(given.secret, hash, context.settings.passwordCost)) || !row) return undefined;
  await forgiveLoginAttempts(context, given);
  return identityOf(row);
}
