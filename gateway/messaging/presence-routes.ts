import { Hono } from 'hono';
import { type EndpointDocument, endpointDocument } from '../../src/skype/wire/endpoint.ts';
import { statusBody } from '../../src/skype/wire/presence.ts';
import type { GatewayEnv } from '../context.ts';
import { tooLarge } from '../errors.ts';
import { originOf } from '../origin.ts';
import { storable } from '../storage/storable.ts';
import { callerOf } from './caller.ts';
import { publishDocument } from './endpoints.ts';
import { endpointPresenceLink, withOrigin } from './links.ts';
import type { MessagingContext } from './messaging-context.ts';
import { capabilityText, endpointPresence, presenceDocument, readPresenceOf } from './presence.ts';
import { checkDocumentName, endpointOfPath, readBody } from './requests.ts';
import { chooseStatus } from './status.ts';

const longestDocument = 8 * 1024;

/** What a client published, as it is stored: the type under the name that events use (skype.md 4). */
function storedDocument(document: EndpointDocument): EndpointDocument {
  const { type, typ, capabilities, ...info } = document.publicInfo ?? {};
  const publicInfo = { capabilities: capabilityText(capabilities), ...info, typ: typ ?? type };
  const stored = {
    privateInfo: { epname: document.privateInfo?.epname ?? '' },
    // Readers take these for texts and fail on a null.
    publicInfo: Object.fromEntries(
      Object.entries(publicInfo).filter(([, text]) => text !== undefined && text !== null),
    ),
  };
  if (JSON.stringify(stored).length > longestDocument) throw tooLarge();
  return storable(stored) as EndpointDocument;
}

/** The user's own presence: what an endpoint publishes, and the chosen status (skype.md 4). */
export function createOwnPresenceRoutes(context: MessagingContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

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

  return routes;
}
