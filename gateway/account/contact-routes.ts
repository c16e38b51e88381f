import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { blockBody } from '../../src/skype/wire/contact.ts';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readJson } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { originOf } from '../origin.ts';
import { authenticateMember } from './caller.ts';
import { listBlocked, listContacts, listGroups, listInvites } from './contact-list.ts';
import { addContact, answerInvite, longestGreeting, removeContact, setBlocked } from './contacts.ts';

const requestBody = v.object({
  mri: v.string(),
  greeting: v.nullish(v.pipe(v.string(), v.maxLength(longestGreeting)), ''),
});

/** Body of a block; clients of the notes send none, or the word "false". */
const blockRequest = v.optional(
  v.object({ ...blockBody.entries, ui_version: v.nullish(v.pipe(v.string(), v.maxLength(100)), '') }),
  {},
);

const base = `/${serviceHosts.contacts}/contacts/v2/users/:id`;
const scope = 'full';

function addReads(context: GatewayContext, routes: Hono<GatewayEnv>): void {
  const { database } = context;
  // The strictest client fails on any key but these four (skype.md 13.6).
  routes.get(base, async (c) => {
    const own = await authenticateMember(context, c);
    const [contacts, groups, blocklist] = [
      await listContacts(database, own, originOf(context, c.req.raw)),
      await listGroups(database, own),
      await listBlocked(database, own),
    ];
    return c.json({ contacts, groups, blocklist, scope });
  });
  routes.get(`${base}/contacts`, async (c) => {
    const own = await authenticateMember(context, c);
    const contacts = await listContacts(database, own, originOf(context, c.req.raw));
    return c.json({ contacts, count: contacts.length, scope });
  });
  routes.get(`${base}/blocklist`, async (c) =>
    c.json({ blocklist: await listBlocked(database, await authenticateMember(context, c)), scope }),
  );
  routes.get(`${base}/groups`, async (c) => {
    const groups = await listGroups(database, await authenticateMember(context, c));
    return c.json({ groups, count: groups.length, scope });
  });
  routes.get(`${base}/invites`, async (c) => {
    const own = await authenticateMember(context, c);
    return c.json({ invite_list: await listInvites(database, own, originOf(context, c.req.raw)) });
  });
}

function addWrites(context: GatewayContext, routes: Hono<GatewayEnv>): void {
  const mriOf = (c: Context<GatewayEnv>) => c.req.param('mri') ?? '';

  routes.post(`${base}/contacts`, async (c) => {
    const own = await authenticateMember(context, c);
    const { mri, greeting } = await readJson(c, requestBody);
    await addContact(context, own, mri, greeting ?? '');
    return c.json({});
  });
  for (const action of ['accept', 'decline'] as const) {
    routes.put(`${base}/invites/:mri/${action}`, async (c) => {
      const own = await authenticateMember(context, c);
      await answerInvite(context, own, mriOf(c), action === 'accept');
      return c.json({});
    });
  }
  // The notes and the clients disagree about this path (skype.md 14), so both are served.
  for (const path of [`${base}/contacts/blocklist/:mri`, `${base}/blocklist/:mri`]) {
    routes.put(path, async (c) => {
      const own = await authenticateMember(context, c);
      const { report_abuse, ui_version } = await readJson(c, blockRequest);
      await setBlocked(context, own, mriOf(c), true, report_abuse ? { uiVersion: ui_version ?? '' } : undefined);
      return c.json({});
    });
    routes.delete(path, async (c) => {
      await setBlocked(context, await authenticateMember(context, c), mriOf(c), false);
      return c.json({});
    });
  }
  routes.delete(`${base}/contacts/:mri`, async (c) => {
    await removeContact(context, await authenticateMember(context, c), mriOf(c));
    return c.json({});
  });
}

/** The contact list and contact requests (skype.md 8.1). */
export function createContactRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  addReads(context, routes);
  addWrites(context, routes);
  return routes;
}
