// The contact requests and lists of before v2 (skype.md 8.5). They change the same rows as v2, under the names of the time.
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { blockBody } from '../../src/skype/wire/contact.ts';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readJsonOrForm } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { notFound } from '../errors.ts';
import { authenticateSkypeToken, type Principal } from '../identity/principal.ts';
import { findUserByName } from '../identity/users.ts';
import { originOf } from '../origin.ts';
import { publicAvatarLink } from './avatar-link.ts';
import { authenticateMember, refuseGuest } from './caller.ts';
import { type ContactRow, selectContacts } from './contact-entry.ts';
import { addContact, answerInvite, longestGreeting, removeContact, setBlocked } from './contacts.ts';
import { oldContactEntry, oldestContactEntry, oldTypeOf } from './old-contact-entry.ts';

type Routes = Hono<GatewayEnv>;

const greetingBody = v.optional(
  v.object({ greeting: v.nullish(v.pipe(v.string(), v.maxLength(longestGreeting)), '') }),
  {},
);
const oldBlockBody = v.optional(v.object({ report_abuse: blockBody.entries.report_abuse }), {});

/** The prefixed identifier behind an old one, which has no prefix. */
async function otherOf(context: GatewayContext, c: Context<GatewayEnv>): Promise<string> {
  const name = c.req.param('other') ?? '';
  if (/^(8|28):/.test(name)) return name;
  return (await findUserByName(context.database, name))?.mri ?? `8:${name}`;
}

/** The networks that a filter such as `type eq 'skype' or type eq 'agent'` names; undefined when it names none. */
function typesIn(filter: string | undefined): ReadonlySet<string> | undefined {
  const types = [...(filter ?? '').matchAll(/\btype\s+eq\s+'([a-z]{1,20})'/gi)].map(([, type = '']) => type);
  return types.length > 0 ? new Set(types.map((type) => type.toLowerCase())) : undefined;
}

function rowsOf(context: GatewayContext, own: Principal, decision: Parameters<typeof selectContacts>[0]) {
  return context.database.query<ContactRow>(selectContacts(decision), [own.userId, own.mri]);
}

function addLists(context: GatewayContext, routes: Routes): void {
  routes.get(`/${serviceHosts.contacts}/contacts/v1/users/:id/contacts`, async (c) => {
    const own = await authenticateMember(context, c);
    const types = typesIn(c.req.query('$filter'));
    const rows = await rowsOf(context, own, 'own.is_listed');
    const origin = originOf(context, c.req.raw);
    const shown = rows.filter((row) => types?.has(oldTypeOf(row)) ?? true);
    const contacts = shown.map((row) => oldContactEntry(row, origin));
    return c.json({ contacts, count: contacts.length, scope: 'full' });
  });
  const users = `/${serviceHosts.user}/users/:id`;
  const oldest = { contacts: 'own.is_listed', 'authorized-contacts': 'own.is_authorized' } as const;
  for (const [path, decision] of Object.entries(oldest)) {
    routes.get(`${users}/${path}`, async (c) => {
      const own = await authenticateMember(context, c);
      const hasDetails = c.req.query('hideDetails')?.toLowerCase() !== 'true';
      const rows = await rowsOf(context, own, decision);
      const origin = originOf(context, c.req.raw);
      return c.json(rows.map((row) => oldestContactEntry(row, origin, hasDetails)));
    });
  }
}

/** Requests, at both hosts: the notes and the clients disagree about which it is. */
function addRequests(context: GatewayContext, routes: Routes): void {
  for (const users of [`/${serviceHosts.contacts}/contacts/v1/users/:id`, `/${serviceHosts.user}/users/:id`]) {
    const base = `${users}/contacts/auth-request`;
    routes.get(base, async (c) => {
      const { userId } = await authenticateMember(context, c);
      const rows = await context.database.query<{ greeting: string; sender: string }>(
        `select message as greeting, users.name as sender from contact_invites join users on users.id = sender_id
         where user_id = $1 order by contact_invites.id`,
        [userId],
      );
      return c.json(rows);
    });
    routes.put(`${base}/:other`, async (c) => {
      const own = await authenticateMember(context, c);
      const { greeting } = await readJsonOrForm(c, greetingBody);
      await addContact(context, own, await otherOf(context, c), greeting ?? '');
      return c.json({}, 201);
    });
    for (const action of ['accept', 'decline'] as const) {
      // The one client that comes here takes nothing but 201.
      routes.put(`${base}/:other/${action}`, async (c) => {
        const own = await authenticateMember(context, c);
        await answerInvite(context, own, await otherOf(context, c), action === 'accept');
        return c.json({}, 201);
      });
    }
  }
}

function addChanges(context: GatewayContext, routes: Routes): void {
  const base = `/${serviceHosts.user}/users/:id/contacts/:other`;
  routes.delete(base, async (c) => {
    const own = await authenticateMember(context, c);
    await removeContact(context, own, await otherOf(context, c));
    return c.json({});
  });
  routes.on(['PUT', 'POST'], `${base}/block`, async (c) => {
    const own = await authenticateMember(context, c);
    const { report_abuse } = await readJsonOrForm(c, oldBlockBody);
    await setBlocked(context, own, await otherOf(context, c), true, report_abuse ? { uiVersion: '' } : undefined);
    return c.json({});
  });
  routes.on(['PUT', 'POST'], `${base}/unblock`, async (c) => {
    const own = await authenticateMember(context, c);
    await setBlocked(context, own, await otherOf(context, c), false);
    return c.json({});
  });
}

function addAvatar(context: GatewayContext, routes: Routes): void {
  routes.get(`/${serviceHosts.user}/users/:other/profile/avatar`, async (c) => {
    const own = refuseGuest(await authenticateSkypeToken(context, c.req.raw.headers));
    const name = c.req.param('other');
    const user = name.toLowerCase() === 'self' ? own : await findUserByName(context.database, name);
    if (!user) throw notFound('There is no such user.');
    return c.redirect(publicAvatarLink(originOf(context, c.req.raw), user.name), 302);
  });
}

/** Contacts v1 and the contacts of the user API (skype.md 8.5). */
export function createOldContactRoutes(context: GatewayContext): Routes {
  const routes: Routes = new Hono<GatewayEnv>();
  addLists(context, routes);
  addRequests(context, routes);
  addChanges(context, routes);
  addAvatar(context, routes);
  return routes;
}
