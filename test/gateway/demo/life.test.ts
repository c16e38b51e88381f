import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, type Situation } from '../../../gateway/demo/concierge.ts';
import { startDemo } from '../../../gateway/demo/life.ts';
import { answersTo, scenes } from '../../../gateway/demo/lines.ts';
import { seedDemoPeople } from '../../../gateway/demo/people.ts';
import { findUserByName } from '../../../gateway/identity/users.ts';
import type { Database } from '../../../gateway/storage/database.ts';
import { openMemoryDatabase } from '../../support/databases.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type Client, connect, type Json, ofType } from '../messaging/client.ts';

const situation: Situation = {
  displayName: 'Fred Adams',
  name: 'fred.2',
  nowMs: Date.UTC(2024, 4, 6, 7, 8, 9),
  people: [
    { displayName: 'Joe Bloggs', status: 'Busy' },
    { displayName: 'Anna Cooper', status: 'Offline' },
  ],
};

describe('the concierge', () => {
  it.each([
    ['help', 'echo <text>'],
    ['?', 'echo <text>'],
    ['What time is it?', 'It is 2024-05-06 07:08 UTC.'],
    ['who is online', 'Joe Bloggs: Busy'],
    ['me', 'You are Fred Adams (fred.2).'],
    ['what does the badge mean', 'messages you have not read'],
    ['how do I become invisible?', 'Invisible hides you'],
    ['is my data safe', 'data folder'],
    ['hello', 'Hello Fred Adams!'],
    ['flibbertigibbet', 'Write "help"'],
  ])('answers "%s" with "... %s ..."', (text, answer) => expect(answerOf(text, situation)).toContain(answer));

  it('repeats exactly what follows echo', () =>
    expect(answerOf('echo  time <b>x</b>', situation)).toBe('time <b>x</b>'));

  it('always says something', () => {
    for (const text of ['', ' ', 'echo ', 'echo', '\u0000'])
      expect(answerOf(text, situation).length).toBeGreaterThan(0);
  });
});

describe('the lines', () => {
  it('give every text an answer and every scene a speaker', () => {
    for (const text of ['hi', 'lunch?', 'when do we meet?', 'zzz', 'no'])
      expect(answersTo(text).length).toBeGreaterThan(0);
    for (const scene of scenes) expect(scene.lines.length).toBeGreaterThan(0);
  });
});

describe('a demo gateway', () => {
  let gateway: TestGateway;
  let fred: Client;
  const seen: Json[] = [];

  /** Polls until an event fits; what came before is kept. */
  async function waitFor(fits: (event: Json) => boolean): Promise<Json> {
    const endMs = Date.now() + 20_000;
    for (;;) {
      const found = seen.find(fits);
      if (found) return found;
      if (Date.now() > endMs) throw new Error('nothing of the kind came');
      seen.push(...(await fred.poll()));
    }
  }
  const messageFrom = (mri: string) => (event: Json) =>
    event.resourceType === 'NewMessage' &&
    event.resource.messagetype === 'RichText' &&
    event.resource.from.endsWith(`/${mri}`);

  beforeAll(async () => {
    gateway = await startTestGateway({ settings: { demo: true, holdSeconds: 1 } });
    await seedDemoPeople(gateway.context);
    await startDemo(gateway.context);
    const user = await findUserByName(gateway.context.database, 'fred.2');
    if (!user) throw new Error('the demo has no fred.2');
    fred = await connect(gateway, user);
    await fred.subscribe();
  }, 60_000);
  afterAll(() => gateway.close());

  it('has the group with a little history, read, and a welcome that is not', async () => {
    const { conversations } = (await fred.request('GET', '/v1/users/ME/conversations')).body;
    const group = conversations.find((each: Json) => each.threadProperties?.topic === 'Team chat');
    expect(JSON.parse(group.threadProperties.members).sort()).toEqual(['8:anna.7', '8:fred.2', '8:joe.4']);
    const history = await fred.messages(group.id);
    expect(history.length).toBeGreaterThan(4);
    expect(Number(history[0].id)).toBeLessThan(Date.now() - 3600_000);
    expect(group.properties.consumptionhorizon.split(';')[0]).toBe(history[0].id);
    const welcome = conversations.find((each: Json) => each.id === '28:concierge');
    expect(welcome.lastMessage.content).toContain('Welcome to Skylark');
    expect(welcome.properties.consumptionhorizon).toBe('0;0;0');
  });

  it('lets someone write within seconds of the first sign-in, typing before', async () => {
    const message = await waitFor(messageFrom('8:joe.4'));
    expect(message.resource.content.length).toBeGreaterThan(0);
    const typing = seen.findIndex(
      (event) => event.resource.messagetype === 'Control/Typing' && event.resource.from.endsWith('/8:joe.4'),
    );
    expect(typing).toBeGreaterThanOrEqual(0);
    expect(typing).toBeLessThan(seen.indexOf(message));
  }, 30_000);

  it('answers questions to the bot with something useful, and joe and anna are around', async () => {
    await fred.send('28:concierge', 'who is around?');
    const answer = await waitFor((event) => messageFrom('28:concierge')(event));
    expect(answer.resource.content).toContain('Joe Bloggs: Online');
    expect(
      ofType(seen, 'UserPresence')
        .map((event) => event.resource.selfLink)
        .join(),
    ).toContain('8:anna.7');
  }, 30_000);

  it('lets anna answer when she is written to, unless a real client is signed in as her', async () => {
    await fred.send('8:anna.7', 'Are you there?');
    await waitFor(messageFrom('8:anna.7'));
    const anna = await findUserByName(gateway.context.database, 'anna.7');
    if (!anna) throw new Error('the demo has no anna.7');
    const played = await connect(gateway, anna);
    await played.subscribe(['/v1/users/ME/conversations/ALL/messages']);
    seen.length = 0;
    await fred.send('8:anna.7', 'Still you?');
    // Joe takes as long for two answers as Anna would at most for one.
    for (const text of ['One', 'Two']) {
      seen.length = 0;
      await fred.send('8:joe.4', text);
      await waitFor(messageFrom('8:joe.4'));
      expect(seen.filter(messageFrom('8:anna.7'))).toEqual([]);
    }
    await played.send('8:fred.2', 'It is me, the real Anna');
    const message = await waitFor((event) => event.resource.content === 'It is me, the real Anna');
    expect(message.resource.from).toContain('8:anna.7');
  }, 40_000);
});

describe('a demo that starts again', () => {
  it('makes nothing twice', async () => {
    const database: Database = await openMemoryDatabase();
    const reopened = { ...database, close: async () => undefined };
    for (const round of [1, 2]) {
      const gateway = await startTestGateway({ database: reopened, settings: { demo: true } });
      await seedDemoPeople(gateway.context);
      await startDemo(gateway.context);
      const rows = await database.query("select 1 as found from messages where content like 'Welcome to%'");
      const groups = await database.query('select 1 as found from conversations where is_thread');
      expect([round, rows.length, groups.length]).toEqual([round, 2, 1]);
      await gateway.close();
    }
    await database.close();
  }, 60_000);
});
