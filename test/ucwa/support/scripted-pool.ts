// A pool that answers the way the notes show it (ucwa.md 1.6, 4, 5, 6, 10.1), written from them and not with our own writers; in both
// families of addresses, with hrefs relative as a real server writes them or absolute.
import type { TransportRequest } from '../../../src/service/transport.ts';
import { createConnection } from '../../../src/ucwa/client/connection.ts';
import type { SecurityEvent, UcwaServiceOptions } from '../../../src/ucwa/client/options.ts';
import { type Answer, ScriptedWeb } from './scripted-web.ts';

export const pool = 'https://pool.example.org';
export const own = 'sip:ana@example.org';
export const bo = 'sip:bo@example.org';
export const cy = 'sip:cy@example.org';

export type Family = 'real' | 'reference';

export type Paths = Record<
  | 'applications'
  | 'application'
  | 'events'
  | 'me'
  | 'makeMeAvailable'
  | 'presence'
  | 'note'
  | 'location'
  | 'reportMyActivity'
  | 'photo'
  | 'people'
  | 'myContacts'
  | 'myGroups'
  | 'myGroupMemberships'
  | 'contactsSubscription'
  | 'startContactsSubscription'
  | 'presenceSubscriptions'
  | 'search'
  | 'communication'
  | 'startMessaging',
  string
> & { contact(uri: string): string; contactPart(uri: string, rel: string): string };

const nameOf = (uri: string) => uri.replace('sip:', '');
const numberOf = (uri: string) => 200 + nameOf(uri).charCodeAt(0);

export function pathsOf(family: Family): Paths {
  if (family === 'reference') {
    const application = '/ucwa/v1/applications/192';
    return {
      applications: '/ucwa/v1/applications',
      application,
      events: `${pool}/events`,
      me: `${application}/me`,
      makeMeAvailable: `${application}/communication/makeMeAvailable`,
      presence: `${application}/presence`,
      note: `${application}/note`,
      location: `${application}/location`,
      reportMyActivity: `${application}/reportMyActivity`,
      photo: `${application}/photo`,
      people: `${application}/people`,
      myContacts: `${application}/contacts`,
      myGroups: `${application}/groups`,
      myGroupMemberships: `${application}/groupMemberships`,
      contactsSubscription: `${application}/myContactsAndGroupsSubscription`,
      startContactsSubscription: `${application}/startOrRefreshSubscriptionToContactsAndGroups`,
      presenceSubscriptions: `${application}/presenceSubscriptions`,
      search: `${application}/search`,
      communication: `${application}/communication`,
      startMessaging: `${application}/communication/startMessaging`,
      contact: (uri) => `${application}/people/${numberOf(uri)}`,
      contactPart: (uri, rel) => `${application}/people/${numberOf(uri)}/${rel}`,
    };
  }
  const application = '/ucwa/oauth/v1/applications/104082042405';
  return {
    applications: '/ucwa/oauth/v1/applications',
    application,
    events: `${application}/events?ack=1`,
    me: `${application}/me`,
    makeMeAvailable: `${application}/me/makeMeAvailable`,
    presence: `${application}/me/presence`,
    note: `${application}/me/note`,
    location: `${application}/me/location`,
    reportMyActivity: `${application}/me/reportMyActivity`,
    photo: `${application}/photos/ana@example.org`,
    people: `${application}/people`,
    myContacts: `${application}/people/contacts`,
    myGroups: `${application}/people/groups`,
    myGroupMemberships: `${application}/people/groupMemberships`,
    contactsSubscription: `${application}/people/contactsAndGroupsSubscription`,
    startContactsSubscription: `${application}/people/contactsAndGroupsSubscription/start`,
    presenceSubscriptions: `${application}/people/presenceSubscriptions`,
    search: `${application}/people/search`,
    communication: `${application}/communication`,
    startMessaging: `${application}/communication/messagingInvitations`,
    contact: (uri) => `${application}/people/${nameOf(uri)}`,
    contactPart: (uri, rel) =>
      rel === 'contactPhoto'
        ? `${application}/photos/${nameOf(uri)}`
        : `${application}/people/${nameOf(uri)}/${rel.replace('contact', '').toLowerCase()}`,
  };
}

const link = (href: string) => ({ href });

/** The application as it is before and after makeMeAvailable (ucwa.md 4.3). */
export function applicationResource(paths: Paths, isAvailable: boolean): object {
  const meLinks = isAvailable
    ? {
        presence: link(paths.presence),
        note: link(paths.note),
        location: link(paths.location),
        reportMyActivity: link(paths.reportMyActivity),
      }
    : { makeMeAvailable: link(paths.makeMeAvailable) };
  return {
    culture: 'en-US',
    userAgent: 'Skylark/1.2.3',
    _links: {
      self: link(paths.application),
      policies: link(`${paths.application}/policies`),
      batch: link(`${paths.application}/batch`),
      events: link(paths.events),
    },
    _embedded: {
      me: {
        name: 'Ana Alm',
        uri: 'sip:Ana@example.org',
        emailAddresses: ['Ana@example.org'],
        _links: { self: link(paths.me), ...meLinks, photo: link(paths.photo) },
        rel: 'me',
      },
      people: {
        _links: {
          self: link(paths.people),
          presenceSubscriptions: link(paths.presenceSubscriptions),
          myContactsAndGroupsSubscription: link(paths.contactsSubscription),
          myGroupMemberships: link(paths.myGroupMemberships),
          myGroups: link(paths.myGroups),
          myContacts: link(paths.myContacts),
          search: link(paths.search),
        },
        rel: 'people',
      },
      communication: {
        '6ac56a0a-6b2d-4f3f-a5b1-2b1ab2f1e9e5': 'please pass this in a PUT request',
        supportedModalities: isAvailable ? ['Messaging'] : [],
        supportedMessageFormats: ['Plain'],
        _links: { self: link(paths.communication), startMessaging: link(paths.startMessaging) },
        rel: 'communication',
        etag: '123',
      },
    },
    rel: 'application',
  };
}

export const contactResource = (paths: Paths, uri: string, name: string, changes: object = {}): object => ({
  uri,
  sourceNetwork: 'SameEnterprise',
  name,
  _links: {
    self: link(paths.contact(uri)),
    contactPhoto: link(paths.contactPart(uri, 'contactPhoto')),
    contactPresence: link(paths.contactPart(uri, 'contactPresence')),
    contactNote: link(paths.contactPart(uri, 'contactNote')),
    contactLocation: link(paths.contactPart(uri, 'contactLocation')),
  },
  rel: 'contact',
  etag: '1',
  ...changes,
});

/** A reason as UCWA writes it. */
export const reason = (status: number, code: string, subcode = 'None'): Answer => ({
  status,
  json: { code, subcode, message: 'The words of the server.', debugInfo: { diagnosticsCode: '4' } },
});

export const challenged: Answer = {
  status: 401,
  html: '<html>401</html>',
  headers: { 'WWW-Authenticate': `MsRtcOAuth href="${pool}/WebTicket/oauthtoken",grant_type="password"` },
};

/** The pool of Ana, who has Bo and Cy as contacts: Bo is a favourite, and both are in "Team". */
export class ScriptedPool {
  readonly web = new ScriptedWeb();
  readonly paths: Paths;
  readonly securityEvents: SecurityEvent[] = [];
  readonly keptPlaces: unknown[] = [];
  nowMs = 1_700_000_000_000;
  token = 'cwt=AAEB';
  sessionState: unknown;
  isAvailable = false;

  constructor(family: Family = 'real') {
    this.paths = pathsOf(family);
    const { paths } = this;
    const application = (status: number) => () => ({ status, json: applicationResource(paths, this.isAvailable) });
    this.on('POST', paths.applications, application(201));
    this.on('GET', paths.application, application(200));
    this.on('DELETE', paths.application, { status: 204 });
    this.on('POST', paths.makeMeAvailable, () => {
      this.isAvailable = true;
      return { status: 204 };
    });
    for (const path of [paths.presence, paths.reportMyActivity, paths.note]) this.on('POST', path, { status: 204 });
    this.on('GET', paths.contactsSubscription, {
      json: {
        state: 'Disconnected',
        _links: {
          self: link(paths.contactsSubscription),
          startOrRefreshSubscriptionToContactsAndGroups: link(paths.startContactsSubscription),
        },
        rel: 'myContactsAndGroupsSubscription',
      },
    });
    this.on('POST', `${paths.startContactsSubscription}?duration=30`, { status: 201, json: { rel: 'x' } });
    this.on('POST', paths.presenceSubscriptions, {
      status: 201,
      json: {
        id: '7',
        _links: {
          self: link(this.subscription),
          memberships: link(`${paths.people}/presenceSubscriptionMemberships?x=7`),
        },
        rel: 'presenceSubscription',
      },
    });
    this.on('POST', `${this.subscription}?duration=30`, { json: { id: '7', rel: 'presenceSubscription' } });
    this.scriptPeople();
  }

  /** The path of the one presence subscription. */
  get subscription(): string {
    return `${this.paths.presenceSubscriptions}/7`;
  }

  private scriptPeople(): void {
    const { paths } = this;
    const contacts = [contactResource(paths, 'sip:Bo@example.org', 'Bo Berg'), contactResource(paths, cy, 'Cy Dahl')];
    this.on('GET', paths.myContacts, {
      json: { _links: { self: link(paths.myContacts) }, _embedded: { contact: contacts }, rel: 'myContacts' },
    });
    const group = (id: string, rel: string, name: string) => ({
      id,
      name,
      _links: { self: link(`${paths.myGroups}/${id}`), groupContacts: link(`${paths.myContacts}?groupId=${id}`) },
      rel,
    });
    this.on('GET', paths.myGroups, {
      json: {
        _links: { self: link(paths.myGroups) },
        _embedded: {
          group: [group('3', 'group', 'Team')],
          distributionGroup: [],
          pinnedGroup: group('1', 'pinnedGroup', 'Pinned Contacts'),
          defaultGroup: group('2', 'defaultGroup', 'Other Contacts'),
        },
        rel: 'myGroups',
      },
    });
    const membership = (uri: string, rel: string, id: string) => ({
      _links: {
        self: link(`${paths.myGroupMemberships}/${id}`),
        contact: link(paths.contact(uri)),
        [rel]: link(`${paths.myGroups}/${id}`),
      },
      rel: 'myGroupMembership',
    });
    this.on('GET', paths.myGroupMemberships, {
      json: {
        _embedded: {
          myGroupMembership: [
            membership('sip:Bo@example.org', 'pinnedGroup', '1'),
            membership('sip:Bo@example.org', 'group', '3'),
            membership(cy, 'group', '3'),
            membership(cy, 'defaultGroup', '2'),
          ],
        },
        rel: 'myGroupMemberships',
      },
    });
  }

  /** Scripts an answer of the pool; only whoever has its token gets it, everybody else is challenged. */
  on(method: string, path: string, ...replies: Parameters<ScriptedWeb['on']>[2][]): void {
    const guarded = replies.map((reply) => (request: TransportRequest): Answer => {
      if (request.headers.Authorization !== `Bearer ${this.token}`) return challenged;
      return typeof reply === 'function' ? reply(request) : reply;
    });
    this.web.on(method, new URL(path, pool).href, ...guarded);
  }

  /** `POST /ucwa/…` of every request so far. */
  get asked(): string[] {
    return this.web.asked.map((entry) => entry.replace(pool, ''));
  }

  bodiesOf(method: string, path: string): unknown[] {
    return this.web.bodiesOf(method, new URL(path, pool).href);
  }

  readonly options: UcwaServiceOptions = {
    server: pool,
    place: undefined,
    keepPlace: async (place) => void this.keptPlaces.push(place),
    transport: (request) => this.web.transport(request),
    session: {
      // As through storage: what is read is a copy.
      read: async () => structuredClone(this.sessionState),
      write: async (state) => {
        this.sessionState = structuredClone(state);
      },
    },
    channel: { read: async () => undefined, nextCommit: async () => undefined },
    readToken: async () => 'cwt=AAEB',
    nowMs: () => this.nowMs,
    wait: async () => undefined,
    newId: () => 'fresh-id',
    version: '1.2.3',
    endpointId: 'endpoint-1',
    culture: 'en-US',
    onSecurityEvent: (event) => void this.securityEvents.push(event),
  };

  /** The options of a service whose account was found here. */
  get serviceOptions(): UcwaServiceOptions {
    return {
      ...this.options,
      place: {
        address: 'ana@example.org',
        userUrl: `${pool}/root/user`,
        applicationsUrl: new URL(this.paths.applications, pool).href,
        tokenService: `${pool}/WebTicket/oauthtoken`,
        grants: ['password'],
        approved: [pool],
      },
    };
  }

  connect() {
    return createConnection(this.serviceOptions);
  }
}
