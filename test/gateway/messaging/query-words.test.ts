// The words that clients put into the query of a list and into a subscription (skype.md 5.1, 6.1).
import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { connect } from './client.ts';
import { pair, pick, settle } from './town.ts';

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);

  async function open() {
    const [fred, joe] = await pair(town);
    const client = await connect(town.gateway, fred);
    const bot = await town.gateway.createUser({ name: `bot${Date.now()}`, kind: 'bot' });
    await client.send(joe.mri, 'x');
    await client.send(bot.mri, 'x');
    const members = [fred, joe].map(({ mri }, i) => ({ id: mri, role: i === 0 ? 'Admin' : 'User' }));
    await client.request('POST', '/v1/threads', { members, properties: { topic: 'x' } });
    const list = async (query: string) => {
      const { status, body } = await client.request('GET', `/v1/users/ME/conversations?startTime=0&${query}`);
      expect(status).toBe(200);
      return (body.conversations as { id: string }[]).map(({ id }) => pick(id.split(':'), 0)).sort();
    };
    return { client, joe, list };
  }

  describe('the target type', () => {
    it.each<[string, string[]]>([
      ['Skype', ['8']],
      ['Thread', ['19']],
      ['Agent', ['28']],
      ['Passport', []],
      ['Lync', []],
      ['PSTN', []],
      ['ShortCircuit', []],
      ['Flxt', []],
      ['NotificationStream', []],
      ['ModernBots', []],
      ['secureThreads', []],
      ['InviteFree', []],
      ['Passport|Skype|Lync|Thread|PSTN|Agent', ['19', '28', '8']],
    ])('%s lists conversations with the prefixes %j', async (word, prefixes) => {
      const { list } = await open();
      expect(await list(`targetType=${encodeURIComponent(word)}`)).toEqual(prefixes);
    });
  });

  describe('the view', () => {
    it.each([
      'msnp24Equivalent',
      'supportsExtendedHistory|msnp24Equivalent',
      'supportsExtendedHistory|msnp24Equivalent|supportsMessageProperties',
    ])(
      '%s is taken by lists, conversations, threads and messages, and stays in the links of the pages',
      async (view) => {
        const { client, joe, list } = await open();
        const query = `view=${encodeURIComponent(view)}`;
        expect(await list(query)).toEqual(['19', '28', '8']);
        const at = `/v1/users/ME/conversations/${joe.mri}`;
        expect((await client.request('GET', `${at}?${query}`)).body.id).toBe(joe.mri);
        const { body } = await client.request('GET', `${at}/messages?startTime=0&pageSize=30&${query}`);
        expect(body.messages).toHaveLength(1);
        expect(new URL(body._metadata.syncState).searchParams.get('view')).toBe(view);
      },
    );
  });

  describe('the channel type', () => {
    it.each(['httpLongPoll', 'HttpLongPoll', 'HTTPLONGPOLL', 'tcpSocket'])(
      '%s is taken, and events come by poll',
      async (channelType) => {
        const { client, joe } = await open();
        const resources = { interestedResources: ['/v1/users/ME/conversations/ALL/messages'], template: 'raw' };
        const path = '/v1/users/ME/endpoints/SELF/subscriptions';
        expect((await client.request('POST', path, { ...resources, channelType })).status).toBe(201);
        await (await connect(town.gateway, joe)).send(client.user.mri, 'hello');
        const [event] = await client.poll();
        expect(event).toMatchObject({ resourceType: 'NewMessage', resource: { content: 'hello' } });
      },
    );
  });
});
