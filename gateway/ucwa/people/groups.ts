// The groups in which a user sorts contacts, as UCWA calls them (ucwa.md 6): the favourites are the pinned group, and whoever is in no
// named group is in the default one.
import { makeResource, type Resource } from '../../../src/ucwa/wire/resource.ts';
import type { Queryable } from '../../storage/database.ts';
import { resourceNotFound } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { Holder } from './contact-resource.ts';

export type GroupRel = 'defaultGroup' | 'pinnedGroup' | 'group';

export type Group = { readonly id: string; readonly name: string; readonly rel: GroupRel };

/** It has no row: it is whoever is left over. Also in the view `ucwa_group_contacts`. */
const defaultGroup: Group = { id: 'default', name: 'Other contacts', rel: 'defaultGroup' };

type Owner = { readonly userId: number };

/** The groups of a user: the default one, the pinned one, then the named ones by name. */
export async function listGroups(queryable: Queryable, { userId }: Owner): Promise<Group[]> {
  const rows = await queryable.query<{ id: string; name: string; is_favorites: boolean }>(
    'select id, name, is_favorites from contact_groups where user_id = $1 order by is_favorites desc, name, id',
    [userId],
  );
  const named = rows.map(({ id, name, is_favorites }) => ({
    id,
    name,
    rel: is_favorites ? ('pinnedGroup' as const) : ('group' as const),
  }));
  return [defaultGroup, ...named];
}

/** One of the user's groups. Throws 404 for none of theirs. */
export async function requireGroup(queryable: Queryable, owner: Owner, id: string): Promise<Group> {
  const group = (await listGroups(queryable, owner)).find((candidate) => candidate.id === id);
  if (!group) throw resourceNotFound('The group does not exist.');
  return group;
}

/** Who is in which group, in the order of the people's accounts; with an id, in that one. Those whom the user blocked are in none. */
export function listGroupContacts(
  queryable: Queryable,
  { userId }: Owner,
  id?: string,
): Promise<{ group: string; mri: string }[]> {
  return queryable.query<{ group: string; mri: string }>(
    `select group_id as group, users.mri from ucwa_group_contacts listed join users on users.mri = listed.mri
     where listed.user_id = $1 and ($2::text is null or group_id = $2) order by users.id, group_id`,
    [userId, id ?? null],
  );
}

export const groupHref = (context: UcwaContext, holder: Holder, group: Group): string =>
  context.paths.href('group', { app: holder.id, group: group.id });

/** Names of groups are this long at most (ucwa.md 6). */
const longestName = 256;

/** A group as a resource; who is in it is behind a link. */
export function groupResource(context: UcwaContext, holder: Holder, group: Group): Resource {
  const ids = { app: holder.id, group: group.id };
  return makeResource(group.rel, groupHref(context, holder, group), {
    properties: { id: group.id, name: group.name.slice(0, longestName) },
    links: {
      groupContacts: context.paths.href('groupContacts', ids),
      subscribeToGroupPresence: context.paths.href('subscribeToGroupPresence', ids),
    },
  });
}
