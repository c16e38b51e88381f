import type { Queryable } from '../storage/database.ts';

export type UserKind = 'user' | 'bot' | 'guest';

/** Who someone is, without profile and secrets. */
export type UserIdentity = {
  readonly userId: number;
  /** The name without prefix: `fred.2`, `live:joe`. */
  readonly name: string;
  /** The prefixed identifier: `8:fred.2`, `28:concierge`. */
  readonly mri: string;
  readonly kind: UserKind;
  readonly displayName: string;
  /** Origin of the gateway on which the user is at home; null here. */
  readonly home: string | null;
};

export type IdentityRow = {
  id: number;
  name: string;
  kind: UserKind;
  display_name: string;
  home: string | null;
};

/** The columns of an IdentityRow, for `select` from `users`. */
export const identityColumns = 'users.id, users.name, users.kind, users.display_name, users.home';

/** The prefixed identifier of a name (skype.md 2.1). */
export function mriOf(name: string, kind: UserKind): string {
  return `${kind === 'bot' ? '28' : '8'}:${name}`;
}

/** Whether a prefixed identifier is a guest's. */
export const isGuestMri = (mri: string): boolean => mri.toLowerCase().startsWith('8:guest:');

/** The key by which names are unique: letter case does not count. */
export function nameKeyOf(name: string): string {
  return name.toLowerCase();
}

/** Makes the identity of a row. */
export function identityOf(row: IdentityRow): UserIdentity {
  return {
    userId: row.id,
    name: row.name,
    mri: mriOf(row.name, row.kind),
    kind: row.kind,
    displayName: row.display_name,
    home: row.home,
  };
}

/** The user with this name, in any letter case; undefined when there is none. */
export async function findUserByName(queryable: Queryable, name: string): Promise<UserIdentity | undefined> {
  const rows = await queryable.query<IdentityRow>(`select ${identityColumns} from users where name_key = $1`, [
    nameKeyOf(name),
  ]);
  return rows[0] && identityOf(rows[0]);
}

/** The users and bots with these prefixed identifiers; those that do not exist are left out. */
export async function findUsersByMris(queryable: Queryable, mris: readonly string[]): Promise<UserIdentity[]> {
  const rows = await queryable.query<IdentityRow>(
    `select ${identityColumns} from users
     where name_key = any ($2::text[]) and (case kind when 'bot' then '28:' else '8:' end) || name_key = any ($1::text[])`,
    [mris.map(nameKeyOf), mris.map((mri) => nameKeyOf(mri.slice(mri.indexOf(':') + 1)))],
  );
  return rows.map(identityOf);
}

/** The user or bot with this prefixed identifier (`8:fred.2`); undefined when there is none. */
export async function findUserByMri(queryable: Queryable, mri: string): Promise<UserIdentity | undefined> {
  const [, prefix, name] = /^(8|28):(.+)$/s.exec(mri) ?? [];
  if (!prefix || !name) return undefined;
  const user = await findUserByName(queryable, name);
  return user && (user.kind === 'bot') === (prefix === '28') ? user : undefined;
}
