// The notes name the list of groups only, not how they change (skype.md 8.1). These paths are ours, made as the others are.
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readJson } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { authenticateMember } from './caller.ts';
import { createGroup, removeGroup, renameGroup, setGroupMember } from './contact-groups.ts';

const longestName = 100;
const nameBody = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('expected a name'), v.maxLength(longestName)),
});

const base = `/${serviceHosts.contacts}/contacts/v2/users/:id/groups`;

/**
 * Changes to contact groups: `POST groups {name}` (201 with the group), `PUT groups/{gid} {name}`, `DELETE groups/{gid}`,
 * `PUT` and `DELETE groups/{gid}/contacts/{mri}`. A favourite is a member of the favourites.
 */
export function createGroupRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const groupOf = (c: Context<GatewayEnv>) => c.req.param('gid') ?? '';

  routes.post(base, async (c) => {
    const own = await authenticateMember(context, c);
    return c.json(await createGroup(context, own, (await readJson(c, nameBody)).name), 201);
  });
  routes.put(`${base}/:gid`, async (c) => {
    const own = await authenticateMember(context, c);
    await renameGroup(context, own, groupOf(c), (await readJson(c, nameBody)).name);
    return c.json({});
  });
  routes.delete(`${base}/:gid`, async (c) => {
    await removeGroup(context, await authenticateMember(context, c), groupOf(c));
    return c.json({});
  });
  routes.put(`${base}/:gid/contacts/:mri`, async (c) => {
    await setGroupMember(context, await authenticateMember(context, c), groupOf(c), c.req.param('mri'), true);
    return c.json({});
  });
  routes.delete(`${base}/:gid/contacts/:mri`, async (c) => {
    await setGroupMember(context, await authenticateMember(context, c), groupOf(c), c.req.param('mri'), false);
    return c.json({});
  });
  return routes;
}
