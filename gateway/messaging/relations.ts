// What two people are to each other, read from the contact list that account/ keeps: a row of `contacts` is what one user
// decided about another, under the other's identifier as `users` spells it. Reads only.
import type { Queryable } from '../storage/database.ts';

export type Relation = {
  /** The other has accepted this person as a contact. */
  readonly isAuthorized: boolean;
  readonly isBlocked: boolean;
};

/** What the user `ownerId` has decided about `mri`. */
export async function relationTo(queryable: Queryable, ownerId: number, mri: string): Promise<Relation> {
  const [row] = await queryable.query<{ is_authorized: boolean; is_blocked: boolean }>(
    'select is_authorized, is_blocked from contacts where user_id = $1 and mri = $2',
    [ownerId, mri],
  );
  return { isAuthorized: row?.is_authorized ?? false, isBlocked: row?.is_blocked ?? false };
}

/** Whether `viewerId` may see the presence of `subject`: the subject has authorised the viewer, and neither blocks the other. */
export async function maySeePresence(
  queryable: Queryable,
  viewer: { readonly userId: number; readonly mri: string },
  subject: { readonly userId: number; readonly mri: string },
): Promise<boolean> {
  if (viewer.userId === subject.userId) return true;
  const granted = await relationTo(queryable, subject.userId, viewer.mri);
  if (!granted.isAuthorized || granted.isBlocked) return false;
  return !(await relationTo(queryable, viewer.userId, subject.mri)).isBlocked;
}

/** Who may see the presence of a user, and whether they keep the user on their list. */
export async function viewersOf(
  queryable: Queryable,
  subject: { readonly userId: number; readonly mri: string },
): Promise<{ userId: number; isListed: boolean }[]> {
  const rows = await queryable.query<{ id: number; is_listed: boolean }>(
    `select users.id, coalesce(own.is_listed, false) as is_listed
     from contacts granted
     join users on users.mri = granted.mri
     left join contacts own on own.user_id = users.id and own.mri = $2
     where granted.user_id = $1 and granted.is_authorized and not granted.is_blocked
       and not coalesce(own.is_blocked, false) and users.id <> $1`,
    [subject.userId, subject.mri],
  );
  return rows.map((row) => ({ userId: row.id, isListed: row.is_listed }));
}

/** The people whose presence a user may see; `isListed` tells the ones on the user's own list. */
export async function visibleTo(
  queryable: Queryable,
  viewer: { readonly userId: number; readonly mri: string },
): Promise<{ userId: number; mri: string; isListed: boolean }[]> {
  const rows = await queryable.query<{ id: number; mri: string; is_listed: boolean }>(
    `select users.id, users.mri, coalesce(own.is_listed, false) as is_listed
     from contacts granted
     join users on users.id = granted.user_id
     left join contacts own on own.user_id = $1 and own.mri = users.mri
     where granted.mri = $2 and granted.is_authorized and not granted.is_blocked
       and not coalesce(own.is_blocked, false) and users.id <> $1
     order by users.id`,
    [viewer.userId, viewer.mri],
  );
  return rows.map((row) => ({ userId: row.id, mri: row.mri, isListed: row.is_listed }));
}
