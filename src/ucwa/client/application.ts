// The application: what stands for this installation at the server (ucwa.md 4). Made, made available, read, ended.
import type { OwnPresence } from '../../model/presence.ts';
import { ServiceError } from '../../service/error.ts';
import type { OwnUser } from '../../service/service.ts';
import { readPlace, type UcwaPlace } from '../sign-in/place.ts';
import { me as meProperties } from '../wire/me.ts';
import { readProperties } from '../wire/properties.ts';
import { embeddedOf, linkOf, type Resource } from '../wire/resource.ts';
import { availabilityOf } from './availability.ts';
import { readOrFail, resourceOf, type UcwaConnection } from './connection.ts';
import { idOf } from './contact-resource.ts';
import { hasSubcode, UcwaFailure } from './failure.ts';
import { linksOf, requireLink } from './links.ts';
import { changeSession, readSession, type Session, writeSession } from './session.ts';

const farewellMs = 5_000;
const longestUserAgent = 100;

type Application = { href: string; resource: Resource };

/** Is the address of the applications perhaps an old one? No other answer clears it (ucwa.md 2.1 step 8). */
function mayHaveMoved(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false;
  return error.kind === 'network' || (error instanceof UcwaFailure && [403, 502].includes(error.status));
}

/** Where discovery says that the applications are now; undefined when it cannot be asked with this token, or does not answer. */
async function askDiscovery(connection: UcwaConnection, { userUrl }: UcwaPlace): Promise<string | undefined> {
  if (new URL(userUrl).origin !== connection.pin.origin) return undefined;
  const user = await connection.get(userUrl).catch(() => undefined);
  const href = user && (linkOf(user, 'applications') ?? linkOf(user, 'redirect'));
  return href !== undefined && URL.canParse(href, userUrl) ? new URL(href, userUrl).href : undefined;
}

// No product or revision is asked for: links say what a server can do, so that 2015, 2019 and Subscription Edition need not be told apart
// (ucwa.md 12, point 10).
async function postApplication(connection: UcwaConnection, url: string, endpointId: string): Promise<Application> {
  const { version, culture } = connection.options;
  const json = { userAgent: `Skylark/${version}`.slice(0, longestUserAgent), endpointId, culture };
  const reply = await connection.post(url, { json });
  const resource = resourceOf(reply);
  const href = resource.href === undefined ? reply.location : connection.resolve(resource.href);
  if (href === undefined) throw new ServiceError('unreadable', 'the server does not say where the application is');
  return { href, resource };
}

/**
 * Creates an application; where its server may have moved, that is looked for, and kept.
 * @throws ServiceError `unauthorised` also when it has moved to another origin: our token goes to no other, so the user has to sign in
 */
export async function createApplication(connection: UcwaConnection, endpointId: string): Promise<Application> {
  const place = readPlace(connection.options.place);
  if (!place) throw new ServiceError('unauthorised', 'nobody knows where this account lives');
  try {
    return await postApplication(connection, place.applicationsUrl, endpointId);
  } catch (error) {
    const applicationsUrl = mayHaveMoved(error) ? await askDiscovery(connection, place) : undefined;
    if (applicationsUrl === undefined || applicationsUrl === place.applicationsUrl) throw error;
    if (new URL(applicationsUrl).origin !== connection.pin.origin) {
      throw new ServiceError('unauthorised', 'the applications have moved to another host', { cause: error });
    }
    const application = await postApplication(connection, applicationsUrl, endpointId);
    await connection.options.keepPlace({ ...place, applicationsUrl });
    return application;
  }
}

/** Ends an application, with its conversations and subscriptions. One that nobody ends ends by the server's clocks. */
export async function deleteApplication(connection: UcwaConnection, href: string): Promise<void> {
  await connection.delete(href, { timeoutMs: farewellMs }).catch(() => undefined);
}

/**
 * Leaves lurker mode: from now on messages arrive, and presence and notes are open (ucwa.md 5.2). Answers false when that was so already,
 * and the presence is not published by it. `inactiveTimeout` is left out: no page shows how it is written (ucwa.md 12, point 7).
 */
export async function makeAvailable(connection: UcwaConnection, href: string, presence: OwnPresence): Promise<boolean> {
  const json = {
    supportedModalities: ['Messaging'],
    supportedMessageFormats: ['Plain', 'Html'],
    signInAs: availabilityOf[presence],
  };
  try {
    await connection.post(href, { json });
    return true;
  } catch (error) {
    if (!hasSubcode(error, 'AlreadyExists', 409)) throw error;
    return false;
  }
}

/** The signed-in user in a resource `me`. @throws ServiceError `unreadable` when it does not say who it is */
export function ownUserOf(resource: Resource | undefined): OwnUser {
  const me = resource && readOrFail(() => readProperties(meProperties, resource));
  const id = idOf(me?.uri);
  if (id === undefined) throw new ServiceError('unreadable', 'the server does not say who is signed in');
  return { id, name: me?.name?.trim() || id.replace(/^sip:/, '') };
}

function sessionOf(connection: UcwaConnection, href: string, application: Resource): Session {
  const links = (key: string) => {
    const resource = embeddedOf(application, key);
    return resource ? linksOf(connection, resource) : {};
  };
  const { id: ownUri, name: ownName } = ownUserOf(embeddedOf(application, 'me'));
  const own = linksOf(connection, application);
  return {
    applicationHref: href,
    eventsHref: requireLink(own, 'events'),
    links: { application: own, me: links('me'), people: links('people'), communication: links('communication') },
    contacts: {},
    ownUri,
    ownName,
    presence: [],
    contactsUntilMs: 0,
    reportedAtMs: 0,
    sent: {},
    leaving: {},
  };
}

/**
 * Opens the session: an application that is available, with all its links. Answers false when it was available before, so that the
 * presence is still to be published.
 */
export async function openApplication(connection: UcwaConnection, presence: OwnPresence): Promise<boolean> {
  const { options } = connection;
  const created = await createApplication(connection, options.endpointId);
  const me = embeddedOf(created.resource, 'me');
  const makeMeAvailable = me && linkOf(me, 'makeMeAvailable');
  const isPublished = makeMeAvailable !== undefined && (await makeAvailable(connection, makeMeAvailable, presence));
  // Only now are the links of presence and notes there (ucwa.md 4.3).
  const session = sessionOf(connection, created.href, await connection.get(created.href));
  await writeSession(options.session, { ...session, reportedAtMs: options.nowMs() });
  return isPublished;
}

/** Who is signed in: told by the application that is open, else by one that lives only for the question. */
export async function readOwnUser(connection: UcwaConnection): Promise<OwnUser> {
  const session = await readSession(connection.options.session);
  if (session) return ownUserOf(await connection.get(requireLink(session.links.me, 'self')));
  const { href, resource } = await createApplication(connection, connection.options.newId());
  try {
    return ownUserOf(embeddedOf(resource, 'me'));
  } finally {
    await deleteApplication(connection, href);
  }
}

/** Reads the links of the application again. */
export async function refreshLinks(connection: UcwaConnection, session: Session): Promise<Session['links']> {
  const { links } = sessionOf(connection, session.applicationHref, await connection.get(session.applicationHref));
  await changeSession(connection.options.session, session.applicationHref, () => ({ links }));
  return links;
}

/** Ends the session, at the server as far as it can be reached. */
export async function closeApplication(connection: UcwaConnection): Promise<void> {
  const session = await readSession(connection.options.session);
  await writeSession(connection.options.session, undefined);
  if (session) await deleteApplication(connection, session.applicationHref);
}
