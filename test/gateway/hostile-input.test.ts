// What no well-meaning client sends, on the routes that store or compare texts: the answer is a refusal or harmless, never an
// unforeseen error.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eachDatabase } from '../support/databases.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { befriend, type Client, call, connect, type Reply } from './messaging/client.ts';

const nul = 'a\u0000b';
const loneSurrogate = '\ud800';
/** A character across the end of what is kept of a field: the first half is its last unit. */
const cutSurrogate = `${'a'.repeat(255)}\u{1f600}`;

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

eachDatabase((openDatabase) => {
  let gateway: TestGateway;
  let fred: Client;
  let thread: string;
  let accountHeaders: Record<string, string>;
  beforeAll(async () => {
    gateway = await startTestGateway({ database: await openDatabase() });
    const [user, other] = [await gateway.createUser('fred.2'), await gateway.createUser('joe.4')];
    await befriend(gateway, user, other);
    accountHeaders = { 'X-SkypeToken': await gateway.tokenFor(user) };
    fred = await connect(gateway, user);
    const created = await fred.request('POST', '/v1/threads', { members: [{ id: '8:joe.4', role: 'User' }] });
    thread = String(created.headers.get('location')).split('/').at(-1) ?? '';
  }, 60_000);
  afterAll(() => gateway.close());

  const ask = (method: string, path: string, body?: unknown): Promise<Reply> => {
    const full = path.replace('{thread}', thread);
    return full.startsWith('/v1')
      ? fred.request(method, full, body)
      : call(gateway, accountHeaders, method, full, body);
  };

  type Write = readonly [method: string, path: string, bodyOf: (text: unknown) => unknown];
  const message = '/v1/users/ME/conversations/8:joe.4/messages';
  const writes: readonly Write[] = [
    ['POST', message, (text) => ({ messagetype: 'Text', content: text })],
    ['POST', message, (text) => ({ messagetype: 'Text', content: 'x', skypeeditedid: text })],
    ['POST', message, (text) => ({ messagetype: 'Text', content: 'x', clientmessageid: text })],
    ['POST', message, (text) => ({ messagetype: 'Text', content: 'x', skypeemoteoffset: text })],
    ['POST', message, (text) => ({ messagetype: 'Text', content: 'x', amsreferences: [text] })],
    ['POST', '/v1/threads', (text) => ({ members: [{ id: text, role: 'User' }] })],
    ['POST', '/v1/threads', (text) => ({ members: [], properties: { topic: text } })],
    ['POST', '/v1/threads/{thread}/members', (text) => ({ members: [{ id: text, role: 'User' }] })],
    ['PUT', '/v1/threads/{thread}/properties?name=topic', (text) => ({ topic: text })],
    ['PUT', '/v1/threads/{thread}/properties?name=picture', (text) => ({ picture: text })],
    ['PUT', '/v1/users/ME/conversations/8:joe.4/properties?name=alerts', (text) => ({ alerts: text })],
    ['PUT', '/v1/users/ME/endpoints/SELF/properties?name=any', (text) => ({ any: text })],
    ['PUT', '/v1/users/ME/properties?name=any', (text) => ({ any: text })],
    ['POST', '/contacts.skype.com/contacts/v2/users/self/contacts', (text) => ({ mri: text, greeting: '' })],
    ['POST', '/contacts.skype.com/contacts/v2/users/self/contacts', (text) => ({ mri: '8:joe.4', greeting: text })],
    ['POST', '/api.skype.com/users/batch/profiles', (text) => ({ usernames: [text] })],
    ['POST', '/profile.skype.com/profile/v1/batch/profiles', (text) => ({ usernames: [text] })],
    ['POST', '/api.skype.com/users/self/profile/partial', (text) => ({ payload: { mood: text } })],
    ['PUT', '/options.skype.com/options/v1/users/self/options/any.option', (text) => ({ value: text })],
    ['PUT', '/options.skype.com/options/v1/users/self/options/any.option', (text) => ({ value: { inner: [text] } })],
    ['POST', '/api.skype.com/login/skypetoken', (text) => ({ username: text, passwordHash: 'x', scopes: 'client' })],
  ];

  describe.each(writes)('%s %s', (method, path, bodyOf) => {
    it.each([
      ['a NUL', nul],
      ['half a character', loneSurrogate],
      ['a character on the edge of what is kept', cutSurrogate],
      ['SQL', "'; drop table users; --"],
      ['a name that every object has', 'constructor'],
    ])(`with %s as in ${JSON.stringify(bodyOf('?'))} is no unforeseen error`, async (_, text) => {
      const reply = await ask(method, path, bodyOf(text));
      expect(reply.status).toBeLessThan(500);
    });

    it(`with ten thousand levels in ${JSON.stringify(bodyOf('?'))} is 400`, async () => {
      const body = JSON.stringify(bodyOf('?')).replace('"?"', () => deep(10_000));
      const reply = await ask(method, path, body);
      expect(reply.status).toBe(400);
      expect(JSON.stringify(reply.body)).toContain('nested');
    });
  });

  it('keeps every message whose text it had to repair', async () => {
    const id = await fred.send('8:joe.4', `x${nul}y${loneSurrogate}z`, { skypeemoteoffset: cutSurrogate });
    const listed = (await fred.messages('8:joe.4')).find((one) => one.id === id);
    expect(listed.content).toBe('xaby\ufffdz');
    expect(listed.skypeemoteoffset).toBe(`${'a'.repeat(255)}\ufffd`);
  });

  it('refuses a NUL anywhere in an address', async () => {
    for (const path of [
      '/contacts.skype.com/contacts/v2/users/self/blocklist/8:%00',
      '/contacts.skype.com/contacts/v2/users/self/invites/8:%00/accept',
      '/v1/users/ME/contacts/8:%00',
    ]) {
      expect((await ask('PUT', path)).status, path).toBe(400);
    }
    for (const path of [
      '/api.skype.com/users/%00/profile',
      '/v1/users/ME/contacts/ALL/presenceDocs/messagingService?cMri=8:%00',
      '/v1/users/ME/conversations?targetType=%00',
    ]) {
      expect((await ask('GET', path)).status, path).toBe(400);
    }
  });

  it('reads a NUL in a form as nothing', async () => {
    const usernames = 'usernames[0]=joe%00.4';
    expect((await ask('POST', '/profile.skype.com/profile/v1/batch/profiles', usernames)).status).toBe(200);
  });

  it.each(['constructor', '__proto__'])('knows no channel type "%s"', async (channelType) => {
    const body = { interestedResources: [], channelType };
    expect((await ask('POST', '/v1/users/ME/endpoints/SELF/subscriptions', body)).status).toBe(400);
  });

  it.each(['toString', 'valueOf', 'hasOwnProperty'])(
    'keeps a thread property called "%s" like any other',
    async (name) => {
      const path = `/v1/threads/{thread}/properties?name=${name}`;
      expect((await ask('PUT', path, { [name]: 'x' })).status).toBe(200);
      expect((await ask('GET', '/v1/threads/{thread}')).body.properties[name]).toBe('x');
    },
  );

  it('lists nothing for a target type that only objects have', async () => {
    await fred.send('8:joe.4', 'hello');
    const reply = await ask('GET', '/v1/users/ME/conversations?targetType=constructor');
    expect(reply.status).toBe(200);
    expect(reply.body.conversations).toEqual([]);
  });

  it('does not send a large wrong value back', async () => {
    const large = 'x'.repeat(300_000);
    const reply = await ask('PUT', '/v1/users/ME/presenceDocs/messagingService', { status: large });
    expect(reply.status).toBe(400);
    expect(reply.body.message).toContain('"status"');
    expect(reply.body.message.length).toBeLessThan(500);
    expect(reply.headers.get('statustext')?.length).toBeLessThan(500);
  });
});
