import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { avatarLink } from './avatar-link.ts';
import { type ContactRow, contactEntry, selectContacts, wholeSeconds } from './contact-entry.ts';

type Person = Pick<UserIdentity, 'userId' | 'mri'>;

/** The contacts of a user, in the order of their accounts; links start with `origin`. */
export async function listContacts(queryable: Queryable, { userId, mri }: Person, origin: string) {
  const rows = await queryable.query<ContactRow>(selectContacts('own.is_listed'), [userId, mri]);
  return rows.map((row) => contactEntry(row, origin));
}

/** Whom a user has blocked, on the list or not. */
export async function listBlocked(queryable: Queryable, { userId }: Person): Promise<{ mri: string }[]> {
  return queryable.query<{ mri: string }>('select mri from contacts where user_id = $1 and is_blocked order by mri', [
    userId,
  ]);
}

/** The contact groups of a user; the favourites are always among them, and first. */
export async function listGroups(queryable: Queryable, { userId }: Person) {
  const rows = await queryable.query<{ id: string; name: string; is_favorites: boolean; members: string[] }>(
    `select id, name, is_favorites, case when is_favorites
       then array(select mri from contacts where user_id = $1 and is_listed and is_favorite order by mri)
       else array(select mri from contact_group_members where group_id = contact_groups.id order by mri) end as members
     from contact_groups where user_id = $1 order by is_favorites desc, name, id`,
    [userId],
  );
  return rows.map(({ id, name, is_favorites, members }) => ({
    id,
    name,
    contacts: members,
    ...(is_favorites ? { is_favorite: true } : {}),
  }));
}

type InviteRow = {
  mri: string;
  name: string;
  display_name: string;
  avatar_url: string | null;
  message: string;
  created_at_ms: number;
};

/** The open contact requests to a user, one entry for each sender; links start with `origin`. */
export async function listInvites(queryable: Queryable, { userId }: Person, origin: string) {
  const rows = await queryable.query<InviteRow>(
    `select users.mri, users.name, users.display_name, users.avatar_url, message, contact_invites.created_at_ms
     from contact_invites join users on users.id = sender_id
     where user_id = $1 order by contact_invites.id`,
    [userId],
  );
  const bySender = new Map<string, InviteRow[]>();
  for (const row of rows) bySender.set(row.mri, [...(bySender.get(row.mri) ?? []), row]);
  return [...bySender].map(([mri, open]) => ({
    mri,
    displayname: open[0]?.display_name ?? '',
    avatar_url: (open[0] && avatarLink(origin, open[0])) ?? '',
    invites: open.map(({ message, created_at_ms }) => ({ message, time: wholeSeconds(created_at_ms) })),
  }));
}
