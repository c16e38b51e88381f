import { describe, expect, it } from 'vitest';
import { addContact, answerInvite, removeContact, setBlocked } from '../../../gateway/account/contacts.ts';
import { combineStatus } from '../../../gateway/messaging/presence.ts';
import { sweep } from '../../../gateway/messaging/sweeper.ts';
import type { StatusWord } from '../../../src/skype/wire/presence.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json, listen, ofType } from './client.ts';
import { pair, pick, settle, trio } from './town.ts';

const statusPath = '/v1/users/ME/presenceDocs/messagingService';
const documentPath = '/v1/users/ME/endpoints/SELF/presenceDocs/messagingService';
const setStatus = (client: Client, status: string) => client.request('PUT', statusPath, { status });
const userPresence = (events: readonly Json[], mri: string) =>
  ofType(events, 'UserPresence').filter((event) => event.resource.selfLink.includes(`/users/${mri}/`));

const document = (more: Json = {}) => ({
  id: 'messagingService',
  type: 'EndpointPresenceDoc',
  selfLink: 'uri',
  privateInfo: { epname: 'Joe-Desktop' },
  publicInfo: {
    capabilities: '',
    type: 1,
    typ: 1,
    skypeNameVersion: '908/1.85.0.29/swx-skype.com',
    nodeInfo: '',
    version: '908',
    ...more,
  },
});

describe('the status of several endpoints', () => {
  const combine = (...statuses: (StatusWord | null)[]) =>
    combineStatus({
      endpoints: statuses.map((status) => ({ id: '{1}', status, document: null })),
      standingStatus: 'Online',
    });

  it.each<[StatusWord | null, StatusWord | null, StatusWord]>([
    ['Online', 'Away', 'Online'],
    ['Idle', 'Online', 'Online'],
    ['Busy', 'Away', 'Busy'],
    ['Hidden', 'Online', 'Hidden'],
    ['Idle', 'Away', 'Away'],
    ['Offline', 'Idle', 'Idle'],
    ['Offline', 'Offline', 'Offline'],
    [null, 'Away', 'Online'],
  ])('%s and %s make %s', (a, b, together) => {
    expect(combine(a, b)).toBe(together);
    expect(combine(b, a)).toBe(together);
  });

  it('is Offline without any', () => expect(combine()).toBe('Offline'));
});

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);

  const seenBy = async (viewer: Client, mri: string): Promise<Json> => {
    const reply = await viewer.request('GET', `/v1/users/ME/contacts/ALL/presenceDocs/messagingService?cMri=${mri}`);
    return reply.body.Responses[0]?.Payload;
  };

  describe('an endpoint document', () => {
    it.each(['messagingService', 'endpointMessagingService'])(
      'is stored under the name %s and answered with 200 (13.6)',
      async (name) => {
        const client = await connect(town.gateway, pick(await town.strangers(1), 0));
        const reply = await client.request('PUT', `/v1/users/ME/endpoints/SELF/presenceDocs/${name}`, {
          ...document(),
          id: name,
        });
        expect(reply.status).toBe(200);
        expect(reply.body).toMatchObject({
          type: 'EndpointPresenceDoc',
          privateInfo: { epname: 'Joe-Desktop' },
          publicInfo: { typ: '1' },
        });
        expect(reply.body.selfLink).toBe(
          `https://gateway.test/v1/users/${client.user.mri}/endpoints/${client.endpoint}/presenceDocs/messagingService`,
        );
      },
    );

    it('is listed for its owner with a link that has the endpoint as segment 7', async () => {
      const user = pick(await town.strangers(1), 0);
      const [one, two] = [await connect(town.gateway, user), await connect(town.gateway, user)];
      await one.request('PUT', documentPath, document());
      const reply = await one.request('GET', `${statusPath}?view=expanded`);
      const ids = reply.body.endpointPresenceDocs.map((doc: Json) => doc.link.split('/')[7]);
      expect(new Set(ids)).toEqual(new Set([one.endpoint, two.endpoint]));
    });

    it('of another name, too big or of another shape is refused', async () => {
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      expect((await client.request('PUT', documentPath.replace('messagingService', 'other'), document())).status).toBe(
        404,
      );
      expect((await client.request('PUT', documentPath, document({ nodeInfo: 'x'.repeat(10_000) }))).status).toBe(413);
      expect((await client.request('PUT', documentPath, { publicInfo: 'no' })).status).toBe(400);
      expect((await client.request('PUT', documentPath, [])).status).toBe(400);
    });

    it('reaches contacts as EndpointPresence when it is new or says something new, and not otherwise', async () => {
      const [fred, joe] = await pair(town);
      const [watcher, client] = [await listen(town.gateway, fred), await connect(town.gateway, joe)];
      await watcher.drain();
      await client.request('PUT', documentPath, document());
      const [event] = ofType(await watcher.drain(), 'EndpointPresence');
      expect(event.resource).toEqual({
        id: 'messagingService',
        type: 'EndpointPresenceDoc',
        selfLink: `https://gateway.test/v1/users/${joe.mri}/endpoints/${client.endpoint}/presenceDocs/messagingService`,
        privateInfo: { epname: 'Joe-Desktop' },
        publicInfo: {
          capabilities: '',
          nodeInfo: '',
          skypeNameVersion: '908/1.85.0.29/swx-skype.com',
          typ: '1',
          version: '908',
        },
      });
      await client.request('PUT', documentPath, document());
      expect(await watcher.drain()).toEqual([]);
      await client.request('PUT', documentPath, document({ version: '909' }));
      expect(ofType(await watcher.drain(), 'EndpointPresence')).toHaveLength(1);
    });

    it('gives its capability words to the user, each once', async () => {
      const [fred, joe] = await pair(town);
      const [watcher, laptop, phone] = [
        await connect(town.gateway, fred),
        await connect(town.gateway, joe),
        await connect(town.gateway, joe),
      ];
      await laptop.request('PUT', documentPath, document({ capabilities: 'Video|Audio' }));
      await phone.request('PUT', documentPath, document({ capabilities: 'IsMobile | Audio' }));
      const seen = await seenBy(watcher, joe.mri);
      expect(seen.capabilities).toBe('Audio | IsMobile | Video');
      expect(seen.endpointPresenceDocLinks).toHaveLength(2);
    });
  });

  describe('a status', () => {
    it.each(['Online', 'Away', 'Busy', 'Idle', 'Offline'])(
      '%s is seen by contacts, who also see the user connected',
      async (status) => {
        const [fred, joe] = await pair(town);
        const [watcher, client] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
        expect((await setStatus(client, status)).status).toBe(200);
        expect(await seenBy(watcher, joe.mri)).toMatchObject({
          id: 'messagingService',
          type: 'UserPresenceDoc',
          selfLink: `https://gateway.test/v1/users/${joe.mri}/presenceDocs/messagingService`,
          availability: 'Online',
          status,
          capabilities: '',
        });
      },
    );

    it('Hidden shows as Hidden to its owner and as Offline to others', async () => {
      const [fred, joe] = await pair(town);
      const [watcher, client] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await setStatus(client, 'Hidden');
      expect(await seenBy(watcher, joe.mri)).toMatchObject({ availability: 'Online', status: 'Offline' });
      expect((await client.request('GET', statusPath)).body).toMatchObject({
        availability: 'Online',
        status: 'Hidden',
      });
    });

    it('Hidden holds for all endpoints, also later ones, until another word than Idle is chosen', async () => {
      const [fred, joe] = await pair(town);
      const [watcher, laptop, phone] = [
        await connect(town.gateway, fred),
        await connect(town.gateway, joe),
        await connect(town.gateway, joe),
      ];
      await setStatus(phone, 'Online');
      await setStatus(laptop, 'Hidden');
      expect((await seenBy(watcher, joe.mri)).status).toBe('Offline');
      await setStatus(laptop, 'Idle');
      await connect(town.gateway, joe);
      expect((await seenBy(watcher, joe.mri)).status).toBe('Offline');
      await setStatus(phone, 'Away');
      expect((await seenBy(watcher, joe.mri)).status).toBe('Away');
    });

    it('of one endpoint does not hide that another is available', async () => {
      const [fred, joe] = await pair(town);
      const [watcher, laptop, phone] = [
        await connect(town.gateway, fred),
        await connect(town.gateway, joe),
        await connect(town.gateway, joe),
      ];
      await setStatus(laptop, 'Away');
      await setStatus(phone, 'Online');
      expect((await seenBy(watcher, joe.mri)).status).toBe('Online');
      await phone.request('DELETE', '/v1/users/ME/endpoints/SELF');
      expect((await seenBy(watcher, joe.mri)).status).toBe('Away');
      await laptop.request('DELETE', '/v1/users/ME/endpoints/SELF');
      expect(await seenBy(watcher, joe.mri)).toMatchObject({
        availability: 'Offline',
        status: 'Offline',
        endpointPresenceDocLinks: [],
        lastSeenAt: expect.stringMatching(/Z$/),
      });
    });

    it('that is none of the six words is refused', async () => {
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      expect((await setStatus(client, 'Sleeping')).status).toBe(400);
      expect((await setStatus(client, 'online')).status).toBe(400);
    });
  });

  describe('presence events', () => {
    it('come only when something visible changed, in the six words, with selfLink and capabilities (13.6)', async () => {
      const [fred, joe] = await pair(town);
      const [watcher, client] = [await listen(town.gateway, fred), await connect(town.gateway, joe)];
      await watcher.drain();
      await setStatus(client, 'Online');
      expect(userPresence(await watcher.drain(), joe.mri)).toEqual([]);
      await setStatus(client, 'Away');
      await setStatus(client, 'Away');
      const events = userPresence(await watcher.drain(), joe.mri);
      expect(events.map((event) => event.resource.status)).toEqual(['Away']);
      expect(events[0].resourceLink).toBe(
        `https://gateway.test/v1/users/ME/contacts/${joe.mri}/presenceDocs/messagingService`,
      );
      await setStatus(client, 'Offline');
      await setStatus(client, 'Hidden');
      expect(userPresence(await watcher.drain(), joe.mri).map((event) => event.resource.status)).toEqual(['Offline']);
    });

    it('tell the owner’s own endpoints too, with Hidden as Hidden', async () => {
      const user = pick(await town.strangers(1), 0);
      const [laptop, phone] = [await listen(town.gateway, user), await listen(town.gateway, user)];
      await laptop.drain();
      await setStatus(phone, 'Hidden');
      expect(userPresence(await laptop.drain(), user.mri).map((event) => event.resource.status)).toEqual(['Hidden']);
    });

    it('begin with the presence and the endpoints of all contacts after subscribing', async () => {
      const [fred, joe, anna] = await trio(town);
      const client = await connect(town.gateway, joe);
      await client.request('PUT', documentPath, document());
      await setStatus(client, 'Busy');
      const watcher = await connect(town.gateway, fred);
      await watcher.subscribe();
      const events = await watcher.drain();
      expect(userPresence(events, joe.mri).map((event) => event.resource.status)).toEqual(['Busy']);
      expect(userPresence(events, anna.mri).map((event) => event.resource.availability)).toEqual(['Offline']);
      expect(ofType(events, 'EndpointPresence')).toHaveLength(1);
    });

    it('come for contacts listed one by one, and for those newly listed', async () => {
      const [fred, joe, anna] = await trio(town);
      const [watcher, client] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await watcher.subscribe([`/v1/users/ME/contacts/${joe.mri}`]);
      expect(userPresence(await watcher.drain(), joe.mri)).toHaveLength(1);
      await setStatus(client, 'Away');
      expect(await watcher.drain()).toHaveLength(1);
      const path = `/v1/users/ME/endpoints/${watcher.endpoint}/subscriptions/0?name=interestedResources`;
      const list = [joe, anna].map(
        (user) => `https://gateway.test/v1/users/ME/contacts/${encodeURIComponent(user.mri)}`,
      );
      expect((await watcher.request('PUT', path, { interestedResources: list })).status).toBe(200);
      const events = await watcher.drain();
      expect(ofType(events, 'UserPresence').map((event) => event.resource.selfLink)).toEqual([
        expect.stringContaining(anna.mri),
      ]);
    });

    it('do not come to subscriptions without contacts', async () => {
      const [fred, joe] = await pair(town);
      const watcher = await connect(town.gateway, fred);
      await watcher.subscribe(['/v1/users/ME/conversations/ALL/messages', '/v1/threads/ALL']);
      await connect(town.gateway, joe);
      expect(await watcher.drain()).toEqual([]);
    });

    it('tell when an endpoint expires', async () => {
      const [fred, joe] = await pair(town);
      const [watcher, client] = [await listen(town.gateway, fred), await connect(town.gateway, joe)];
      await watcher.drain();
      const { database } = town.gateway.context;
      await database.query('update endpoints set alive_until_ms = 1 where id = $1', [client.endpoint]);
      await sweep(town.messaging());
      expect(userPresence(await watcher.drain(), joe.mri).map((event) => event.resource.availability)).toEqual([
        'Offline',
      ]);
    });
  });

  describe('people who become contacts', () => {
    it('see each other at once, and look offline again after a block or a removal', async () => {
      const strangers = await town.strangers(2);
      const [fred, joe] = [pick(strangers, 0), pick(strangers, 1)];
      const [one, other] = [await listen(town.gateway, fred), await listen(town.gateway, joe)];
      const status = async () =>
        userPresence(await one.drain(), joe.mri)
          .map((event) => event.resource.availability)
          .at(-1);
      const { context } = town.gateway;
      await addContact(context, fred, joe.mri, 'hello');
      expect(await status()).toBe('Offline');
      await answerInvite(context, joe, fred.mri, true);
      expect(await status()).toBe('Online');
      expect(userPresence(await other.drain(), fred.mri).at(-1).resource.availability).toBe('Online');
      await setBlocked(context, joe, fred.mri, true);
      expect(await status()).toBe('Offline');
      await setBlocked(context, joe, fred.mri, false);
      expect(await status()).toBe('Online');
      await removeContact(context, joe, fred.mri);
      expect(await status()).toBe('Offline');
    });
  });

  describe('people who are no contacts, or blocked,', () => {
    it('see nothing: no events, no documents, no difference to nobody', async () => {
      const [fred, joe, anna] = await trio(town);
      const stranger = pick(await town.strangers(1), 0);
      await setBlocked(town.gateway.context, joe, fred.mri, true);
      const watchers = [await connect(town.gateway, fred), await connect(town.gateway, stranger)];
      for (const watcher of watchers)
        await watcher.subscribe(['/v1/users/ME/contacts/ALL', `/v1/users/ME/contacts/${joe.mri}`]);
      for (const watcher of watchers) await watcher.drain();
      const client = await connect(town.gateway, joe);
      await client.request('PUT', documentPath, document());
      await setStatus(client, 'Away');
      for (const watcher of watchers) {
        expect(await watcher.drain()).toEqual([]);
        expect(await seenBy(watcher, joe.mri)).toBeUndefined();
        const paths = [
          `/v1/users/${joe.mri}/presenceDocs/messagingService`,
          `/v1/users/ME/contacts/${joe.mri}/presenceDocs/messagingService`,
          `/v1/users/${joe.mri}/endpoints/${client.endpoint}/presenceDocs/messagingService`,
          '/v1/users/8:nobody/presenceDocs/messagingService',
        ];
        for (const path of paths) expect([path, (await watcher.request('GET', path)).status]).toEqual([path, 404]);
      }
      const contact = await connect(town.gateway, anna);
      expect((await contact.request('GET', `/v1/users/${joe.mri}/presenceDocs/messagingService`)).body.status).toBe(
        'Away',
      );
      const link = `/v1/users/${joe.mri}/endpoints/${client.endpoint}/presenceDocs/messagingService`;
      expect((await contact.request('GET', link)).body.privateInfo).toEqual({ epname: 'Joe-Desktop' });
    });
  });
});
