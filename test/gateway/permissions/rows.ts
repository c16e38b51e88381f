// Every route of the gateway, as its method and pattern, with who may not use it on what is fred's and what they hear instead. A route
// without a row fails the suite, and so does a row without a route.
import { type Person, people, type Scene, type Who } from './scene.ts';

/** A refusal as `status` or `status/errorCode`; `own` when the request is about the asker's own; `yes` when it is allowed. */
export type Answer = number | `${number}/${number}` | 'own' | 'yes';

export type Row = {
  readonly path: (scene: Scene) => string;
  readonly body?: unknown | ((scene: Scene) => unknown);
  readonly answers: Readonly<Record<Who, Answer>>;
  /** Makes what fred's own request takes away. */
  readonly prepare?: (scene: Scene) => Promise<void>;
};

type Some = Partial<Record<Who, Answer>>;
type More = Pick<Row, 'body' | 'prepare'>;
type Path = string | ((scene: Scene) => string);

const pathOf = (path: Path) => (typeof path === 'string' ? () => path : path);
const each = (answer: Answer): Record<Person, Answer> =>
  Object.fromEntries(people.map((who) => [who, answer])) as Record<Person, Answer>;

const row = (path: Path, all: Answer, some: Some, more: More): Row => ({
  path: pathOf(path),
  answers: { nobody: '401/401', liar: '401/401', expired: '401/401', ...each(all), ...some },
  ...more,
});

const noAccount: Some = { visitor: '401/401', guest: '401/401' };

/** A path with fred's name in it: for fred alone. */
const fredOnly = (path: Path, more: More = {}) => row(path, '403/403', noAccount, more);

/** A path that means whoever asks: nobody gets at what is fred's with it. Not for guests. */
const asker = (path: Path, more: More = {}) => row(path, 'own', noAccount, more);

/** The same, for guests too. */
const anyAsker = (path: Path, more: More = {}) => row(path, 'own', {}, more);

/** For everybody without a token, or with a secret of its own in the request. */
const open = 'open' as const;

const own = '/v1/users/ME';
const thread =
  (rest = '') =>
  (scene: Scene) =>
    `/v1/threads/${scene.thread}${rest}`;
const group =
  (rest = '') =>
  (scene: Scene) =>
    `${own}/conversations/${scene.thread}${rest}`;
const text = { messagetype: 'Text', contenttype: 'text', content: 'hello' };

/** Reading and changing of a thread by those outside of it. */
const outside: Some = {
  stranger: '403/403',
  blocked: '403/403',
  left: '403/403',
  removed: '403/403',
  visitor: '403/403',
};
const members: Some = { member: 'yes', guest: 'yes' };
const read = (path: Path): Row => row(path, 403, { ...outside, ...members }, {});
const change = (path: Path, some: Some, more: More): Row =>
  row(path, '403/206', { visitor: '403/403', guest: '403/206', ...some }, more);

/** A conversation by the name that its members have for it: for others there is none. */
const none = '404/730' as const;
const inGroup = (path: Path, some: Some, more: More = {}): Row => row(path, none, some, more);

const withMessage = async (scene: Scene): Promise<void> => {
  scene.message = await scene.send('fred', scene.thread, 'not-for-you');
};

const contacts = '/contacts.skype.com/contacts/v2/users/fred.2';
const oldContacts = '/contacts.skype.com/contacts/v1/users/fred.2/contacts';
const oldest = '/api.skype.com/users/fred.2';
const asked = async (scene: Scene): Promise<void> => {
  await scene.ask('fred', 'DELETE', `${contacts}/contacts/8:stranger`);
  await scene.ask('stranger', 'POST', '/contacts.skype.com/contacts/v2/users/self/contacts', {
    mri: '8:fred.2',
    greeting: 'Hello',
  });
};
const grouped = async (scene: Scene): Promise<void> => {
  const reply = await scene.must('fred', 'POST', `${contacts}/groups`, { name: `not-for-you ${Math.random()}` });
  scene.contactGroup = reply.body.id;
};

const objects = '/api.asm.skype.com/v1/objects';
const shared: Some = {
  stranger: 404,
  blocked: 404,
  left: 404,
  removed: 404,
  visitor: 404,
  member: 'yes',
  guest: 'yes',
};
const page = encodeURIComponent('https://skylark.invalid/');

const identity = {
  'GET /.well-known/skylark': open,
  'GET /.well-known/oauth-authorization-server': open,
  'GET /oauth/authorize': open,
  'POST /oauth/authorize': open,
  'POST /oauth/token': open,
  'POST /oauth/revoke': open,
  'POST /api.skype.com/login/skypetoken': open,
  'GET /login.skype.com/logout': open,
  'POST /login.skype.com/logout': open,
  'GET /login.live.com/login.srf': open,
  'GET /login.live.com/ppsecure/post.srf': open,
  'POST /login.live.com/ppsecure/post.srf': open,
  'POST /login.live.com/GetCredentialType.srf': open,
  'GET /login.skype.com/login/oauth/microsoft': open,
  'POST /login.skype.com/login/microsoft': open,
  'GET /login.skype.com/login/login': open,
  'GET /login.skype.com/login': open,
  'GET /login.skype.com/login/sso': open,
  'POST /login.skype.com/login/sso': open,
  'POST /login.live.com/RST.srf': open,
  'POST /edge.skype.com/rps/v1/rps/skypetoken': open,
};

const account = {
  'GET /api.skype.com/users/self/profile': anyAsker('/api.skype.com/users/self/profile'),
  // Whole profiles are for contacts.
  'GET /api.skype.com/users/:id/profile': row(
    `${oldest}/profile`,
    '403/403',
    { ...noAccount, left: 'yes', removed: 'yes', member: 'yes' },
    {},
  ),
  'GET /api.skype.com/users/:id/displayname': row(`${oldest}/displayname`, '403/403', {}, {}),
  'POST /api.skype.com/users/:id/profile/partial': fredOnly(`${oldest}/profile/partial`, {
    body: { payload: { city: 'Oslo' } },
  }),
  'POST /api.skype.com/users/batch/profiles': row(
    '/api.skype.com/users/batch/profiles',
    '403/403',
    { ...noAccount, left: 'yes', removed: 'yes', member: 'yes' },
    { body: { usernames: ['fred.2'] } },
  ),
  'POST /api.skype.com/users/:id/contacts/profiles': row(`${oldest}/contacts/profiles`, '403/403', {}, {}),
  // What everybody may know of anybody.
  'POST /profile.skype.com/profile/v1/batch/profiles': anyAsker('/profile.skype.com/profile/v1/batch/profiles', {
    body: { usernames: ['fred.2'] },
  }),
  'GET /contacts.skype.com/contacts/v2/users/:id': fredOnly(contacts),
  'GET /contacts.skype.com/contacts/v2/users/:id/contacts': fredOnly(`${contacts}/contacts`),
  'GET /contacts.skype.com/contacts/v2/users/:id/blocklist': fredOnly(`${contacts}/blocklist`),
  'GET /contacts.skype.com/contacts/v2/users/:id/groups': fredOnly(`${contacts}/groups`),
  'GET /contacts.skype.com/contacts/v2/users/:id/invites': fredOnly(`${contacts}/invites`),
  'POST /contacts.skype.com/contacts/v2/users/:id/contacts': fredOnly(`${contacts}/contacts`, {
    body: { mri: '8:left', greeting: '' },
  }),
  'PUT /contacts.skype.com/contacts/v2/users/:id/invites/:mri/accept': fredOnly(
    `${contacts}/invites/8:stranger/accept`,
    {
      prepare: asked,
    },
  ),
  'PUT /contacts.skype.com/contacts/v2/users/:id/invites/:mri/decline': fredOnly(
    `${contacts}/invites/8:stranger/decline`,
    { prepare: asked },
  ),
  'PUT /contacts.skype.com/contacts/v2/users/:id/contacts/blocklist/:mri': fredOnly(
    `${contacts}/contacts/blocklist/8:removed`,
    { body: {} },
  ),
  'DELETE /contacts.skype.com/contacts/v2/users/:id/contacts/blocklist/:mri': fredOnly(
    `${contacts}/contacts/blocklist/8:removed`,
  ),
  'PUT /contacts.skype.com/contacts/v2/users/:id/blocklist/:mri': fredOnly(`${contacts}/blocklist/8:removed`, {
    body: {},
  }),
  'DELETE /contacts.skype.com/contacts/v2/users/:id/blocklist/:mri': fredOnly(`${contacts}/blocklist/8:removed`),
  'DELETE /contacts.skype.com/contacts/v2/users/:id/contacts/:mri': fredOnly(`${contacts}/contacts/8:stranger`),
  'POST /contacts.skype.com/contacts/v2/users/:id/groups': fredOnly(`${contacts}/groups`, {
    body: { name: 'Friends' },
  }),
  'PUT /contacts.skype.com/contacts/v2/users/:id/groups/:gid': fredOnly((s) => `${contacts}/groups/${s.contactGroup}`, {
    body: { name: 'not-for-you, renamed' },
  }),
  'DELETE /contacts.skype.com/contacts/v2/users/:id/groups/:gid': fredOnly(
    (s) => `${contacts}/groups/${s.contactGroup}`,
    {
      prepare: grouped,
    },
  ),
  'PUT /contacts.skype.com/contacts/v2/users/:id/groups/:gid/contacts/:mri': fredOnly(
    (s) => `${contacts}/groups/${s.contactGroup}/contacts/8:member`,
    { prepare: grouped },
  ),
  'DELETE /contacts.skype.com/contacts/v2/users/:id/groups/:gid/contacts/:mri': fredOnly(
    (s) => `${contacts}/groups/${s.contactGroup}/contacts/8:member`,
    { prepare: grouped },
  ),
  'GET /contacts.skype.com/contacts/v1/users/:id/contacts': fredOnly(oldContacts),
  'GET /api.skype.com/users/:id/contacts': fredOnly(`${oldest}/contacts`),
  'GET /api.skype.com/users/:id/authorized-contacts': fredOnly(`${oldest}/authorized-contacts`),
  'GET /contacts.skype.com/contacts/v1/users/:id/contacts/auth-request': fredOnly(`${oldContacts}/auth-request`),
  'PUT /contacts.skype.com/contacts/v1/users/:id/contacts/auth-request/:other': fredOnly(
    `${oldContacts}/auth-request/left`,
  ),
  'PUT /contacts.skype.com/contacts/v1/users/:id/contacts/auth-request/:other/accept': fredOnly(
    `${oldContacts}/auth-request/stranger/accept`,
    { prepare: asked },
  ),
  'PUT /contacts.skype.com/contacts/v1/users/:id/contacts/auth-request/:other/decline': fredOnly(
    `${oldContacts}/auth-request/stranger/decline`,
    { prepare: asked },
  ),
  'GET /api.skype.com/users/:id/contacts/auth-request': fredOnly(`${oldest}/contacts/auth-request`),
  'PUT /api.skype.com/users/:id/contacts/auth-request/:other': fredOnly(`${oldest}/contacts/auth-request/left`),
  'PUT /api.skype.com/users/:id/contacts/auth-request/:other/accept': fredOnly(
    `${oldest}/contacts/auth-request/stranger/accept`,
    { prepare: asked },
  ),
  'PUT /api.skype.com/users/:id/contacts/auth-request/:other/decline': fredOnly(
    `${oldest}/contacts/auth-request/stranger/decline`,
    { prepare: asked },
  ),
  'DELETE /api.skype.com/users/:id/contacts/:other': fredOnly(`${oldest}/contacts/stranger`),
  'PUT /api.skype.com/users/:id/contacts/:other/block': fredOnly(`${oldest}/contacts/removed/block`),
  'POST /api.skype.com/users/:id/contacts/:other/block': fredOnly(`${oldest}/contacts/removed/block`),
  'PUT /api.skype.com/users/:id/contacts/:other/unblock': fredOnly(`${oldest}/contacts/removed/unblock`),
  'POST /api.skype.com/users/:id/contacts/:other/unblock': fredOnly(`${oldest}/contacts/removed/unblock`),
  // The way to a picture that everybody may see.
  'GET /api.skype.com/users/:other/profile/avatar': asker(`${oldest}/profile/avatar`),
  'GET /skypegraph.skype.com/v2.0/search': asker('/skypegraph.skype.com/v2.0/search?searchString=fred'),
  'GET /skypegraph.skype.com/v2.0/search/': asker('/skypegraph.skype.com/v2.0/search/?searchString=fred'),
  'GET /skypegraph.skype.com/search/v1.1/namesearch/swx': asker(
    '/skypegraph.skype.com/search/v1.1/namesearch/swx?searchstring=fred',
  ),
  'GET /skypegraph.skype.com/search/v1.1/namesearch/swx/': asker(
    '/skypegraph.skype.com/search/v1.1/namesearch/swx/?searchstring=fred',
  ),
  'GET /peoplerecommendations.skype.com/v1.1/recommend': asker('/peoplerecommendations.skype.com/v1.1/recommend'),
  'GET /api.skype.com/search/users/any': asker('/api.skype.com/search/users/any?keyWord=fred'),
  'GET /api.skype.com/search/users': asker('/api.skype.com/search/users?skypename=fred.2'),
  'GET /api.aps.skype.com/v1/agents': asker('/api.aps.skype.com/v1/agents'),
  'GET /consumer.entitlement.skype.com/users/:id/services': fredOnly(
    '/consumer.entitlement.skype.com/users/fred.2/services',
  ),
  'GET /consumer.entitlement.skype.com/users/:id/services/:service': fredOnly(
    '/consumer.entitlement.skype.com/users/fred.2/services/skypeout',
    {
      prepare: async (scene) => {
        await scene.gateway.context.database.query(
          `insert into entitlements (user_id, id, service, is_active) select id, 'skypeout', 'pstn', true from users
           where name = 'fred.2' on conflict do nothing`,
        );
      },
    },
  ),
  'GET /people.directory.live.com/people/account/settings': asker('/people.directory.live.com/people/account/settings'),
  'POST /people.directory.live.com/people/account/settings': asker(
    '/people.directory.live.com/people/account/settings',
    {
      body: { Settings: [{ Name: 'Skype.AutoBuddy', Value: true }] },
    },
  ),
  'GET /pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json': asker(
    '/pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json',
  ),
  'POST /pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json': asker(
    '/pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json',
    { body: { Attributes: [{ Name: 'PersonalContactProfile.Emails', Value: [] }] } },
  ),
  'GET /flagsapi.skype.com/flags/v1': asker('/flagsapi.skype.com/flags/v1'),
  'PUT /flagsapi.skype.com/flags/v1/:flag': asker('/flagsapi.skype.com/flags/v1/11'),
  'DELETE /flagsapi.skype.com/flags/v1/:flag': asker('/flagsapi.skype.com/flags/v1/11'),
  'GET /flagsapi.skype.com/api/v1': asker('/flagsapi.skype.com/api/v1'),
  'PUT /flagsapi.skype.com/api/v1/:flag': asker('/flagsapi.skype.com/api/v1/11'),
  'DELETE /flagsapi.skype.com/api/v1/:flag': asker('/flagsapi.skype.com/api/v1/11'),
  'GET /api.skype.com/users/:id/options/:name': fredOnly(`${oldest}/options/OPT_SKYPE_CALL_POLICY`),
  'POST /api.skype.com/users/:id/options/:name': fredOnly(`${oldest}/options/OPT_SKYPE_CALL_POLICY`, {
    body: new TextEncoder().encode('integerValue=2'),
  }),
  'GET /options.skype.com/options/v1/users/:id/options/:name': fredOnly(
    '/options.skype.com/options/v1/users/fred.2/options/any',
  ),
  'PUT /options.skype.com/options/v1/users/:id/options/:name': fredOnly(
    '/options.skype.com/options/v1/users/fred.2/options/any',
    { body: { value: 1 } },
  ),
  'GET /dev.microsofttranslator.com/api/languages': open,
  'GET /dev.microsofttranslator.com/api/skype/translate': asker(
    '/dev.microsofttranslator.com/api/skype/translate?from=&to=en&text=hello',
  ),
};

const linkBody = (scene: Scene) => ({ threadId: scene.thread });
const linking: Some = { ...outside, visitor: '403/403', member: '403/206', guest: '403/206' };

const joining = {
  'POST /api.join.skype.com/v1/meetings': row('/api.join.skype.com/v1/meetings', 403, linking, { body: linkBody }),
  'GET /api.join.skype.com/v1/meetings/:code': open,
  'POST /api.scheduler.skype.com/threads': row('/api.scheduler.skype.com/threads', 403, linking, { body: linkBody }),
  'POST /join.skype.com/api/v2/conversation': open,
  'POST /join.skype.com/api/v2/conversation/': open,
  'GET /join.skype.com/:code': open,
  'GET /join.skype.com/launch/:code': open,
  'POST /api.join.skype.com/v1/threads/:tid/members': open,
  'POST /join.skype.com/api/v1/users/guests': open,
};

const files = {
  // A guest shares with the own conversation only.
  'POST /api.asm.skype.com/v1/objects': row(
    objects,
    'own',
    { visitor: '403/403' },
    { body: (scene: Scene) => ({ type: 'sharing/file', permissions: { [scene.thread]: ['read'] } }) },
  ),
  'PUT /api.asm.skype.com/v1/objects/:id/content/:name': row(
    (s) => `${objects}/${s.ownObject}/content/original`,
    404,
    {},
    {
      body: new TextEncoder().encode('not-for-you'),
      prepare: async (scene) => {
        const reply = await scene.must('fred', 'POST', objects, {
          type: 'sharing/file',
          permissions: { [scene.thread]: ['read'] },
        });
        scene.ownObject = reply.body.id;
      },
    },
  ),
  'GET /api.asm.skype.com/v1/objects/:id/views/:view/status': row(
    (s) => `${objects}/${s.object}/views/original/status`,
    404,
    shared,
    {},
  ),
  'GET /api.asm.skype.com/v1/objects/:id/views/:view': row(
    (s) => `${objects}/${s.object}/views/original`,
    404,
    shared,
    {},
  ),
  'DELETE /api.asm.skype.com/v1/objects/:id': row(
    (s) => `${objects}/${s.ownObject}`,
    404,
    {},
    {
      prepare: async (scene) => {
        scene.ownObject = await scene.share([scene.thread], 'not-for-you');
      },
    },
  ),
  // The same page for everybody who may not see the picture.
  'GET /api.asm.skype.com/s/i': row(
    (s) => `/api.asm.skype.com/s/i?${s.object}`,
    'own',
    { ...members, nobody: 'own', liar: 'own', expired: 'own' },
    {},
  ),
  'PUT /avatar.skype.com/v1/avatars/:id': fredOnly('/avatar.skype.com/v1/avatars/fred.2', {
    body: Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  }),
  'DELETE /avatar.skype.com/v1/avatars/:id': fredOnly('/avatar.skype.com/v1/avatars/fred.2'),
  'GET /avatar.skype.com/v1/avatars/:id': open,
  'GET /avatar.skype.com/v1/avatars/:id/public': open,
};

const services = {
  // The page is not there: fred hears that, a guest does not even get so far.
  'GET /urlp.asm.skype.com/v1/url/info': asker(`/urlp.asm.skype.com/v1/url/info?url=${page}`),
  'GET /urlp.asm.skype.com/v1/url/thumbnail/:link': asker('/urlp.asm.skype.com/v1/url/thumbnail/nothing'),
  'GET /a.config.skype.com/config/v1/SkypeLyncWebExperience/:version': open,
  'GET /a.config.skype.com/config/v1/Skype/:version/SkypePersonalization': open,
  'GET /static-asm.secure.skypeassets.com/pes/v1/configs/:hash/views/:language': open,
  'GET /static.asm.skype.com/pes/v1/petoken': asker('/static.asm.skype.com/pes/v1/petoken'),
};

/** An endpoint of fred's in the path of somebody else: they have none of this name. */
const fredEndpoint = (rest: string) => (scene: Scene) =>
  `${own}/endpoints/${encodeURIComponent(scene.endpoint)}${rest}`;
const lost = '404/729' as const;
const interest = { interestedResources: ['/v1/threads/ALL'], channelType: 'httpLongPoll', template: 'raw' };
const subscribed = async (scene: Scene): Promise<void> => {
  await scene.must('fred', 'POST', `${own}/endpoints/SELF/subscriptions`, interest);
};

const endpoints = {
  'POST /v1/users/ME/endpoints': anyAsker(`${own}/endpoints`, { body: {} }),
  'PUT /v1/users/ME/endpoints/:endpoint': anyAsker(`${own}/endpoints/%7B00000000-0000-4000-8000-000000000001%7D`, {
    body: {},
  }),
  'GET /v1/users/ME/endpoints': anyAsker(`${own}/endpoints`),
  'POST /v1/users/ME/endpoints/:endpoint/active': row(fredEndpoint('/active'), lost, {}, { body: { timeout: 12 } }),
  'PUT /v1/users/ME/endpoints/:endpoint/properties': row(
    fredEndpoint('/properties?name=a'),
    lost,
    {},
    { body: { a: 'b' } },
  ),
  'POST /v1/users/ME/endpoints/:endpoint/subscriptions': row(
    fredEndpoint('/subscriptions'),
    lost,
    {},
    { body: interest },
  ),
  'PUT /v1/users/ME/endpoints/:endpoint/subscriptions/:subscription': row(
    fredEndpoint('/subscriptions/0?name=interestedResources'),
    lost,
    {},
    { body: { interestedResources: [] }, prepare: subscribed },
  ),
  'POST /v1/users/ME/endpoints/:endpoint/subscriptions/:subscription/poll': row(
    fredEndpoint('/subscriptions/0/poll'),
    lost,
    {},
    { prepare: subscribed },
  ),
  'DELETE /v1/users/ME/endpoints/:endpoint/subscriptions/:subscription': row(
    fredEndpoint('/subscriptions/0'),
    lost,
    {},
    {
      prepare: subscribed,
    },
  ),
  'DELETE /v1/users/ME/endpoints/:endpoint': row(
    '/v1/users/ME/endpoints/%7B00000000-0000-4000-8000-000000000002%7D',
    lost,
    {},
    {
      prepare: async (scene) => {
        await scene.must('fred', 'PUT', `${own}/endpoints/%7B00000000-0000-4000-8000-000000000002%7D`, {});
      },
    },
  ),
  'PUT /v1/users/ME/endpoints/:endpoint/presenceDocs/:document': row(
    fredEndpoint('/presenceDocs/messagingService'),
    lost,
    {},
    { body: { id: 'messagingService', privateInfo: { epname: 'not-for-you' } } },
  ),
};

const seen: Some = { left: 'yes', removed: 'yes', member: 'yes' };
const presence = { ...seen, ...noAccount };

const messaging = {
  'GET /v1/users/ME/properties': anyAsker(`${own}/properties`),
  'PUT /v1/users/ME/properties': anyAsker(`${own}/properties?name=a`, { body: { a: 'b' } }),
  'GET /v1/users/ME/contacts': asker(`${own}/contacts`),
  'POST /v1/users/ME/contacts': asker(`${own}/contacts`, { body: { contacts: [{ id: '8:fred.2' }] } }),
  'PUT /v1/users/ME/contacts/:mri': asker(`${own}/contacts/8:fred.2`),
  'DELETE /v1/users/ME/contacts/:mri': asker(`${own}/contacts/8:fred.2`),
  'POST /v1/users/ME/conversations/ALL/messages/:message/ack': anyAsker(
    (s) => `${own}/conversations/ALL/messages/${s.message}/ack`,
  ),
  'GET /v1/users/ME/conversations': row(`${own}/conversations?startTime=0&pageSize=100`, 'own', members, {}),
  // Who left reads what was said before, and nothing since.
  'GET /v1/users/ME/conversations/:cid': inGroup(group(), { left: 'own', removed: 'own', ...members }),
  'GET /v1/users/ME/conversations/:cid/messages': inGroup(group('/messages?startTime=0&pageSize=100'), {
    left: 'own',
    removed: 'own',
    ...members,
  }),
  'GET /v1/users/ME/conversations/:cid/messages/:message': inGroup((s) => group(`/messages/${s.message}`)(s), {
    left: '404/404',
    removed: '404/404',
    ...members,
  }),
  'POST /v1/users/ME/conversations/:cid/messages': inGroup(
    group('/messages'),
    { left: '403/206', removed: '403/206', ...members },
    { body: text },
  ),
  'PUT /v1/users/ME/conversations/:cid/messages/:message': inGroup(
    (s) => group(`/messages/${s.message}`)(s),
    { left: '200/206', removed: '200/206', member: '200/206', guest: '200/206' },
    { body: { ...text, content: 'not-for-you, edited' }, prepare: withMessage },
  ),
  'DELETE /v1/users/ME/conversations/:cid/messages/:message': inGroup(
    (s) => group(`/messages/${s.message}`)(s),
    { left: '200/206', removed: '200/206', member: '200/206', guest: '200/206' },
    { prepare: withMessage },
  ),
  'PUT /v1/users/ME/conversations/:cid/properties': inGroup(
    group('/properties?name=alerts'),
    { left: 'own', removed: 'own', ...members },
    { body: { alerts: 'false' } },
  ),
  // Everybody clears the own view only; those who left too.
  'DELETE /v1/users/ME/conversations/:cid/messages': inGroup(
    group('/messages'),
    { left: 'own', removed: 'own', ...members },
    { prepare: withMessage },
  ),
  'GET /v1/users/ME/presenceDocs/:document': anyAsker(`${own}/presenceDocs/messagingService`),
  'PUT /v1/users/ME/presenceDocs/:document': anyAsker(`${own}/presenceDocs/messagingService`, {
    body: { status: 'Busy' },
  }),
  'GET /v1/users/ME/contacts/ALL/presenceDocs/:document': asker(
    `${own}/contacts/ALL/presenceDocs/messagingService?cMri=8:member`,
  ),
  'GET /v1/users/ME/contacts/:mri/presenceDocs/:document': row(
    `${own}/contacts/8:fred.2/presenceDocs/messagingService`,
    404,
    presence,
    {},
  ),
  'GET /v1/users/:mri/presenceDocs/:document': row(
    '/v1/users/8:fred.2/presenceDocs/messagingService',
    404,
    presence,
    {},
  ),
  'GET /v1/users/:mri/endpoints/:endpoint/presenceDocs/:document': row(
    (s) => `/v1/users/8:fred.2/endpoints/${encodeURIComponent(s.endpoint)}/presenceDocs/messagingService`,
    404,
    presence,
    {},
  ),
};

const withoutExtra = async (scene: Scene): Promise<void> => {
  await scene.must('fred', 'DELETE', thread('/members/8:extra')(scene));
};
const withExtra = async (scene: Scene): Promise<void> => {
  await withoutExtra(scene);
  await scene.must('fred', 'PUT', thread('/members/8:extra')(scene), { role: 'User' });
};

const threads = {
  'POST /v1/threads': row('/v1/threads', 'own', { visitor: '403/403', guest: '403/403' }, { body: { members: [] } }),
  'GET /v1/threads/:cid': read(thread()),
  'GET /v1/threads/:cid/consumptionhorizons': read(thread('/consumptionhorizons')),
  'PUT /v1/threads/:cid/properties': change(
    thread('/properties?name=historydisclosed'),
    {},
    {
      body: { historydisclosed: false },
    },
  ),
  'POST /v1/threads/:cid/members': change(
    thread('/members'),
    {},
    { body: { members: [{ id: '8:extra', role: 'Admin' }] }, prepare: withoutExtra },
  ),
  'PUT /v1/threads/:cid/members/:mri': change(
    thread('/members/8:extra'),
    {},
    { body: { role: 'Admin' }, prepare: withExtra },
  ),
  'DELETE /v1/threads/:cid/members/:mri': change(thread('/members/8:extra'), {}, { prepare: withExtra }),
};

export const rows: Readonly<Record<string, Row | typeof open>> = {
  ...identity,
  ...account,
  ...joining,
  ...files,
  ...services,
  ...endpoints,
  ...messaging,
  ...threads,
};

/** The routes that are not for everybody. */
export const closedRoutes = Object.entries(rows).filter((entry): entry is [string, Row] => entry[1] !== 'open');

/** What fred's own request for a route has for a body. */
export const bodyOf = ({ body }: Row, scene: Scene): unknown => (typeof body === 'function' ? body(scene) : body);
