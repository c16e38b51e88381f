import { Hono } from 'hono';
import * as v from 'valibot';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readForm, readJson } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { authenticateMember } from './caller.ts';
import { readOption, writeOption } from './options.ts';

const integerForm = v.object({
  integerValue: v.pipe(v.string(), v.regex(/^-?\d{1,9}$/, 'expected a whole number'), v.transform(Number)),
});
const valueBody = v.object({ value: v.unknown() });

/** The old form of an option: one of three values, by its type. */
function oldOption(name: string, value: unknown) {
  return {
    optionName: name,
    optionInt: typeof value === 'number' ? value : null,
    optionStr: typeof value === 'string' ? value : null,
    optionBin: null,
  };
}

/** Named options (skype.md 9.2) in their old and their new form. */
export function createOptionRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const { database } = context;
  const routes = new Hono<GatewayEnv>();
  const old = `/${serviceHosts.user}/users/:id/options/:name` as const;
  routes.get(old, async (c) => {
    const { userId } = await authenticateMember(context, c);
    const name = c.req.param('name');
    return c.json(oldOption(name, await readOption(database, userId, name)));
  });
  routes.post(old, async (c) => {
    const { userId } = await authenticateMember(context, c);
    const { integerValue } = await readForm(c, integerForm);
    await database.transaction((transaction) => writeOption(transaction, userId, c.req.param('name'), integerValue));
    return c.json({});
  });

  const current = `/${serviceHosts.options}/options/v1/users/:id/options/:name` as const;
  routes.get(current, async (c) => {
    const { userId } = await authenticateMember(context, c);
    const value = await readOption(database, userId, c.req.param('name'));
    return c.json(value === undefined ? {} : { value });
  });
  routes.put(current, async (c) => {
    const { userId } = await authenticateMember(context, c);
    const { value } = await readJson(c, valueBody);
    await database.transaction((transaction) => writeOption(transaction, userId, c.req.param('name'), value));
    return c.json({});
  });
  return routes;
}
