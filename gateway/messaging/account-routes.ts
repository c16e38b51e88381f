import { Hono } from 'hono';
import { gatewayContactsBody } from '../../src/skype/wire/contact.ts';
import type { GatewayEnv } from '../context.ts';
import {
  addGatewayContacts,
  listGatewayContacts,
  removeGatewayContact,
  setUserProperty,
  showUserProperties,
} from './account-view.ts';
import { callerOf } from './caller.ts';
import type { MessagingContext } from './messaging-context.ts';
import { propertyOf } from './properties.ts';
import { mriOfPath, readBody, readObject } from './requests.ts';

/** The user's own properties and the gateway's own contact list (skype.md 4). */
export function createMessagingAccountRoutes(context: MessagingContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  routes.get('/v1/users/ME/properties', async (c) => {
    const caller = await callerOf(context, c);
    return c.json(await showUserProperties(context.database, caller));
  });

  routes.put('/v1/users/ME/properties', async (c) => {
    const caller = await callerOf(context, c);
    const [name, value] = propertyOf(c.req.query('name'), await readObject(c));
    await setUserProperty(context, caller.userId, name, value);
    return c.json({});
  });

  routes.get('/v1/users/ME/contacts', async (c) => {
    const caller = await callerOf(context, c);
    return c.json({ contacts: await listGatewayContacts(context.database, caller.userId) });
  });

  routes.post('/v1/users/ME/contacts', async (c) => {
    const caller = await callerOf(context, c);
    const { contacts } = await readBody(c, gatewayContactsBody);
    await addGatewayContacts(
      context,
      caller.userId,
      contacts.map((contact) => contact.id),
    );
    return c.json({});
  });

  routes.put('/v1/users/ME/contacts/:mri', async (c) => {
    const caller = await callerOf(context, c);
    await addGatewayContacts(context, caller.userId, [mriOfPath(c)]);
    return c.json({});
  });

  routes.delete('/v1/users/ME/contacts/:mri', async (c) => {
    const caller = await callerOf(context, c);
    await removeGatewayContact(context, caller.userId, mriOfPath(c));
    return c.json({});
  });

  return routes;
}
