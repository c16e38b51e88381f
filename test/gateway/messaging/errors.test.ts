import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, call, connect } from './client.ts';
import { pick, settle, trio } from './town.ts';

type Case = readonly [what: string, method: string, path: string, body: unknown, status: number, errorCode?: number];

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);
  const text = { messagetype: 'Text', content: 'x' };

  describe('errors of chapter 11', () => {
    const cases: readonly Case[] = [
      ['a bad conversation id', 'GET', '/v1/users/ME/conversations/joe.4', undefined, 400, 201],
      ['a bad id in a message POST', 'POST', '/v1/users/ME/conversations/joe.4/messages', text, 400, 201],
      ['a bad thread id', 'GET', '/v1/threads/nothing', undefined, 400, 201],
      ['a bad member id', 'PUT', '/v1/threads/19:1@thread.skype/members/joe', {}, 400, 201],
      ['a body that is not JSON', 'POST', '/v1/users/ME/conversations/8:x/messages', '{"a', 400],
      ['a body of the wrong shape', 'POST', '/v1/users/ME/conversations/8:x/messages', [1], 400],
      ['a message without a type', 'POST', '/v1/users/ME/conversations/8:x/messages', { content: 'x' }, 400],
      [
        'an unknown channel type',
        'POST',
        '/v1/users/ME/endpoints/SELF/subscriptions',
        { interestedResources: [], channelType: 'pigeon' },
        400,
      ],
      ['a subscription without resources', 'POST', '/v1/users/ME/endpoints/SELF/subscriptions', {}, 400],
      ['a poll without subscription', 'POST', '/v1/users/ME/endpoints/SELF/subscriptions/0/poll', undefined, 404, 450],
      [
        'changing a subscription that is not there',
        'PUT',
        '/v1/users/ME/endpoints/SELF/subscriptions/0?name=interestedResources',
        { interestedResources: [] },
        404,
        450,
      ],
      [
        'an unknown endpoint',
        'POST',
        '/v1/users/ME/endpoints/%7B00000000-0000-0000-0000-000000000000%7D/active',
        {},
        404,
        729,
      ],
      ['an endpoint id that is none', 'POST', '/v1/users/ME/endpoints/hello/active', {}, 404, 729],
      [
        'a poll of an unknown endpoint',
        'POST',
        '/v1/users/ME/endpoints/%7B1%7D/subscriptions/0/poll',
        undefined,
        404,
        729,
      ],
      ['a 1:1 with nobody', 'GET', '/v1/users/ME/conversations/8:nobody.here', undefined, 404, 730],
      [
        'messages of a 1:1 with nobody',
        'GET',
        '/v1/users/ME/conversations/8:nobody.here/messages',
        undefined,
        404,
        730,
      ],
      ['a message to nobody', 'POST', '/v1/users/ME/conversations/8:nobody.here/messages', text, 404, 730],
      [
        'a property of a 1:1 with nobody',
        'PUT',
        '/v1/users/ME/conversations/8:nobody.here/properties?name=alerts',
        { alerts: 'true' },
        404,
        730,
      ],
      [
        'a message that is too long',
        'POST',
        '/v1/users/ME/conversations/8:x/messages',
        { ...text, content: 'x'.repeat(70_000) },
        413,
      ],
      ['an unknown path', 'GET', '/v1/users/ME/unicorns', undefined, 404],
      ['a method that is not there', 'PATCH', '/v1/threads', {}, 405],
      ['a status of no meaning', 'PUT', '/v1/users/ME/presenceDocs/messagingService', { status: 'Bored' }, 400],
      ['a presence document of another name', 'PUT', '/v1/users/ME/presenceDocs/other', { status: 'Online' }, 404],
      ['an acknowledgement of nothing', 'POST', '/v1/users/ME/conversations/ALL/messages/abc/ack', undefined, 404],
    ];

    for (const [what, method, path, body, status, errorCode] of cases) {
      it(`${what}: ${status}${errorCode === undefined ? '' : `/${errorCode}`}`, async () => {
        const client = await connect(town.gateway, pick(await town.strangers(1), 0));
        const reply = await client.request(method, path, body);
        const kinds = [reply.status, typeof reply.body.errorCode, typeof reply.body.message];
        expect(kinds).toEqual([status, 'number', 'string']);
        if (errorCode !== undefined) expect(reply.body.errorCode).toBe(errorCode);
        expect(reply.headers.get('content-type')).toContain('application/json');
        expect(reply.headers.get('statustext')).toBe(reply.body.message);
        expect(JSON.stringify(reply.body)).not.toMatch(/ at |\.ts:|select |insert /);
      });
    }
  });

  describe('every route', () => {
    const routes: readonly (readonly [string, string])[] = [
      ['GET', '/v1/users/ME/endpoints'],
      ['DELETE', '/v1/users/ME/endpoints/SELF'],
      ['POST', '/v1/users/ME/endpoints/SELF/active'],
      ['PUT', '/v1/users/ME/endpoints/SELF/properties?name=a'],
      ['PUT', '/v1/users/ME/endpoints/SELF/presenceDocs/messagingService'],
      ['POST', '/v1/users/ME/endpoints/SELF/subscriptions'],
      ['PUT', '/v1/users/ME/endpoints/SELF/subscriptions/0'],
      ['DELETE', '/v1/users/ME/endpoints/SELF/subscriptions/0'],
      ['POST', '/v1/users/ME/endpoints/SELF/subscriptions/0/poll'],
      ['GET', '/v1/users/ME/presenceDocs/messagingService'],
      ['PUT', '/v1/users/ME/presenceDocs/messagingService'],
      ['GET', '/v1/users/ME/properties'],
      ['PUT', '/v1/users/ME/properties?name=a'],
      ['GET', '/v1/users/ME/contacts'],
      ['POST', '/v1/users/ME/contacts'],
      ['PUT', '/v1/users/ME/contacts/8:x'],
      ['DELETE', '/v1/users/ME/contacts/8:x'],
      ['GET', '/v1/users/ME/contacts/ALL/presenceDocs/messagingService'],
      ['GET', '/v1/users/8:x/presenceDocs/messagingService'],
      ['GET', '/v1/users/8:x/endpoints/%7B1%7D/presenceDocs/messagingService'],
      ['GET', '/v1/users/ME/conversations'],
      ['GET', '/v1/users/ME/conversations/8:x'],
      ['PUT', '/v1/users/ME/conversations/8:x/properties?name=alerts'],
      ['GET', '/v1/users/ME/conversations/8:x/messages'],
      ['POST', '/v1/users/ME/conversations/8:x/messages'],
      ['DELETE', '/v1/users/ME/conversations/8:x/messages'],
      ['GET', '/v1/users/ME/conversations/8:x/messages/1'],
      ['PUT', '/v1/users/ME/conversations/8:x/messages/1'],
      ['DELETE', '/v1/users/ME/conversations/8:x/messages/1'],
      ['POST', '/v1/users/ME/conversations/ALL/messages/1/ack'],
      ['POST', '/v1/threads'],
      ['GET', '/v1/threads/19:x'],
      ['PUT', '/v1/threads/19:x/properties?name=topic'],
      ['POST', '/v1/threads/19:x/members'],
      ['PUT', '/v1/threads/19:x/members/8:x'],
      ['DELETE', '/v1/threads/19:x/members/8:x'],
      ['GET', '/v1/threads/19:x/consumptionhorizons'],
    ];

    it.each(routes)('%s %s needs a registration token', async (method, path) => {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      const reply = await call(town.gateway, { RegistrationToken: 'registrationToken=AAAA' }, method, path, body);
      expect([reply.status, typeof reply.body.errorCode]).toEqual([401, 'number']);
    });

    it.each(routes)(
      '%s %s never fails and always answers JSON, whatever is in the body (0.3 rule 10)',
      async (method, path) => {
        if (method === 'GET' || method === 'DELETE') return expect(path).toMatch(/^\/v1\//);
        const client = await connect(town.gateway, pick(await town.strangers(1), 0));
        for (const body of [
          '',
          'null',
          '[]',
          '"x"',
          '{"a":',
          '{}',
          '{"members":[{"id":5}],"status":{},"interestedResources":[1],"contacts":[{}],"messagetype":7}',
          `{"a":"${'\\u0000\\ud800'.repeat(5)}","topic":"\\u0000","alerts":"\\ud800","status":"\\u0000"}`,
        ]) {
          const reply = await client.request(method, path, body);
          expect([path, body, reply.status < 500]).toEqual([path, body, true]);
          expect([path, reply.headers.get('content-type')]).toEqual([
            path,
            expect.stringContaining('application/json'),
          ]);
        }
      },
    );
  });

  describe('what belongs to others', () => {
    let clients: { fred: Client; joe: Client; mallory: Client; tid: string; id: string } | undefined;
    const setUp = async () => {
      if (clients) return clients;
      const [fredUser, joeUser, anna] = await trio(town);
      const [fred, joe] = [await connect(town.gateway, fredUser), await connect(town.gateway, joeUser)];
      const mallory = await connect(town.gateway, pick(await town.strangers(1), 0));
      const reply = await fred.request('POST', '/v1/threads', { members: [{ id: joeUser.mri }, { id: anna.mri }] });
      const tid = (reply.headers.get('location') ?? '').split('/').at(-1) ?? '';
      const id = await fred.send(joeUser.mri, 'between us');
      await fred.send(tid, 'among us');
      clients = { fred, joe, mallory, tid, id };
      return clients;
    };

    it('cannot be read, written, found or deleted by someone else', async () => {
      const { fred, joe, mallory, tid, id } = await setUp();
      const attempts: readonly (readonly [string, string, unknown, number])[] = [
        ['GET', `/v1/users/ME/conversations/${joe.user.mri}`, undefined, 404],
        ['GET', `/v1/users/ME/conversations/${joe.user.mri}/messages/${id}`, undefined, 404],
        ['PUT', `/v1/users/ME/conversations/${joe.user.mri}/messages/${id}`, text, 404],
        ['DELETE', `/v1/users/ME/conversations/${fred.user.mri}/messages/${id}`, undefined, 404],
        ['DELETE', `/v1/users/ME/conversations/${joe.user.mri}/messages`, undefined, 404],
        ['GET', `/v1/users/ME/conversations/pair:1:2/messages`, undefined, 400],
        ['GET', `/v1/users/ME/conversations/${tid}/messages/${id}`, undefined, 404],
        ['GET', `/v1/threads/${tid}`, undefined, 403],
        ['GET', `/v1/threads/pair:1:2`, undefined, 400],
        ['GET', `/v1/users/${fred.user.mri}/presenceDocs/messagingService`, undefined, 404],
        ['DELETE', `/v1/users/ME/endpoints/${fred.endpoint}`, undefined, 404],
        ['GET', `/v1/users/${fred.user.mri}/conversations`, undefined, 404],
        ['GET', `/v1/users/${fred.user.mri}/properties`, undefined, 404],
      ];
      for (const [method, path, body, status] of attempts) {
        const reply = await mallory.request(method, path, body);
        expect([method, path, reply.status]).toEqual([method, path, status]);
      }
      expect(
        (await mallory.request('GET', `/v1/users/ME/conversations/${joe.user.mri}/messages`)).body.messages,
      ).toEqual([]);
      expect((await mallory.request('GET', '/v1/users/ME/conversations')).body.conversations).toEqual([]);
      expect((await joe.messages(fred.user.mri)).map((message) => message.content)).toEqual(['between us']);
    });

    it('does not come as events to someone who subscribes to it by name', async () => {
      const { fred, joe, mallory, tid } = await setUp();
      await mallory.subscribe([
        `/v1/users/ME/conversations/${joe.user.mri}/messages`,
        `/v1/users/ME/conversations/${tid}/messages`,
        `/v1/users/ME/conversations/${tid}/properties`,
        `/v1/threads/${tid}`,
        `/v1/users/ME/contacts/${fred.user.mri}`,
        `/v1/users/${fred.user.mri}/conversations/ALL/messages`,
      ]);
      await fred.send(joe.user.mri, 'psst');
      await fred.send(tid, 'psst');
      await fred.request('PUT', '/v1/users/ME/presenceDocs/messagingService', { status: 'Away' });
      expect(await mallory.drain()).toEqual([]);
    });
  });
});
