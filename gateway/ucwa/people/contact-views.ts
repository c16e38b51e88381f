// What one person may know of others, apart from presence: names for everybody, the rest of a profile for those whom its owner has
// accepted, as on the Skype side (account/profiles.ts).
import { type ProfileRow, profileColumns } from '../../account/profiles.ts';
import type { UserKind } from '../../identity/users.ts';
import type { Queryable } from '../../storage/database.ts';

export type Viewer = { readonly userId: number; readonly mri: string };

export type ContactView = ProfileRow & {
  readonly user_id: number;
  readonly kind: UserKind;
  readonly home: string | null;
  /** The name that the viewer gave them. */
  readonly edited_name: string | null;
  /** Whether the viewer may see the whole profile. */
  readonly is_open: boolean;
  /** What the viewer decided about them. */
  readonly is_listed: boolean;
  readonly is_blocked: boolean;
};

const query = `
select ${profileColumns}, users.id as user_id, users.kind, users.home, own.display_name as edited_name,
  coalesce(own.is_listed, false) as is_listed, coalesce(own.is_blocked, false) as is_blocked,
  users.id = $1 or (coalesce(own.is_listed, false)
    and (users.kind = 'bot' or coalesce(granted.is_authorized and not granted.is_blocked, false))) as is_open
from users
left join contacts own on own.user_id = $1 and own.mri = users.mri
left join contacts granted on granted.user_id = users.id and granted.mri = $2
where users.mri = any ($3::text[]) and (users.kind <> 'guest' or users.id = $1 or exists (
  select 1 from members mine join members theirs on theirs.conversation_id = mine.conversation_id and theirs.left_at is null
  where mine.user_id = $1 and mine.left_at is null and theirs.user_id = users.id))`;

/** The people with these prefixed identifiers, in that order; unknown ones, and guests that the viewer never met, are left out. */
export async function viewContacts(
  queryable: Queryable,
  viewer: Viewer,
  mris: readonly string[],
): Promise<ContactView[]> {
  if (mris.length === 0) return [];
  const rows = await queryable.query<ContactView>(query, [viewer.userId, viewer.mri, [...mris]]);
  const byMri = new Map(rows.map((row) => [row.mri, row]));
  return [...new Set(mris)].flatMap((mri) => byMri.get(mri) ?? []);
}

/** The prefixed identifiers of the user's contacts, in the order of their accounts; those whom the user has blocked are left out. */
export async function listedContacts(queryable: Queryable, userId: number): Promise<string[]> {
  const rows = await queryable.query<{ mri: string }>(
    `select users.mri from contacts join users on users.mri = contacts.mri
     where contacts.user_id = $1 and contacts.is_listed and not contacts.is_blocked order by users.id`,
    [userId],
  );
  return rows.map((row) => row.mri);
}
