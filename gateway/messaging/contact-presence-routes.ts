import { Hono } from 'hono';
import type { GatewayEnv } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { findUserByMri, findUsersByMris, type UserIdentity } from '../identity/users.ts';
import { originOf } from '../origin.ts';
import { type Caller, callerOf } from './caller.ts';
import { endpointIdOf } from './endpoints.ts';
import { withOrigin } from './links.ts';
import type { MessagingContext } from './messaging-context.ts';
import { endpointPresence, presenceDocument, readPresence, readPresenceOf } from './presence.ts';
import { maySeePresence } from './relations.ts';
import { checkDocumentName, endpointOfPath, mriOfPath } from './requests.ts';

/** People asked for in one request; clients ask for 10. */
const mostPeople = 100;

/** The presence of contacts, one by one and in batches (skype.md 4). */
export function createContactPresenceRoutes(context: MessagingContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  /** The person of the path, if the caller may see them. Throws 404 for everyone else, so that a block does not show. */
  async function requireVisible(caller: Caller, mri: string): Promise<UserIdentity> {
    const person = await findUserByMri(context.database, mri);
    if (!person || !(await maySeePresence(context.database, caller, person))) throw notFound();
    return person;
  }

  async function presenceFor(caller: Caller, person: UserIdentity) {
    const state = await readPresenceOf(context.database, person.userId);
    return presenceDocument(person.mri, state, person.userId === caller.userId ? 'owner' : 'contact');
  }

  routes.get('/v1/users/ME/contacts/ALL/presenceDocs/:document', async (c) => {
    const caller = await callerOf(context, c);
    checkDocumentName(c);
    const mris = c.req.queries('cMri') ?? [];
    if (mris.length > mostPeople) throw badRequest('Ask for fewer people at once.');
    const people = await findUsersByMris(context.database, mris);
    const visible: UserIdentity[] = [];
    for (const person of people) if (await maySeePresence(context.database, caller, person)) visible.push(person);
    const states = await readPresence(
      context.database,
      visible.map((person) => person.userId),
    );
    const responses = visible.flatMap((person) => {
      const state = states.get(person.userId);
      const viewer = person.userId === caller.userId ? 'owner' : 'contact';
      return state ? [{ Payload: presenceDocument(person.mri, state, viewer) }] : [];
    });
    return c.json(withOrigin({ Responses: responses }, originOf(context, c.req.raw)));
  });

  for (const path of ['/v1/users/ME/contacts/:mri/presenceDocs/:document', '/v1/users/:mri/presenceDocs/:document']) {
    routes.get(path, async (c) => {
      const caller = await callerOf(context, c);
      checkDocumentName(c);
      const person = await requireVisible(caller, mriOfPath(c));
      return c.json(withOrigin(await presenceFor(caller, person), originOf(context, c.req.raw)));
    });
  }

  routes.get('/v1/users/:mri/endpoints/:endpoint/presenceDocs/:document', async (c) => {
    const caller = await callerOf(context, c);
    checkDocumentName(c);
    const mri = c.req.param('mri') === 'ME' ? caller.mri : mriOfPath(c);
    const person = await requireVisible(caller, mri);
    const own = person.userId === caller.userId;
    const endpointId = own ? endpointOfPath(c, caller) : endpointIdOf(c.req.param('endpoint'));
    const state = await readPresenceOf(context.database, person.userId);
    const document = state.endpoints.find((endpoint) => endpoint.id === endpointId)?.document;
    if (endpointId === undefined || !document) throw notFound();
    return c.json(withOrigin(endpointPresence(person.mri, endpointId, document), originOf(context, c.req.raw)));
  });

  return routes;
}
