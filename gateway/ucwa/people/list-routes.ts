import { type Context, Hono } from 'hono';
import { listInput, searchInput } from '../../../src/ucwa/wire/contact.ts';
import { makeResource, type Resource } from '../../../src/ucwa/wire/resource.ts';
import type { GatewayEnv } from '../../context.ts';
import { addressOf, mriOf } from '../addresses.ts';
import { type Application, requireApplication } from '../application/access.ts';
import { peopleResource } from '../application/resources.ts';
import { resourceNotFound } from '../errors.ts';
import { readInput, represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { contactHref, contactResource } from './contact-resource.ts';
import { listedContacts, viewContacts } from './contact-views.ts';
import { type Group, groupHref, groupResource, listGroupContacts, listGroups, requireGroup } from './groups.ts';
import { searchContacts } from './searching.ts';

type Routes = Hono<GatewayEnv>;
type Asked = Context<GatewayEnv>;

/** People as a collection: their resources, or with `expand=false` links to them. */
async function contactsResource(
  context: UcwaContext,
  application: Application,
  { rel, href }: { readonly rel: 'myContacts' | 'groupContacts'; readonly href: string },
  mris: readonly string[],
  isExpanded: boolean,
): Promise<Resource> {
  if (mris.length === 0) return makeResource(rel, href);
  if (!isExpanded) {
    return makeResource(rel, href, { links: { contact: mris.map((mri) => contactHref(context, application, mri)) } });
  }
  const views = await viewContacts(context.database, application, mris);
  return makeResource(rel, href, {
    embedded: { contact: views.map((view) => contactResource(context, application, view)) },
  });
}

function addContacts(context: UcwaContext, routes: Routes): void {
  const { paths, database } = context;
  const groupContacts = async (c: Asked, groupId: string) => {
    const application = await requireApplication(context, c);
    const { expand } = await readInput(c, listInput);
    const group = await requireGroup(database, application, groupId);
    const mris = (await listGroupContacts(database, application, group.id)).map(({ mri }) => mri);
    const href = paths.href('groupContacts', { app: application.id, group: group.id });
    return represent(
      c,
      await contactsResource(context, application, { rel: 'groupContacts', href }, mris, expand ?? true),
    );
  };

  const myContacts = paths.route('myContacts');
  routes.get(myContacts, async (c) => {
    // In one of the families both are one address.
    const groupId = paths.idOf(c, 'group');
    if (groupId !== undefined) return groupContacts(c, groupId);
    const application = await requireApplication(context, c);
    const { expand } = await readInput(c, listInput);
    const place = { rel: 'myContacts', href: paths.href('myContacts', { app: application.id }) } as const;
    const mris = await listedContacts(database, application.userId);
    return represent(c, await contactsResource(context, application, place, mris, expand ?? true));
  });
  if (paths.route('groupContacts') !== myContacts) {
    routes.get(paths.route('groupContacts'), (c) => groupContacts(c, paths.idOf(c, 'group') ?? ''));
  }
}

function addGroups(context: UcwaContext, routes: Routes): void {
  const { paths, database } = context;
  routes.get(paths.route('myGroups'), async (c) => {
    const application = await requireApplication(context, c);
    const { expand } = await readInput(c, listInput);
    const groups = await listGroups(database, application);
    const byRel = <T>(make: (group: Group) => T): Record<string, T[]> => {
      const lists: Record<string, T[]> = {};
      for (const group of groups) lists[group.rel] = [...(lists[group.rel] ?? []), make(group)];
      return lists;
    };
    const parts =
      expand === false
        ? { links: byRel((group) => groupHref(context, application, group)) }
        : { embedded: byRel((group) => groupResource(context, application, group)) };
    return represent(c, makeResource('myGroups', paths.href('myGroups', { app: application.id }), parts));
  });

  routes.get(paths.route('group'), async (c) => {
    const application = await requireApplication(context, c);
    const group = await requireGroup(database, application, paths.idOf(c, 'group') ?? '');
    return represent(c, groupResource(context, application, group));
  });
}

/** A membership is named by its group and the person's address. */
function membershipResource(context: UcwaContext, application: Application, group: Group, mri: string): Resource {
  const membership = `${group.id},${addressOf(context, mri)}`;
  return makeResource(
    'myGroupMembership',
    context.paths.href('myGroupMembership', { app: application.id, membership }),
    { links: { contact: contactHref(context, application, mri), [group.rel]: groupHref(context, application, group) } },
  );
}

function addMemberships(context: UcwaContext, routes: Routes): void {
  const { paths, database } = context;
  routes.get(paths.route('myGroupMemberships'), async (c) => {
    const application = await requireApplication(context, c);
    const { groupId } = await readInput(c, listInput);
    if (groupId) await requireGroup(database, application, groupId);
    const groups = new Map((await listGroups(database, application)).map((group) => [group.id, group]));
    const memberships = await listGroupContacts(database, application, groupId ?? undefined);
    const embedded = memberships.flatMap(({ group: id, mri }) => {
      const group = groups.get(id);
      return group ? [membershipResource(context, application, group, mri)] : [];
    });
    const href = paths.href('myGroupMemberships', { app: application.id });
    const parts = embedded.length > 0 ? { embedded: { myGroupMembership: embedded } } : {};
    return represent(c, makeResource('myGroupMemberships', href, parts));
  });

  routes.get(paths.route('myGroupMembership'), async (c) => {
    const application = await requireApplication(context, c);
    const [, id = '', address = ''] = /^([^,]*),(.*)$/s.exec(paths.idOf(c, 'membership') ?? '') ?? [];
    const group = await requireGroup(database, application, id);
    const mri = await mriOf(context, database, address);
    const members = await listGroupContacts(database, application, group.id);
    if (mri === undefined || !members.some((member) => member.mri === mri)) throw resourceNotFound();
    return represent(c, membershipResource(context, application, group, mri));
  });
}

/** As many as a client gets that does not say. */
const usualLimit = 50;

function addSearch(context: UcwaContext, routes: Routes): void {
  const { paths } = context;
  routes.get(paths.route('search'), async (c) => {
    const application = await requireApplication(context, c);
    const { query, limit } = await readInput(c, searchInput);
    const { views, hasMore } = await searchContacts(context, application, query, limit ?? usualLimit);
    const embedded = views.map((view) => contactResource(context, application, view));
    return represent(
      c,
      makeResource('search', paths.href('search', { app: application.id }), {
        properties: { moreResultsAvailable: hasMore },
        embedded: embedded.length > 0 ? { contact: embedded } : {},
      }),
    );
  });
}

/** The lists of people, and the search (ucwa.md 6). */
export function createListRoutes(context: UcwaContext): Routes {
  const { paths } = context;
  const routes: Routes = new Hono<GatewayEnv>();
  routes.get(paths.route('people'), async (c) =>
    represent(c, peopleResource(context, await requireApplication(context, c))),
  );
  addContacts(context, routes);
  addGroups(context, routes);
  addMemberships(context, routes);
  addSearch(context, routes);
  // Who may see how much is decided on the Skype side: the list of exceptions is empty.
  routes.get(paths.route('myPrivacyRelationships'), async (c) => {
    const { id } = await requireApplication(context, c);
    return represent(c, makeResource('myPrivacyRelationships', paths.href('myPrivacyRelationships', { app: id })));
  });
  return routes;
}
