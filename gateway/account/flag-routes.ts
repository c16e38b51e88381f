import { type Context, Hono } from 'hono';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { badRequest } from '../errors.ts';
import { authenticateMember } from './caller.ts';

const largestFlag = 255;

function flagOf(c: Context<GatewayEnv>): number {
  const text = c.req.param('flag') ?? '';
  const number = Number(text);
  if (!/^\d{1,3}$/.test(text) || number > largestFlag) throw badRequest(`A flag is a number from 0 to ${largestFlag}.`);
  return number;
}

/** The numbered account flags (skype.md 9.1), at the base of the clients and at that of the notes. */
export function createFlagRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const { database } = context;
  const routes = new Hono<GatewayEnv>();
  for (const base of [`/${serviceHosts.flags}/flags/v1`, `/${serviceHosts.flags}/api/v1`]) {
    routes.get(base, async (c) => {
      const { userId } = await authenticateMember(context, c);
      const rows = await database.query<{ number: number }>(
        'select number from account_flags where user_id = $1 order by number',
        [userId],
      );
      return c.json(rows.map((row) => row.number));
    });
    routes.put(`${base}/:flag`, async (c) => {
      const { userId } = await authenticateMember(context, c);
      const sql = 'insert into account_flags (user_id, number) values ($1, $2) on conflict do nothing';
      await database.query(sql, [userId, flagOf(c)]);
      return c.json({});
    });
    routes.delete(`${base}/:flag`, async (c) => {
      const { userId } = await authenticateMember(context, c);
      await database.query('delete from account_flags where user_id = $1 and number = $2', [userId, flagOf(c)]);
      return c.json({});
    });
  }
  return routes;
}
