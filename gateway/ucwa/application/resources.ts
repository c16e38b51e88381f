// The resources that an application embeds, and itself (ucwa.md 4.3). Links are capabilities: what is not offered has none.
import { putMemberValue } from '../../../src/ucwa/wire/application.ts';
import { makeResource, type Resource } from '../../../src/ucwa/wire/resource.ts';
import type { ProfileRow } from '../../account/profiles.ts';
import { addressOf, sipOf, telephoneAddress } from '../addresses.ts';
import type { Place } from '../paths.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { Application } from './applications.ts';

type Context = Pick<UcwaContext, 'paths' | 'settings'>;

/** Addresses of some places of an application, by rel. */
function linksTo(context: Context, { id, mri }: Application, places: readonly Place[]): Record<string, string> {
  const ids = { app: id, contact: addressOf(context, mri) };
  return Object.fromEntries(places.map((place) => [place, context.paths.href(place, ids)]));
}

const whenLurking: readonly Place[] = ['makeMeAvailable'];
const whenAvailable: readonly Place[] = ['presence', 'note', 'location', 'reportMyActivity'];

/** The user. Before makeMeAvailable presence, note and location are closed. */
export function meResource(context: Context, application: Application, profile: ProfileRow): Resource {
  const uri = sipOf(context, application.mri);
  const endpoint = application.endpointId.replace(/[{}]/g, '');
  return makeResource('me', context.paths.href('me', { app: application.id }), {
    properties: {
      uri,
      name: profile.display_name,
      emailAddresses: profile.emails.length > 0 ? profile.emails : undefined,
      title: profile.jobtitle ?? undefined,
      workPhoneNumber: telephoneAddress(profile.phone_office),
      mobilePhoneNumber: telephoneAddress(profile.phone_mobile),
      homePhoneNumber: telephoneAddress(profile.phone_home),
      endpointUri: `${uri};opaque=user:epid:${endpoint};gruu`,
    },
    links: linksTo(context, application, [...(application.isAvailable ? whenAvailable : whenLurking), 'photo']),
  });
}

/** The dashboard of people. */
export const peopleResource = (context: Context, application: Application): Resource =>
  makeResource('people', context.paths.href('people', { app: application.id }), {
    links: linksTo(context, application, [
      'myContacts',
      'myGroups',
      'myGroupMemberships',
      'myContactsAndGroupsSubscription',
      'presenceSubscriptions',
      'presenceSubscriptionMemberships',
      'subscribedContacts',
      'myPrivacyRelationships',
      'search',
    ]),
  });

/** The dashboard of communication; its etag is the one that a PUT has to name. */
export const communicationResource = (context: Context, application: Application): Resource =>
  makeResource('communication', context.paths.href('communication', { app: application.id }), {
    etag: String(application.communicationVersion),
    properties: {
      supportedModalities: application.modalities,
      supportedMessageFormats: application.formats,
      conversationHistory: 'Disabled',
      [application.putMember]: putMemberValue,
    },
    links: linksTo(context, application, ['conversations', 'startMessaging']),
  });

/** Meetings are not offered: a dashboard without links. */
export const onlineMeetingsResource = (context: Context, application: Application): Resource =>
  makeResource('onlineMeetings', context.paths.href('onlineMeetings', { app: application.id }));

/** What the server allows. The history is kept on the Skype side, and not offered here. */
export const policiesResource = (context: Context, application: Application): Resource =>
  makeResource('policies', context.paths.href('policies', { app: application.id }), {
    properties: {
      htmlMessaging: 'Enabled',
      emoticons: 'Enabled',
      messagingUrls: 'Enabled',
      photos: 'Enabled',
      saveMessagingHistory: 'Disabled',
      clientExchangeConnectivity: 'Disabled',
    },
  });

/** The application with everything that it embeds. `origin` is where the client reaches the server. */
export function applicationResource(
  context: Context,
  application: Application,
  profile: ProfileRow,
  origin: string,
): Resource {
  const { paths } = context;
  const events = paths.href('events', { app: application.id, ack: 1 });
  return makeResource('application', paths.href('application', { app: application.id }), {
    properties: {
      culture: application.culture,
      userAgent: application.userAgent,
      id: application.id,
      type: application.type || undefined,
    },
    links: {
      // The reference pages write this one in full (ucwa.md 1.6).
      events: paths.family === 'reference' ? `${origin}${events}` : events,
      ...linksTo(context, application, ['batch', 'policies', 'reportMyNetwork']),
    },
    embedded: {
      me: meResource(context, application, profile),
      people: peopleResource(context, application),
      communication: communicationResource(context, application),
      onlineMeetings: onlineMeetingsResource(context, application),
    },
  });
}
