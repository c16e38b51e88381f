// What the client asks a server for, request by request, as the reference names them (skype.md 3 to 10): each against a real gateway,
// which must answer with success.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addContact } from '../../../gateway/account/contacts.ts';
import type { AccountOperations } from '../../../src/service/operations.ts';
import { createSkypeOperations } from '../../../src/skype/operations/operations.ts';
import { composed } from '../../support/chat.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { befriend, connect } from './support.ts';

type Client = Awaited<ReturnType<typeof connect>>;
type Scene = {
  gateway: TestGateway;
  fred: Client;
  own: Required<AccountOperations>;
  joe: string;
  thread: string;
  message: string;
  object: string;
};

let scene: Scene;
let counter = 0;

const outgoing = (text: string) => {
  counter += 1;
  return { clientId: `${Date.now()}${counter}`, ...composed(text), composedAtMs: Date.now() };
};

beforeAll(async () => {
  const gateway = await startTestGateway();
  const [fred, joe] = [await connect(gateway, 'fred.2'), await connect(gateway, 'joe.4')];
  await befriend(gateway, fred.identity, joe.identity);
  for (const name of ['anna.7', 'eve.1', 'mary.9', 'bob.3']) {
    const stranger = await gateway.createUser({ name, displayName: name });
    if (name !== 'bob.3') await addContact(gateway.context, stranger, fred.id, 'Hello');
  }
  await gateway.createUser({ name: 'concierge', kind: 'bot' });
  await fred.service.open('online');
  const own = createSkypeOperations((request) => fred.service.request(request), fred.id) as Required<AccountOperations>;
  const thread = await own.groups.create([joe.id], '');
  const { id = '' } = await fred.service.send(joe.id, outgoing('first words'));
  const files = fred.service.files;
  if (!files) throw new Error('the service has no files');
  const object = await files.create({ type: 'sharing/file', filename: 'a.txt', permissions: { [joe.id]: ['read'] } });
  scene = { gateway, fred, own, joe: joe.id, thread, message: id, object };
}, 60_000);
afterAll(() => scene.gateway.close());

/** The requests since the last look, with the names of the reference in the place of identifiers. */
function asked(): string[] {
  const { fred, gateway, thread, joe, message, object } = scene;
  const endpoint = (fred.session() as { endpointId?: string } | undefined)?.endpointId ?? '{none}';
  return fred.requests.splice(0).map(({ method, url }) => {
    const path = decodeURIComponent(url.replace(gateway.origin, ''))
      .replace(endpoint, '{ep}')
      .replace(thread, '{tid}')
      .replace(`/messages/${message}`, '/messages/{id}')
      .replace(object, '{object}')
      .replace(joe, '{mri}')
      .replace(/(groups|meetings)\/[\w-]+/, '$1/{id}')
      .replace(/(contacts|invites|blocklist)\/8:[\w.]+/, '$1/{mri}');
    return `${method} ${/^\/(v1|\.)/.test(path) ? path : path.slice(1)}`;
  });
}

type Case = [request: string, act: (scene: Scene) => unknown];
const tid = (s: Scene) => s.thread;

const cases: Case[] = [
  ['GET /.well-known/skylark', ({ fred }) => fred.service.open('online')],
  ['POST /v1/users/ME/endpoints', ({ fred }) => fred.service.open('online')],
  ['PUT /v1/users/ME/endpoints/{ep}/presenceDocs/messagingService', ({ fred }) => fred.service.open('online')],
  ['POST /v1/users/ME/endpoints/SELF/subscriptions', ({ fred }) => fred.service.open('online')],
  ['POST /v1/users/ME/endpoints/SELF/subscriptions/0/poll', ({ fred }) => fred.service.poll()],
  ['POST /v1/users/ME/endpoints/SELF/active', ({ fred }) => fred.service.keepAlive({ isUserActive: true })],
  ['PUT /v1/users/ME/presenceDocs/messagingService', ({ fred }) => fred.service.presence?.publish('busy')],
  ['GET /v1/users/ME/endpoints', ({ own }) => own.devices.list()],
  [
    'GET /v1/users/ME/conversations?startTime=0&pageSize=100&view=supportsExtendedHistory|msnp24Equivalent&targetType=Passport|Skype|Lync|Thread|PSTN|Agent',
    ({ fred }) => fred.service.listConversations(),
  ],
  ['GET /v1/users/ME/conversations/{mri}?view=msnp24Equivalent', ({ fred, joe }) => fred.service.readConversation(joe)],
  ['GET /v1/threads/{tid}?view=msnp24Equivalent', (s) => s.fred.service.readConversation(tid(s))],
  [
    'GET /v1/users/ME/conversations/{mri}/messages?startTime=0&pageSize=50&view=supportsExtendedHistory|msnp24Equivalent|supportsMessageProperties',
    ({ fred, joe }) => fred.service.listMessages(joe),
  ],
  ['POST /v1/users/ME/conversations/{mri}/messages', ({ fred, joe }) => fred.service.send(joe, outgoing('more'))],
  [
    'PUT /v1/users/ME/conversations/{mri}/messages/{id}',
    ({ fred, joe, message }) => fred.service.send(joe, { ...outgoing('better'), target: message }),
  ],
  [
    'DELETE /v1/users/ME/conversations/{mri}/messages/{id}',
    ({ fred, joe, message }) =>
      fred.service.send(joe, { ...outgoing(''), messagetype: 'RichText', content: '', target: message }),
  ],
  [
    'PUT /v1/users/ME/conversations/{mri}/properties?name=consumptionhorizon',
    ({ fred, joe, message }) => fred.service.reading?.publishReadUpTo(joe, Number(message)),
  ],
  [
    'PUT /v1/users/ME/conversations/{mri}/properties?name=alerts',
    ({ own, joe }) => own.notifying.setLevel(joe, 'mentions'),
  ],
  ['DELETE /v1/users/ME/conversations/{mri}/messages', ({ own, joe }) => own.history.clear(joe)],
  [
    'POST /v1/threads',
    async ({ own, joe }) => {
      await own.groups.create([joe], '');
    },
  ],
  ['PUT /v1/threads/{tid}/properties?name=topic', (s) => s.own.groups.setTopic(tid(s), 'Climbing')],
  ['PUT /v1/threads/{tid}/properties?name=joiningenabled', (s) => s.own.groups.setRule(tid(s), 'joining', true)],
  ['PUT /v1/threads/{tid}/properties?name=historydisclosed', (s) => s.own.groups.setRule(tid(s), 'history', false)],
  ['PUT /v1/threads/{tid}/properties?name=moderatedthread', (s) => s.own.groups.setRule(tid(s), 'moderation', false)],
  ['PUT /v1/threads/{tid}/members/{mri}', (s) => s.own.groups.setRole(tid(s), s.joe, 'admin')],
  ['DELETE /v1/threads/{tid}/members/{mri}', (s) => s.own.groups.removeMember(tid(s), s.joe)],
  ['POST api.join.skype.com/v1/meetings', (s) => s.own.joining.readLink(tid(s))],
  ['GET api.join.skype.com/v1/meetings/{id}', async (s) => s.own.joining.resolve(await s.own.joining.readLink(tid(s)))],
  ['GET contacts.skype.com/contacts/v2/users/SELF?delta=&reason=default', ({ fred }) => fred.service.contacts?.list()],
  ['GET contacts.skype.com/contacts/v2/users/SELF/invites', ({ fred }) => fred.service.contacts?.listRequests?.()],
  ['PUT contacts.skype.com/contacts/v2/users/SELF/invites/{mri}/accept', ({ own }) => own.requests.accept('8:anna.7')],
  [
    'PUT contacts.skype.com/contacts/v2/users/SELF/invites/{mri}/decline',
    ({ own }) => own.requests.decline('8:mary.9'),
  ],
  ['PUT /v1/users/ME/contacts/{mri}', ({ own }) => own.requests.accept('8:eve.1')],
  ['POST contacts.skype.com/contacts/v2/users/SELF/contacts', ({ own }) => own.requests.send('8:bob.3', 'Hello')],
  ['GET contacts.skype.com/contacts/v2/users/SELF/contacts', ({ own, joe }) => own.people.readProfile(joe)],
  [
    'PUT contacts.skype.com/contacts/v2/users/SELF/contacts/blocklist/{mri}',
    ({ own }) => own.deciding.block('8:bob.3', true),
  ],
  [
    'DELETE contacts.skype.com/contacts/v2/users/SELF/contacts/blocklist/{mri}',
    ({ own }) => own.deciding.unblock('8:bob.3'),
  ],
  ['GET contacts.skype.com/contacts/v2/users/SELF/groups', ({ own, joe }) => own.deciding.setFavourite(joe, true)],
  ['POST contacts.skype.com/contacts/v2/users/SELF/groups', ({ own }) => own.deciding.createGroup('Climbers')],
  [
    'PUT contacts.skype.com/contacts/v2/users/SELF/groups/{id}/contacts/{mri}',
    ({ own, joe }) => own.deciding.setFavourite(joe, true),
  ],
  [
    'DELETE contacts.skype.com/contacts/v2/users/SELF/groups/{id}/contacts/{mri}',
    ({ own, joe }) => own.deciding.setFavourite(joe, false),
  ],
  ['DELETE contacts.skype.com/contacts/v2/users/SELF/contacts/{mri}', ({ own }) => own.deciding.remove('8:bob.3')],
  ['DELETE /v1/users/ME/contacts/{mri}', ({ own }) => own.deciding.remove('8:bob.3').catch(() => undefined)],
  ['GET api.skype.com/users/self/profile', ({ own }) => own.profile.read()],
  ['GET api.skype.com/users/joe.4/profile', ({ own, joe }) => own.people.readProfile(joe)],
  ['POST profile.skype.com/profile/v1/batch/profiles', ({ fred, joe }) => fred.service.contacts?.resolve([joe])],
  ['POST api.skype.com/users/self/profile/partial', ({ own }) => own.profile.change({ mood: 'Awake' })],
  ['GET skypegraph.skype.com/v2.0/search/?searchstring=joe&requestId=0', ({ own }) => own.directory.search('joe')],
  [
    'GET peoplerecommendations.skype.com/v1.1/recommend?requestId=1&locale=en-US&count=20',
    ({ own }) => own.directory.suggest?.(),
  ],
  ['GET api.aps.skype.com/v1/agents', ({ own }) => own.bots.list()],
  ['GET api.aps.skype.com/v1/agents?agentId=concierge', ({ own }) => own.bots.read('28:concierge')],
  ['GET flagsapi.skype.com/flags/v1', ({ fred }) => fred.service.preferences?.read()],
  ['PUT flagsapi.skype.com/flags/v1/12', ({ own }) => own.preferences.setFlag(12, true)],
  ['DELETE flagsapi.skype.com/flags/v1/12', ({ own }) => own.preferences.setFlag(12, false)],
  [
    'PUT options.skype.com/options/v1/users/self/options/calling.skype-call-policy',
    ({ own }) => own.preferences.setCallPolicy('anyone'),
  ],
  [
    'GET options.skype.com/options/v1/users/self/options/calling.skype-call-policy',
    ({ own }) => own.preferences.readCallPolicy(),
  ],
  ['GET people.directory.live.com/people/account/settings', ({ own }) => own.addressBook.readAutoBuddy()],
  ['POST people.directory.live.com/people/account/settings', ({ own }) => own.addressBook.setAutoBuddy(true)],
  [
    'GET pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json',
    ({ own }) => own.profile.listContactPoints(),
  ],
  ['GET consumer.entitlement.skype.com/users/fred.2/services', ({ own }) => own.entitlements.list()],
  [
    'POST api.asm.skype.com/v1/objects',
    ({ fred, joe }) =>
      fred.service.files?.create({ type: 'sharing/file', filename: 'b.txt', permissions: { [joe]: ['read'] } }),
  ],
  [
    'PUT api.asm.skype.com/v1/objects/{object}/content/original',
    ({ fred, object }) =>
      fred.service.files?.upload(object, 'original', new Blob(['words']), new AbortController().signal),
  ],
  [
    'GET api.asm.skype.com/v1/objects/{object}/views/original/status',
    ({ own, object }) => own.composing.files?.readProgress(object),
  ],
  [
    'GET api.asm.skype.com/v1/objects/{object}/views/original',
    ({ fred, object }) => fred.service.objects?.read(`https://api.asm.skype.com/v1/objects/${object}/views/original`),
  ],
  [
    'GET avatar.skype.com/v1/avatars/joe.4/public',
    ({ fred }) => fred.service.objects?.read('https://avatar.skype.com/v1/avatars/joe.4/public'),
  ],
  ['DELETE /v1/users/ME/endpoints/{ep}', ({ fred }) => fred.service.open('away')],
];

describe('the client asks for', () => {
  it.each(cases)('%s', async (request, act) => {
    asked();
    const before = (scene.fred.session() as { endpointId: string }).endpointId;
    await act(scene);
    // An endpoint that was given back has another name by now.
    const requests = asked().map((line) => line.replace(before, '{ep}'));
    expect(requests).toContain(request);
  });
});
