import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JoiningOperations } from '../../../src/service/group-operations.ts';
import { createNotifyingOperations } from '../../../src/skype/operations/conversation-settings.ts';
import { createGroupOperations } from '../../../src/skype/operations/groups.ts';
import { createHistoryOperations } from '../../../src/skype/operations/history.ts';
import { codeOfLink, createJoiningOperations } from '../../../src/skype/operations/joining.ts';
import { composed } from '../../support/chat.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { befriend, connect, pollFor, reply } from '../client/support.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

type Connected = Awaited<ReturnType<typeof connect>>;
let counter = 0;

/** Fred and Joe know each other; Anna is a stranger to both. */
async function threePeople() {
  counter += 1;
  const [fred, joe, anna] = await Promise.all(
    ['fred', 'joe', 'anna'].map((name) => connect(gateway, `${name}${counter}`)),
  );
  if (!fred || !joe || !anna) throw new Error('nobody is here');
  await befriend(gateway, fred.identity, joe.identity);
  await Promise.all([fred.service.open('online'), joe.service.open('online'), anna.service.open('online')]);
  return { fred, joe, anna };
}

const groupsOf = ({ service, id }: Connected) => createGroupOperations((request) => service.request(request), id);
const joiningOf = ({ service, id }: Connected) => createJoiningOperations((request) => service.request(request), id);
const historyOf = ({ service }: Connected) => createHistoryOperations((request) => service.request(request));
const notifyingOf = ({ service }: Connected) => createNotifyingOperations((request) => service.request(request));

const outgoing = (text: string) => ({
  clientId: `${Date.now()}${counter++}`,
  ...composed(text),
  composedAtMs: Date.now(),
});

const conversationOf = async ({ service }: Connected, conversation: string) => {
  const { events } = await service.readConversation(conversation);
  const updates = events.flatMap((event) => (event.type === 'conversation' ? [event.conversation] : []));
  return Object.assign({}, ...updates) as (typeof updates)[number];
};
const textsOf = async ({ service }: Connected, conversation: string) =>
  (await service.listMessages(conversation)).events.flatMap((event) =>
    event.type === 'message' && event.message.content.kind === 'text' ? [event.message.raw.content] : [],
  );

describe('a group', () => {
  it('is created with its topic in one request, and read back with everything that is said of it', async () => {
    const { fred, joe } = await threePeople();
    fred.requests.length = 0;
    const group = await groupsOf(fred).create([joe.id, fred.id, joe.id], 'Climbing');
    expect(fred.requests.map(({ method }) => method)).toEqual(['POST']);
    const facts = await groupsOf(fred).read(group);
    expect(facts).toMatchObject({
      conversation: group,
      topic: 'Climbing',
      creator: fred.id,
      isJoiningEnabled: false,
      isHistoryDisclosed: true,
      isModerated: false,
      may: { addPeople: true, changeTopic: true, administer: true },
    });
    expect(facts.members.map(({ id, role }) => [id, role])).toEqual([
      [fred.id, 'admin'],
      [joe.id, 'user'],
    ]);
    expect(facts.createdAtMs).toBeGreaterThan(Date.now() - 60_000);
    expect((await groupsOf(joe).read(group)).may).toEqual({ addPeople: true, changeTopic: true, administer: false });
  });

  it('has rules that administrators switch, and what members may do follows them', async () => {
    const { fred, joe } = await threePeople();
    const group = await groupsOf(fred).create([joe.id], '');
    await groupsOf(fred).setRule(group, 'joining', true);
    await groupsOf(fred).setRule(group, 'history', false);
    await groupsOf(fred).setRule(group, 'moderation', true);
    expect(await groupsOf(joe).read(group)).toMatchObject({
      topic: '',
      isJoiningEnabled: true,
      isHistoryDisclosed: false,
      isModerated: true,
      may: { addPeople: false, changeTopic: false, administer: false },
    });
    await expect(groupsOf(joe).setRule(group, 'moderation', false)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(groupsOf(joe).setTopic(group, 'Mine')).rejects.toMatchObject({ kind: 'forbidden' });
    await groupsOf(fred).setRule(group, 'moderation', false);
    expect((await groupsOf(joe).read(group)).may.changeTopic).toBe(true);
  });

  it('hands out and takes back administration, and never loses its last administrator', async () => {
    const { fred, joe } = await threePeople();
    const group = await groupsOf(fred).create([joe.id], '');
    await expect(groupsOf(joe).setRole(group, joe.id, 'admin')).rejects.toMatchObject({ kind: 'forbidden' });
    await groupsOf(fred).setRole(group, joe.id, 'admin');
    expect((await groupsOf(joe).read(group)).may.administer).toBe(true);
    await groupsOf(joe).setRole(group, fred.id, 'user');
    expect((await groupsOf(fred).read(group)).may.administer).toBe(false);
    await expect(groupsOf(joe).setRole(group, joe.id, 'user')).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('does not take in strangers, says so, and stays readable for those who left', async () => {
    const { fred, joe, anna } = await threePeople();
    const group = await groupsOf(fred).create([joe.id], '');
    await fred.service.send(group, outgoing('hello'));
    await expect(groupsOf(fred).addMember(group, anna.id)).rejects.toMatchObject({ kind: 'forbidden' });
    await groupsOf(joe).leave(group);
    await expect(groupsOf(joe).read(group)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await conversationOf(joe, group)).toMatchObject({ isMember: false });
    expect(await textsOf(joe, group)).toEqual(['hello']);
    await groupsOf(fred).addMember(group, joe.id);
    await groupsOf(fred).removeMember(group, joe.id);
    expect((await groupsOf(fred).read(group)).members.map(({ id }) => id)).toEqual([fred.id]);
  });

  it.each([
    ['no JSON', 'not JSON'],
    ['something else', '{"id":7}'],
  ])('that answers %s is unreadable', async (_what, text) => {
    const groups = createGroupOperations(async () => ({ text }), '8:fred.2');
    await expect(groups.read('19:team@thread.skype')).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('of a server that lists no capabilities leaves everyday things to its members', async () => {
    const thread = (moderatedthread: string) => ({
      id: '19:team@thread.skype',
      members: [{ id: '8:fred.2', role: 'User', friendlyName: ' Fred\u202e ' }, { id: 'nonsense' }],
      properties: { moderatedthread, picture: 'URL@https://api.asm.skype.com/v1/objects/0-weu/views/avatar_fullsize' },
    });
    const read = (moderated: string) =>
      createGroupOperations(async () => ({ text: JSON.stringify(thread(moderated)) }), '8:fred.2').read('19:team');
    const facts = await read('false');
    expect(facts.may).toEqual({ addPeople: true, changeTopic: true, administer: false });
    expect(facts.members).toEqual([{ id: '8:fred.2', role: 'user', name: 'Fred' }]);
    expect(facts.picture).toBe('https://api.asm.skype.com/v1/objects/0-weu/views/avatar_fullsize');
    expect((await read('TRUE')).may).toEqual({ addPeople: false, changeTopic: false, administer: false });
  });
});

describe('a join link', () => {
  it.each([
    ['https://join.skype.com/AbCdEf123456', 'AbCdEf123456'],
    ['  https://join.skype.com/launch/AbCdEf123456?x=1#y ', 'AbCdEf123456'],
    ['join.skype.com/AbCdEf123456', 'AbCdEf123456'],
    ['http://127.0.0.1:8787/join.skype.com/AbCdEf123456/', 'AbCdEf123456'],
    ['AbCdEf123456', 'AbCdEf123456'],
    ['https://join.skype.com/', undefined],
    ['https://join.skype.com/a b', undefined],
    ['come and join us', undefined],
    ['', undefined],
    ['javascript:alert(1)', undefined],
  ])('is read from "%s"', (pasted, code) => {
    expect(codeOfLink(pasted)).toBe(code);
  });

  it('lets a stranger in while joining is on, and nobody once it is off', async () => {
    const { fred, joe, anna } = await threePeople();
    const group = await groupsOf(fred).create([joe.id], 'Open house');
    await expect(joiningOf(joe).readLink(group)).rejects.toMatchObject({ kind: 'forbidden' });
    await groupsOf(fred).setRule(group, 'joining', true);
    const link = await joiningOf(joe).readLink(group);
    expect(await joiningOf(fred).readLink(group)).toBe(link);
    expect(await joiningOf(anna).resolve(link)).toBe(group);
    expect(await joiningOf(anna).resolve('hello there')).toBeUndefined();
    await expect(joiningOf(anna).resolve('AbCdEf123456')).rejects.toMatchObject({ kind: 'not-found' });
    await joiningOf(anna).join(group);
    expect((await groupsOf(anna).read(group)).members).toHaveLength(3);
    await groupsOf(anna).leave(group);
    await groupsOf(fred).setRule(group, 'joining', false);
    await expect(joiningOf(anna).resolve(link)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(joiningOf(anna).join(group)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('is made and resolved in the older form where a server knows no other', async () => {
    const { fred, joe, anna } = await threePeople();
    const group = await groupsOf(fred).create([joe.id], '');
    await groupsOf(fred).setRule(group, 'joining', true);
    for (const client of [fred, anna]) {
      client.interfere((request) => (request.url.includes('/api.join.skype.com/') ? reply(404) : undefined));
    }
    const link = await joiningOf(fred).readLink(group);
    expect(fred.requests.at(-1)?.url).toContain('/api.scheduler.skype.com/threads');
    expect(await joiningOf(anna).resolve(link)).toBe(group);
    expect(anna.requests.at(-1)?.url).toContain('/join.skype.com/api/v2/conversation/');
  });

  it.each<[string, (joining: JoiningOperations) => Promise<unknown>]>([
    ['an address that is none', (joining) => joining.readLink('19:team@thread.skype')],
    ['a thread that is none', (joining) => joining.resolve('AbCdEf123456')],
  ])('is refused when the server answers %s', async (_what, ask) => {
    const text = JSON.stringify({
      ...{ url: 'javascript:alert(1)', JoinUrl: 'javascript:alert(1)', ThreadId: '19:team@thread.skype', Id: 'x' },
      ...{ threadId: '8:fred.2', Resource: '8:fred.2' },
    });
    await expect(ask(createJoiningOperations(async () => ({ text }), '8:fred.2'))).rejects.toMatchObject({
      kind: 'unreadable',
    });
  });
});

describe('which messages may notify', () => {
  it.each(['all', 'mentions', 'none'] as const)('is set to "%s" at the server, for all clients', async (level) => {
    const { fred, joe } = await threePeople();
    const group = await groupsOf(fred).create([joe.id], '');
    await notifyingOf(fred).setLevel(group, 'none');
    await notifyingOf(fred).setLevel(group, level);
    expect(await conversationOf(fred, group)).toMatchObject({ notifyLevel: level });
  });

  it('reaches the other endpoints of the user with the next message', async () => {
    const { fred, joe } = await threePeople();
    await fred.service.send(joe.id, outgoing('hello'));
    await notifyingOf(joe).setLevel(fred.id, 'none');
    const update = await pollFor(joe, 'conversation', ({ conversation }) => conversation.notifyLevel === 'none');
    expect(update.conversation.id).toBe(fred.id);
  });

  it('fails only for full quiet at a server that keeps no property of ours, and is muted even so', async () => {
    const { fred, joe } = await threePeople();
    const group = await groupsOf(fred).create([joe.id], '');
    fred.interfere((request) => (request.url.includes('name=skylark') ? reply(400) : undefined));
    await notifyingOf(fred).setLevel(group, 'mentions');
    await expect(notifyingOf(fred).setLevel(group, 'none')).rejects.toMatchObject({ kind: 'invalid' });
    expect(await conversationOf(fred, group)).toMatchObject({ notifyLevel: 'mentions' });
  });
});

describe('the history', () => {
  it('is cleared for one user and nobody else, also after leaving', async () => {
    const { fred, joe } = await threePeople();
    const group = await groupsOf(fred).create([joe.id], '');
    await fred.service.send(group, outgoing('old'));
    await historyOf(joe).clear(group);
    expect(await textsOf(joe, group)).toEqual([]);
    expect(await textsOf(fred, group)).toEqual(['old']);
    expect((await conversationOf(joe, group)).clearedUpTo).toBeGreaterThan(0);
    await fred.service.send(group, outgoing('new'));
    expect(await textsOf(joe, group)).toEqual(['new']);
    await groupsOf(joe).leave(group);
    await historyOf(joe).clear(group);
    expect(await textsOf(joe, group)).toEqual([]);
  });
});
