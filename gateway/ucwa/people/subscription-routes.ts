import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { extensionInput, membershipInput, presenceSubscriptionInput } from '../../../src/ucwa/wire/contact.ts';
import { makeResource, type Resource } from '../../../src/ucwa/wire/resource.ts';
import type { GatewayEnv } from '../../context.ts';
import { addressOf, mriOf } from '../addresses.ts';
import { requireApplication } from '../application/access.ts';
import { resourceNotFound, validationFailure } from '../errors.ts';
import { empty, readInput, represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { peopleAt } from './addressees.ts';
import { contactHref, type Holder } from './contact-resource.ts';
import { requireGroup } from './groups.ts';
import {
  addToPresenceSubscription,
  endPresenceSubscription,
  extendPresenceSubscription,
  listMemberships,
  listPresenceSubscriptions,
  type PresenceSubscription,
  removeFromPresenceSubscription,
  subscribeToPresence,
} from './presence-subscriptions.ts';
import { requireAvailable } from './require-available.ts';
import { watchedBy } from './watching.ts';

type Routes = Hono<GatewayEnv>;
type Asked = Context<GatewayEnv>;

/** Body of addToPresenceSubscription where the address does not name the subscription. */
const additionBody = v.object({
  ...membershipInput.entries,
  presenceSubscriptionId: v.optional(v.string()),
});

function subscriptionResource(
  context: UcwaContext,
  { id: app }: Holder,
  { id, isGroup }: PresenceSubscription,
): Resource {
  const href = (place: 'presenceSubscription' | 'memberships' | 'addToPresenceSubscription') =>
    context.paths.href(place, { app, subscription: id });
  return makeResource('presenceSubscription', href('presenceSubscription'), {
    properties: { id },
    // The members of a group are changed where the group is.
    links: {
      memberships: href('memberships'),
      ...(isGroup ? {} : { addToPresenceSubscription: href('addToPresenceSubscription') }),
    },
  });
}

type Membership = { readonly subscription: string; readonly mri: string };

function membershipResource(context: UcwaContext, holder: Holder, { subscription, mri }: Membership): Resource {
  const app = holder.id;
  const membership = `${subscription},${addressOf(context, mri)}`;
  return makeResource(
    'presenceSubscriptionMembership',
    context.paths.href('presenceSubscriptionMembership', { app, membership }),
    {
      links: {
        contact: contactHref(context, holder, mri),
        presenceSubscription: context.paths.href('presenceSubscription', { app, subscription }),
      },
    },
  );
}

function membershipsResource(context: UcwaContext, holder: Holder, list: readonly Membership[], id?: string): Resource {
  const app = holder.id;
  const href =
    id === undefined
      ? context.paths.href('presenceSubscriptionMemberships', { app })
      : context.paths.href('memberships', { app, subscription: id });
  const embedded = list.map((membership) => membershipResource(context, holder, membership));
  return makeResource('presenceSubscriptionMemberships', href, {
    embedded: embedded.length > 0 ? { presenceSubscriptionMembership: embedded } : {},
  });
}

function addSubscribing(context: UcwaContext, routes: Routes): void {
  const { paths, database } = context;
  const subscribe = async (c: Asked) => {
    const application = await requireAvailable(context, c);
    const groupId = paths.idOf(c, 'group');
    if (groupId !== undefined) {
      const { duration } = await readInput(c, extensionInput);
      await requireGroup(database, application, groupId);
      const made = await subscribeToPresence(context, application, duration, { groupId });
      return represent(c, subscriptionResource(context, application, made), 201);
    }
    const { duration, uris } = await readInput(c, presenceSubscriptionInput);
    if (uris.length === 0) throw validationFailure('uris', 'expected at least one address');
    const mris = await peopleAt(database, context, 'uris', uris);
    const made = await subscribeToPresence(context, application, duration, { mris });
    return represent(c, subscriptionResource(context, application, made), 201);
  };
  // One address in one of the families, two in the other (ucwa.md 1.6).
  for (const path of new Set([paths.route('presenceSubscriptions'), paths.route('subscribeToGroupPresence')])) {
    routes.post(path, subscribe);
  }

  routes.get(paths.route('presenceSubscriptions'), async (c) => {
    const application = await requireApplication(context, c);
    const list = await listPresenceSubscriptions(database, application);
    const embedded = list.map((one) => subscriptionResource(context, application, one));
    const href = paths.href('presenceSubscriptions', { app: application.id });
    const parts = embedded.length > 0 ? { embedded: { presenceSubscription: embedded } } : {};
    return represent(c, makeResource('presenceSubscriptions', href, parts));
  });
}

function addSubscription(context: UcwaContext, routes: Routes): void {
  const { paths, database } = context;
  const path = paths.route('presenceSubscription');
  const idOf = (c: Asked) => paths.idOf(c, 'subscription') ?? '';

  routes.get(path, async (c) => {
    const application = await requireApplication(context, c);
    const [found] = await listPresenceSubscriptions(database, application, idOf(c));
    if (!found) throw resourceNotFound();
    return represent(c, subscriptionResource(context, application, found));
  });

  routes.post(path, async (c) => {
    const application = await requireApplication(context, c);
    const { duration } = await readInput(c, extensionInput);
    const extended = await extendPresenceSubscription(context, application, idOf(c), duration);
    return represent(c, subscriptionResource(context, application, extended));
  });

  routes.delete(path, async (c) => {
    const application = await requireApplication(context, c);
    if (!(await endPresenceSubscription(context, application, idOf(c)))) throw resourceNotFound();
    return empty();
  });
}

function addMemberships(context: UcwaContext, routes: Routes): void {
  const { paths, database } = context;
  const list = async (c: Asked) => {
    const application = await requireApplication(context, c);
    const id = paths.idOf(c, 'subscription');
    return represent(
      c,
      membershipsResource(context, application, await listMemberships(database, application, id), id),
    );
  };
  const add = async (c: Asked) => {
    const application = await requireAvailable(context, c);
    const { contactUris, presenceSubscriptionId } = await readInput(c, additionBody);
    const id = paths.idOf(c, 'subscription') ?? presenceSubscriptionId;
    if (id === undefined) throw validationFailure('presenceSubscriptionId', 'expected a subscription');
    const mris = await peopleAt(database, context, 'contactUris', contactUris);
    await addToPresenceSubscription(context, application, id, mris);
    const added = mris.map((mri) => ({ subscription: id, mri }));
    return represent(c, membershipsResource(context, application, added, id), 201);
  };
  const collection = paths.route('presenceSubscriptionMemberships');
  for (const path of new Set([collection, paths.route('memberships')])) routes.get(path, list);
  for (const path of new Set([collection, paths.route('addToPresenceSubscription')])) routes.post(path, add);

  routes.delete(paths.route('presenceSubscriptionMembership'), async (c) => {
    const application = await requireApplication(context, c);
    const [, id = '', address = ''] = /^([^,]*),(.*)$/s.exec(paths.idOf(c, 'membership') ?? '') ?? [];
    const mri = (await mriOf(context, database, address)) ?? '';
    await removeFromPresenceSubscription(context, application, id, mri);
    return empty();
  });

  routes.get(paths.route('subscribedContacts'), async (c) => {
    const application = await requireApplication(context, c);
    const mris = [...(await watchedBy(database, application.serial))].sort();
    const contact = mris.map((mri) => contactHref(context, application, mri));
    const href = paths.href('subscribedContacts', { app: application.id });
    return represent(c, makeResource('subscribedContacts', href, contact.length > 0 ? { links: { contact } } : {}));
  });
}

/** Subscriptions to the presence of people (ucwa.md 5.5). */
export function createSubscriptionRoutes(context: UcwaContext): Routes {
  const routes: Routes = new Hono<GatewayEnv>();
  addSubscribing(context, routes);
  addMemberships(context, routes);
  addSubscription(context, routes);
  return routes;
}
