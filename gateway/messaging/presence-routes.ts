import { Hono } from 'hono';
import { type EndpointDocument, endpointDocument } from '../../src/skype/wire/endpoint.ts';
import { statusBody } from '../../src/skype/wire/presence.ts';
import type { GatewayEnv } from '../context.ts';
import { badRequest, notFound, tooLarge } from '../errors.ts';
import { findUserByMri, findUsersByMris, type UserIdentity } from '../identity/users.ts';
import { originOf } from '../origin.ts';
import { type Caller, callerOf } from './caller.ts';
import { endpointIdOf, publishDocument } from './endpoints.ts';
import { endpointPresenceLink, withOrigin } from './links.ts';
import type { MessagingContext } from './messaging-context.ts';
import { endpointPresence, presenceDocument, readPresence, readPresenceOf } from './presence.ts';
import { maySeePresence } from './relations.ts';
import { checkDocumentName, endpointOfPath, mriOfPath, readBody } from './requests.ts';
import { chooseStatus } from './status.ts';
import { storable } from './storable.ts';

const longestDocument = 8 * 1024;

/** People asked for in one request; clients ask for 10. */
const mostPeople = 100;

/** What a client published, as it is stored: the type under the name that events use (skype.md 4). */
function storedDocument(document: EndpointDocument): EndpointDocument {
  const { type, typ, ...info } = document.publicInfo ?? {};
  const text = typ ?? type;
  const stored = {
    privateInfo: { epname: document.privateInfo?.epname ?? '' },
    publicInfo: { capabilities: '', ...info, ...(text === undefined || text === null ? {} : { typ: text }) },
  };
  if (JSON.stringify(stored).length > longestDocument) throw tooLarge();
  return storable(stored) as EndpointDocument;
}

/** Presence documents: the own ones, the chosen status, and those of contacts (skype.md 4). */
export function createPresenceRoutes(context: MessagingContext): Hono<GatewayEnv> {
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

  routes.put('/v1/users/ME/endpoints/:endpoint/presenceDocs/:document', async (c) => {
    const caller = await callerOf(context, c);
    checkDocumentName(c);
    const document = storedDocument(await readBody(c, endpointDocument));
    const endpointId = endpointOfPath(c, caller);
    await publishDocument(context, caller, endpointId, document);
    return c.json(withOrigin(endpointPresence(caller.mri, endpointId, document), originOf(context, c.req.raw)));
  });

  routes.get('/v1/users/ME/presenceDocs/:document', async (c) => {
    const caller = await callerOf(context, c);
    checkDocumentName(c);
    const state = await readPresenceOf(context.database, caller.userId);
    const endpointPresenceDocs = state.endpoints.map(({ id, document }) => ({
      link: endpointPresenceLink(caller.mri, id),
      ...(document ? endpointPresence(caller.mri, id, document) : {}),
    }));
    const reply = { ...presenceDocument(caller.mri, state, 'owner'), endpointPresenceDocs };
    return c.json(withOrigin(reply, originOf(context, c.req.raw)));
  });

  routes.put('/v1/users/ME/presenceDocs/:document', async (c) => {
    const caller = await callerOf(context, c);
    checkDocumentName(c);
    const { status } = await readBody(c, statusBody);
    await chooseStatus(context, caller, status);
    return c.json({});
  });

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
