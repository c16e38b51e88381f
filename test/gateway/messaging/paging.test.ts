import { describe, expect, it } from 'vitest';
import { type Keyed, type Position, readPage, type Source } from '../../../gateway/messaging/paging.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json } from './client.ts';
import { pair, pick, settle } from './town.ts';

/** `100..91` as the notes write it. */
const run = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, i) => from - i);

/** The items that exist, by key. */
function sourceOf(keys: readonly number[]): Source<Keyed> {
  return async ({ newerThan = 0, olderThan = Number.POSITIVE_INFINITY, order, limit }) => {
    const fitting = keys
      .filter((key) => key > newerThan && key < olderThan)
      .sort((a, b) => (order === 'newest' ? b - a : a - b));
    return fitting.slice(0, limit).map((key) => ({ key }));
  };
}

async function read(keys: readonly number[], position: Position, size = 10) {
  const { items, upper, lower } = await readPage(sourceOf(keys), position, size);
  return { keys: items.map((item) => item.key), upper, lower };
}

describe('the state of a page', () => {
  it('leads through the example of the notes: 100 to 91, 90 to 81, then 102, 101 and 80 to 73', async () => {
    const first = await read(run(100, 1), { kind: 'start' });
    expect(first).toEqual({ keys: run(100, 91), upper: 100, lower: 91 });
    const second = await read(run(100, 1), { kind: 'continue', ...first });
    expect(second).toEqual({ keys: run(90, 81), upper: 100, lower: 81 });
    const third = await read(run(102, 1), { kind: 'continue', ...second });
    expect(third).toEqual({ keys: [102, 101, ...run(80, 73)], upper: 102, lower: 73 });
  });

  it('stays where it is when there is nothing more, and finds what comes later', async () => {
    const all = await read(run(3, 1), { kind: 'start' });
    const empty = await read(run(3, 1), { kind: 'continue', ...all });
    expect(empty).toEqual({ keys: [], upper: 3, lower: 1 });
    expect((await read(run(4, 1), { kind: 'continue', ...empty })).keys).toEqual([4]);
  });

  it('of an empty list finds everything that comes', async () => {
    const empty = await read([], { kind: 'start' });
    expect((await read(run(5, 1), { kind: 'continue', ...empty })).keys).toEqual(run(5, 1));
  });

  it('delivers everything new even when that is more than a page, without a gap', async () => {
    const first = await read(run(20, 1), { kind: 'start' });
    const second = await read(run(35, 1), { kind: 'continue', ...first });
    expect(second).toEqual({ keys: run(35, 21), upper: 35, lower: 11 });
    const flood = await read(run(520, 1), { kind: 'continue', ...first });
    expect(flood.keys).toEqual(run(220, 21));
    expect((await read(run(520, 1), { kind: 'continue', ...flood })).keys).toEqual(run(420, 221));
  });

  it('goes back without looking forward, and forward without looking back', async () => {
    const first = await read(run(30, 1), { kind: 'start' });
    expect((await read(run(40, 1), { kind: 'older', ...first })).keys).toEqual(run(20, 11));
    expect((await read(run(35, 1), { kind: 'newer', ...first })).keys).toEqual(run(35, 31));
    expect((await read(run(60, 1), { kind: 'newer', ...first })).keys).toEqual(run(40, 31));
  });
});

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);
  const contents = (body: Json): number[] => body.messages.map((message: Json) => Number(message.content));
  const follow = (client: Client, link: string) => client.request('GET', link.slice('https://gateway.test'.length));

  /** Writes numbers straight into a conversation, which is quicker than sending them. */
  async function fill(client: Client, cid: string, from: number, to: number): Promise<void> {
    for (let i = from; i <= to; i += 1) await client.send(cid, String(i));
  }

  describe('messages', () => {
    it('page as in the example of the notes, on the origin the client used', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await fill(from, joe.mri, 1, 100);
      const base = `/v1/users/ME/conversations/${fred.mri}/messages`;
      const first = (
        await to.request('GET', `${base}?startTime=0&pageSize=10&view=msnp24Equivalent&targetType=Passport|Skype`)
      ).body;
      expect(contents(first)).toEqual(run(100, 91));
      expect(first._metadata.totalCount).toBe(10);
      expect(first._metadata.syncState).toMatch(
        /^https:\/\/gateway\.test\/v1\/users\/ME\/conversations\/8:.*\/messages\?syncState=[A-Za-z0-9._-]+&view=msnp24Equivalent$/,
      );
      const second = (await follow(to, first._metadata.syncState)).body;
      expect(contents(second)).toEqual(run(90, 81));
      await fill(from, joe.mri, 101, 102);
      const third = (await follow(to, second._metadata.syncState)).body;
      expect(contents(third)).toEqual([102, 101, ...run(80, 73)]);
      expect(contents((await follow(to, first._metadata.backwardLink)).body)).toEqual(run(90, 81));
      expect(contents((await follow(to, first._metadata.forwardLink)).body)).toEqual([102, 101]);
      let state = third._metadata.syncState;
      const rest: number[] = [];
      for (let page = (await follow(to, state)).body; page.messages.length > 0; page = (await follow(to, state)).body) {
        rest.push(...contents(page));
        state = page._metadata.syncState;
      }
      expect(rest).toEqual(run(72, 1));
      await fill(from, joe.mri, 103, 103);
      expect(contents((await follow(to, state)).body)).toEqual([103]);
    });

    it('begin at startTime, end at endTime, 30 a page unless asked otherwise', async () => {
      const [fred, joe] = await pair(town);
      const from = await connect(town.gateway, fred);
      await fill(from, joe.mri, 1, 35);
      const ids = (await from.messages(joe.mri)).map((message) => Number(message.id)).reverse();
      const get = async (query: string) =>
        contents((await from.request('GET', `/v1/users/ME/conversations/${joe.mri}/messages${query}`)).body);
      expect(await get('')).toEqual(run(35, 6));
      expect(await get(`?startTime=${ids[32]}`)).toEqual([35, 34, 33]);
      expect(await get(`?startTime=${ids[1]}&endTime=${ids[2]}`)).toEqual([3, 2]);
      expect(await get('?startTime=0&pageSize=2')).toEqual([35, 34]);
    });

    it('refuse a query that makes no sense', async () => {
      const [fred, joe] = await pair(town);
      const from = await connect(town.gateway, fred);
      for (const query of [
        '?pageSize=0',
        '?pageSize=x',
        '?startTime=-1',
        '?endTime=soon',
        '?syncState=',
        '?syncState=abc',
      ]) {
        const reply = await from.request('GET', `/v1/users/ME/conversations/${joe.mri}/messages${query}`);
        expect([query, reply.status]).toEqual([query, 400]);
      }
    });
  });

  describe('a syncState', () => {
    it('is worth nothing on another resource, for another user, or changed', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await fill(from, joe.mri, 1, 3);
      await from.send(fred.mri, 'a note');
      const { body } = await from.request('GET', `/v1/users/ME/conversations/${joe.mri}/messages?pageSize=1`);
      const state = new URL(body._metadata.syncState).searchParams.get('syncState') ?? '';
      const get = async (client: Client, path: string, value: string) =>
        (await client.request('GET', `${path}?syncState=${encodeURIComponent(value)}`)).status;
      const own = `/v1/users/ME/conversations/${joe.mri}/messages`;
      expect(await get(from, own, state)).toBe(200);
      expect(await get(from, `/v1/users/ME/conversations/${fred.mri}/messages`, state)).toBe(400);
      expect(await get(from, '/v1/users/ME/conversations', state)).toBe(400);
      expect(await get(to, `/v1/users/ME/conversations/${fred.mri}/messages`, state)).toBe(400);
      expect(await get(from, own, `${state}x`)).toBe(400);
      expect(await get(from, own, `x${state}`)).toBe(400);
      const [payload = '', mark = ''] = state.split('.');
      const forged = Buffer.from(
        JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), lower: 1 }),
      );
      expect(await get(from, own, `${forged.toString('base64url')}.${mark}`)).toBe(400);
    });
  });

  describe('conversations', () => {
    it('page as in the example of the notes', async () => {
      const user = pick(await town.strangers(1), 0);
      const client = await connect(town.gateway, user);
      const threads: string[] = [];
      const create = async () => {
        const reply = await client.request('POST', '/v1/threads', {
          members: [{ id: user.mri, role: 'Admin' }],
          properties: { topic: String(threads.length + 1) },
        });
        threads.push((reply.headers.get('location') ?? '').split('/').at(-1) ?? '');
      };
      for (let i = 0; i < 100; i += 1) await create();
      const topics = (body: Json): number[] =>
        body.conversations.map((conversation: Json) => Number(conversation.threadProperties.topic));
      const first = (
        await client.request(
          'GET',
          '/v1/users/ME/conversations?startTime=0&view=msnp24Equivalent&targetType=Passport|Skype|Lync|Thread',
        )
      ).body;
      expect(topics(first)).toEqual(run(100, 91));
      const second = (await follow(client, first._metadata.syncState)).body;
      expect(topics(second)).toEqual(run(90, 81));
      await create();
      await create();
      const third = (await follow(client, second._metadata.syncState)).body;
      expect(topics(third)).toEqual([102, 101, ...run(80, 73)]);
      await client.send(pick(threads, 4), 'the fifth is the newest now');
      const fourth = (await follow(client, third._metadata.syncState)).body;
      expect(topics(fourth)).toEqual([5, ...run(72, 64)]);
    });
  });
});
