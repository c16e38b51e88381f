import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readForm, readJson, readJsonOrForm } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { forbidden } from '../errors.ts';
import { authenticateSkypeToken } from '../identity/principal.ts';
import { nameKeyOf } from '../identity/users.ts';
import { authenticateOwner } from './caller.ts';
import { changeProfile, profileChange } from './profile-change.ts';
import {
  findContactProfiles,
  findProfile,
  findProfiles,
  fullProfile,
  type ProfileRow,
  publicProfile,
} from './profiles.ts';

const mostNames = 500;
const names = v.pipe(v.array(v.string()), v.maxLength(mostNames));
const batchBody = v.object({ usernames: names });
const contactsForm = v.object({ contacts: v.optional(names, []) });

/** Names as clients send them, with or without a prefix, as keys. */
const keysOf = (list: readonly string[]) => list.map((name) => nameKeyOf(name.replace(/^(8|28):/, '')));

/** Rows in the order in which their names were asked for; undefined where there is none. */
function inOrder(rows: readonly ProfileRow[], keys: readonly string[]): (ProfileRow | undefined)[] {
  const byKey = new Map(rows.map((row) => [nameKeyOf(row.name), row]));
  return keys.map((key) => byKey.get(key));
}

const present = (row: ProfileRow | undefined): row is ProfileRow => row !== undefined;

async function contactProfiles(context: GatewayContext, c: Context<GatewayEnv>, list: readonly string[]) {
  const viewer = await authenticateSkypeToken(context, c.req.raw.headers);
  const keys = keysOf(list);
  const rows = inOrder(await findContactProfiles(context.database, viewer, keys), keys).filter(present);
  // One stranger among many does not spoil the answer; clients read 403 as "not a contact".
  if (rows.length === 0 && keys.length > 0) throw forbidden();
  return rows.map(fullProfile);
}

/** Profiles (skype.md 8.2): the own one, those of contacts, and what everybody may know of anybody. */
export function createProfileRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const { database } = context;
  const routes = new Hono<GatewayEnv>();
  const users = `/${serviceHosts.user}/users`;

  routes.get(`${users}/self/profile`, async (c) => {
    const { userId } = await authenticateSkypeToken(context, c.req.raw.headers);
    const row = await findProfile(database, userId);
    return c.json(row && fullProfile(row));
  });
  routes.get(`${users}/:id/profile`, async (c) => c.json((await contactProfiles(context, c, [c.req.param('id')]))[0]));

  routes.post(`${users}/:id/profile/partial`, async (c) => {
    const { userId } = await authenticateOwner(context, c);
    const { payload } = await readJson(c, profileChange);
    await database.transaction((transaction) => changeProfile(transaction, userId, payload));
    return c.json({});
  });

  routes.post(`${users}/batch/profiles`, async (c) => {
    await authenticateSkypeToken(context, c.req.raw.headers);
    return c.json(await contactProfiles(context, c, (await readJsonOrForm(c, batchBody)).usernames));
  });

  routes.post(`${users}/:id/contacts/profiles`, async (c) => {
    await authenticateOwner(context, c);
    const keys = keysOf((await readForm(c, contactsForm)).contacts);
    return c.json(
      inOrder(await findProfiles(database, keys), keys)
        .filter(present)
        .map(publicProfile),
    );
  });

  routes.post(`/${serviceHosts.profile}/profile/v1/batch/profiles`, async (c) => {
    await authenticateSkypeToken(context, c.req.raw.headers);
    const { usernames } = await readJsonOrForm(c, batchBody);
    const keys = keysOf(usernames);
    const rows = inOrder(await findProfiles(database, keys), keys);
    // The key `status` is how clients recognise a user that does not exist.
    return c.json(
      rows.map((row, index) => (row ? publicProfile(row) : { username: usernames[index], status: { code: 404 } })),
    );
  });
  return routes;
}
