// The groups in which a user sorts the own contacts. The favourites are one of them, always there, kept as a mark on the contact.
import type { GatewayContext } from '../context.ts';
import { badRequest, notFound, ProtocolError } from '../errors.ts';
import { findUserByMri, type UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';

type Person = Pick<UserIdentity, 'userId' | 'mri'>;
type GroupRow = { id: string; name: string; is_favorites: boolean };

const mostGroups = 100;

async function listRows(transaction: Queryable, own: Person): Promise<GroupRow[]> {
  // Whoever changes groups waits for the user's row, so that two requests cannot make the same name.
  await transaction.query('select id from users where id = $1 for update', [own.userId]);
  return transaction.query<GroupRow>('select id, name, is_favorites from contact_groups where user_id = $1', [
    own.userId,
  ]);
}

function requireGroup(groups: readonly GroupRow[], id: string): GroupRow {
  const group = groups.find((candidate) => candidate.id === id);
  if (!group) throw notFound('There is no such group.');
  return group;
}

function requireOrdinary(groups: readonly GroupRow[], id: string): GroupRow {
  const group = requireGroup(groups, id);
  if (group.is_favorites) throw badRequest('The favourites are always there, under this name.');
  return group;
}

function requireFree(groups: readonly GroupRow[], name: string): void {
  if (groups.some((group) => group.name.toLowerCase() === name.toLowerCase()))
    throw new ProtocolError({ status: 409, errorCode: 409, message: 'There is already a group of this name.' });
}

/** Makes a group without members. Throws 409 when the name is taken, 400 when there are too many. */
export function createGroup(context: GatewayContext, own: Person, name: string) {
  return context.database.transaction(async (transaction) => {
    const groups = await listRows(transaction, own);
    if (groups.length >= mostGroups) throw badRequest('There are too many groups.');
    requireFree(groups, name);
    const [row] = await transaction.query<{ id: string }>(
      'insert into contact_groups (user_id, name) values ($1, $2) returning id',
      [own.userId, name],
    );
    if (!row) throw new Error('the new group was not returned');
    return { id: row.id, name, contacts: [] };
  });
}

/** Gives a group another name. Throws 404 for no own group, 400 for the favourites, 409 when the name is taken. */
export async function renameGroup(context: GatewayContext, own: Person, id: string, name: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const groups = await listRows(transaction, own);
    const group = requireOrdinary(groups, id);
    requireFree(
      groups.filter((other) => other !== group),
      name,
    );
    await transaction.query('update contact_groups set name = $2 where id = $1', [group.id, name]);
  });
}

/** Removes a group; its members stay contacts. Throws 404 for no own group, 400 for the favourites. */
export async function removeGroup(context: GatewayContext, own: Person, id: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const group = requireOrdinary(await listRows(transaction, own), id);
    await transaction.query('delete from contact_groups where id = $1', [group.id]);
  });
}

const additionSql = 'insert into contact_group_members (group_id, mri) values ($1, $2) on conflict do nothing';
const removalSql = 'delete from contact_group_members where group_id = $1 and mri = $2';

/** Puts a contact into a group or takes it out. Throws 404 for no own group, and for someone who is not on the contact list. */
export async function setGroupMember(
  context: GatewayContext,
  own: Person,
  id: string,
  mri: string,
  isMember: boolean,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const group = requireGroup(await listRows(transaction, own), id);
    const other = await findUserByMri(transaction, mri);
    const [contact] = await transaction.query<{ mri: string }>(
      'select mri from contacts where user_id = $1 and mri = $2 and is_listed for update',
      [own.userId, other?.mri ?? ''],
    );
    if (!contact) throw notFound('This person is not on the contact list.');
    if (group.is_favorites)
      await transaction.query('update contacts set is_favorite = $3 where user_id = $1 and mri = $2', [
        own.userId,
        contact.mri,
        isMember,
      ]);
    else await transaction.query(isMember ? additionSql : removalSql, [group.id, contact.mri]);
  });
}
