import { Hono } from 'hono';
import * as v from 'valibot';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readForm, readJson, readJsonOrForm } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { forbidden } from '../errors.ts';
import { authenticateSkypeToken, type Principal } from '../identity/principal.ts';
import { nameKeyOf } from '../identity/users.ts';
import { originOf } from '../origin.ts';
import { authenticateMember, authenticateOwner, refuseGuest } from './caller.ts';
import { changeProfile, profileChange } from './profile-change.ts';
import {
  findContactProfiles,
  findProfile,
  findProfiles,
  fullProfile,
  keepFellows,
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

/** The whole profiles that the asker may see, in the order asked for. Throws 403 when there are none of several. */
async function contactProfiles(context: GatewayContext, viewer: Principal, origin: string, keys: readonly string[]) {
  const rows = inOrder(await findContactProfiles(context.database, viewer, keys), keys).filter(present);
  // One stranger among many does not spoil the answer; clients read 403 as "not a contact".
  if (rows.length === 0 && keys.length > 0) throw forbidden();
  return rows.map((row) => fullProfile(row, origin));
}

/** Public profiles in the order asked for, undefined for nobody. A guest sees those in the same conversation (skype.md 3.7). */
async function publicProfiles(context: GatewayContext, viewer: Principal, origin: string, keys: readonly string[]) {
  const { database } = context;
  const seen = viewer.kind === 'guest' ? await keepFellows(database, viewer.userId, keys) : new Set(keys);
  const rows = inOrder(
    await findProfiles(
      database,
      keys.filter((key) => seen.has(key)),
    ),
    keys,
  );
  return rows.map((row) => row && publicProfile(row, origin));
}

type Routes = Hono<GatewayEnv>;
const users = `/${serviceHosts.user}/users`;

function addSingle(context: GatewayContext, routes: Routes): void {
  const { database } = context;
  routes.get(`${users}/self/profile`, async (c) => {
    const { userId } = await authenticateSkypeToken(context, c.req.raw.headers);
    const row = await findProfile(database, userId);
    return c.json(row && fullProfile(row, originOf(context, c.req.raw)));
  });
  routes.get(`${users}/:id/profile`, async (c) => {
    const viewer = await authenticateSkypeToken(context, c.req.raw.headers);
    const keys = keysOf([c.req.param('id')]);
    if (keys[0] !== nameKeyOf(viewer.name)) refuseGuest(viewer);
    const [profile] = await contactProfiles(context, viewer, originOf(context, c.req.raw), keys);
    return c.json(profile);
  });
  // Named in the notes without its reply.
  routes.get(`${users}/:id/displayname`, async (c) => {
    const { userId } = await authenticateOwner(context, c);
    const row = await findProfile(database, userId);
    return c.json(row && { username: row.name, displayname: row.display_name });
  });
  routes.post(`${users}/:id/profile/partial`, async (c) => {
    const { userId } = await authenticateMember(context, c);
    const { payload } = await readJson(c, profileChange);
    await database.transaction((transaction) => changeProfile(transaction, userId, payload));
    return c.json({});
  });
}

function addBatches(context: GatewayContext, routes: Routes): void {
  routes.post(`${users}/batch/profiles`, async (c) => {
    const viewer = await authenticateMember(context, c);
    const keys = keysOf((await readJsonOrForm(c, batchBody)).usernames);
    return c.json(await contactProfiles(context, viewer, originOf(context, c.req.raw), keys));
  });
  routes.post(`${users}/:id/contacts/profiles`, async (c) => {
    const viewer = await authenticateOwner(context, c);
    const keys = keysOf((await readForm(c, contactsForm)).contacts);
    const profiles = await publicProfiles(context, viewer, originOf(context, c.req.raw), keys);
    return c.json(profiles.filter((profile) => profile !== undefined));
  });
  routes.post(`/${serviceHosts.profile}/profile/v1/batch/profiles`, async (c) => {
    const viewer = await authenticateSkypeToken(context, c.req.raw.headers);
    const { usernames } = await readJsonOrForm(c, batchBody);
    const profiles = await publicProfiles(context, viewer, originOf(context, c.req.raw), keysOf(usernames));
    // The key `status` is how clients recognise a user that does not exist.
    return c.json(profiles.map((profile, index) => profile ?? { username: usernames[index], status: { code: 404 } }));
  });
}

/** Profiles (skype.md 8.2): the own one, those of contacts, and what everybody may know of anybody. */
export function createProfileRoutes(context: GatewayContext): Routes {
  const routes: Routes = new Hono<GatewayEnv>();
  addSingle(context, routes);
  addBatches(context, routes);
  return routes;
}
