import { type Context, Hono } from 'hono';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';
import type { GatewayEnv } from '../../context.ts';
import { mriOf } from '../addresses.ts';
import { requireApplication } from '../application/access.ts';
import { resourceNotFound } from '../errors.ts';
import type { Place } from '../paths.ts';
import { represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { contactHref, contactResource } from './contact-resource.ts';
import { type ContactView, viewContacts } from './contact-views.ts';
import { contactPresence, contactWords } from './presence-of.ts';

type Routes = Hono<GatewayEnv>;

/** What the user has decided about somebody, in the words of privacy levels. There is nothing to change here. */
function relationshipOf({ is_blocked, is_listed }: ContactView): 'Blocked' | 'Colleagues' | 'External' {
  if (is_blocked) return 'Blocked';
  return is_listed ? 'Colleagues' : 'External';
}

/** People, one by one (ucwa.md 5.5, 6). */
export function createContactRoutes(context: UcwaContext): Routes {
  const { paths, database } = context;
  const routes: Routes = new Hono<GatewayEnv>();

  /** Who asks, and the person of the path. Throws 404 for nobody, and for guests that the user never met. */
  async function requireContact(c: Context<GatewayEnv>) {
    const application = await requireApplication(context, c);
    const mri = await mriOf(context, database, paths.idOf(c, 'contact') ?? '');
    const [view] = await viewContacts(database, application, mri === undefined ? [] : [mri]);
    if (!view) throw resourceNotFound('There is no such person.');
    return { application, view, subject: { userId: view.user_id, mri: view.mri } };
  }

  function addFact(
    place: Extract<Place, `contact${string}`>,
    read: (asked: Awaited<ReturnType<typeof requireContact>>) => Promise<Record<string, unknown>>,
  ): void {
    routes.get(paths.route(place), async (c) => {
      const asked = await requireContact(c);
      const { application, view } = asked;
      const contact = contactHref(context, application, view.mri);
      const self = paths.href(place, { app: application.id, contact: paths.idOf(c, 'contact') ?? '' });
      return represent(c, makeResource(place, self, { properties: await read(asked), links: { contact } }));
    });
  }

  addFact('contactPresence', async ({ application, subject }) => {
    const { lastActiveMs, ...presence } = await contactPresence(database, application, subject);
    return { ...presence, ...(lastActiveMs === undefined ? {} : { lastActive: new Date(lastActiveMs) }) };
  });
  addFact('contactNote', async ({ application, subject }) => {
    const { note } = await contactWords(database, application, subject);
    return { message: note, type: 'Personal' };
  });
  addFact('contactLocation', async ({ application, subject }) => ({
    location: (await contactWords(database, application, subject)).location,
  }));
  addFact('contactSupportedModalities', async ({ application, subject }) => ({
    modalities: (await contactWords(database, application, subject)).modalities,
  }));
  addFact('contactPrivacyRelationship', async ({ view }) => ({ relationshipLevel: relationshipOf(view) }));

  routes.get(paths.route('contact'), async (c) => {
    const { application, view } = await requireContact(c);
    return represent(c, contactResource(context, application, view));
  });
  return routes;
}
