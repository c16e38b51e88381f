import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json, listen, ofType } from './client.ts';
import { pair, settle } from './town.ts';

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);
  const pathOf = (cid: string) => `/v1/users/ME/conversations/${cid}`;
  const page = async (client: Client, link: string): Promise<Json> => {
    const { pathname, search } = new URL(link, 'https://gateway.test');
    return (await client.request('GET', pathname + search)).body;
  };

  describe('clearing the history', () => {
    it('is told to the user’s other endpoints, with a complete last message in which nothing is said (13.6)', async () => {
      const [fred, joe] = await pair(town);
      const [laptop, phone] = [await listen(town.gateway, fred), await listen(town.gateway, fred)];
      const contact = await listen(town.gateway, joe);
      const id = await contact.send(fred.mri, 'a secret', { amsreferences: ['0-x'] });
      await Promise.all([laptop.drain(), phone.drain(), contact.drain()]);
      await laptop.request('DELETE', `${pathOf(joe.mri)}/messages`);
      const [update, ...more] = await phone.drain();
      expect(more).toEqual([]);
      expect(update.resourceType).toBe('ConversationUpdate');
      const { properties, lastMessage } = update.resource;
      expect(Number(properties.clearedat)).toBeGreaterThanOrEqual(Number(id));
      expect(lastMessage).toMatchObject({ id, type: 'Message', messagetype: 'Text', content: '' });
      expect(JSON.stringify(update)).not.toMatch(/secret|0-x/);
      expect(await contact.drain()).toEqual([]);
    });

    it('hides what was said from lists, pages, single messages and the last message, for good', async () => {
      const [fred, joe] = await pair(town);
      const [client, contact] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      const id = await contact.send(fred.mri, 'old', { clientmessageid: '9' });
      const first = await page(client, `${pathOf(joe.mri)}/messages?pageSize=1&startTime=0`);
      await client.request('DELETE', `${pathOf(joe.mri)}/messages`);
      for (const link of ['syncState', 'backwardLink', 'forwardLink']) {
        expect((await page(client, first._metadata[link])).messages).toEqual([]);
      }
      expect((await client.request('GET', `${pathOf(joe.mri)}/messages/${id}`)).status).toBe(404);
      const listed = await page(client, '/v1/users/ME/conversations?startTime=0');
      expect(listed.conversations.map((row: Json) => row.lastMessage)).toEqual([{}]);
      await contact.request('PUT', `${pathOf(fred.mri)}/messages/${id}`, { messagetype: 'Text', content: 'edited' });
      expect(await client.messages(joe.mri)).toEqual([]);
      expect(JSON.stringify(await page(client, '/v1/users/ME/conversations?startTime=0'))).not.toContain('edited');
      const other = await listen(town.gateway, fred);
      await contact.request('DELETE', `${pathOf(fred.mri)}/messages/${id}`);
      expect(ofType(await other.drain(), 'NewMessage')).toEqual([]);
    });

    it('works in a group that was left', async () => {
      const [fred, joe] = await pair(town);
      const [client, owner] = [await connect(town.gateway, joe), await connect(town.gateway, fred)];
      const members = [fred, joe].map(({ mri }) => ({ id: mri, role: 'User' }));
      const reply = await owner.request('POST', '/v1/threads', { members });
      const tid = (reply.headers.get('location') ?? '').split('/').at(-1) ?? '';
      await owner.send(tid, 'hello');
      await client.request('DELETE', `/v1/threads/${tid}/members/${joe.mri}`);
      expect((await client.request('DELETE', `${pathOf(tid)}/messages`)).status).toBe(200);
      expect(await client.messages(tid)).toEqual([]);
      expect((await owner.messages(tid)).map((message) => message.content)).toContain('hello');
    });
  });

  describe('a history of ten thousand messages', () => {
    const size = 10_000;
    const startMs = 1_600_000_000_000;

    /** Puts the messages where sending would have put them. */
    const seed = async (): Promise<{ client: Client; contact: Client; cid: string }> => {
      const [fred, joe] = await pair(town);
      const [client, contact] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await contact.send(fred.mri, 'the last one');
      await town.gateway.context.database.query(
        `insert into messages (id, conversation_id, sender, sender_name, messagetype, contenttype, content, composed_at_ms,
           is_disclosed, version)
         select $1::bigint + n * 7 + $4::bigint, conversation_id, $2, 'Joe', 'Text', 'text', 'message ' || n,
           $1::bigint + n * 7, true, $1::bigint + n * 7 + $4::bigint
         from members, generate_series(1, ${size - 1}) n where user_id = $3`,
        [startMs, joe.mri, fred.userId, fred.userId * 1_000_000],
      );
      return { client, contact, cid: joe.mri };
    };
    const walk = async (client: Client, first: string, link: string): Promise<Json[]> => {
      const all: Json[] = [];
      let at = await page(client, first);
      while (at.messages.length > 0) {
        all.push(...at.messages);
        at = await page(client, at._metadata[link]);
      }
      return all;
    };

    it('is read back by syncState and by backwardLink without a gap or a repetition', async () => {
      const { client, cid } = await seed();
      const expected = ['the last one', ...Array.from({ length: size - 1 }, (_, i) => `message ${size - 1 - i}`)];
      for (const link of ['syncState', 'backwardLink']) {
        const all = await walk(client, `${pathOf(cid)}/messages?startTime=0&pageSize=200`, link);
        expect(all.map((message) => message.content)).toEqual(expected);
        const ids = all.map((message) => Number(message.id));
        expect(ids.every((id, i) => i === 0 || id < (ids[i - 1] ?? 0))).toBe(true);
      }
    }, 60_000);

    it('is read back without a gap while new messages arrive', async () => {
      const { client, contact, cid } = await seed();
      const seen = new Set<string>();
      const sent: string[] = [];
      let count = 0;
      let at = await page(client, `${pathOf(cid)}/messages?startTime=0&pageSize=150`);
      for (let pages = 0; at.messages.length > 0; pages += 1) {
        for (const message of at.messages) seen.add(message.content);
        count += at.messages.length;
        if (pages % 10 === 0) {
          sent.push(`new ${pages}`);
          await contact.send(client.user.mri, `new ${pages}`);
        }
        at = await page(client, at._metadata.syncState);
      }
      expect([count, seen.size]).toEqual([size + sent.length, size + sent.length]);
      expect(sent.every((content) => seen.has(content))).toBe(true);
    }, 60_000);

    it('is cut to a stretch by startTime and endTime', async () => {
      const { client, cid } = await seed();
      const all = await client.request('GET', `${pathOf(cid)}/messages?startTime=0&pageSize=200`);
      const ids = all.body.messages.map((message: Json) => Number(message.id));
      const [from, to] = [ids[120], ids[20]];
      const query = `startTime=${from}&endTime=${to}&pageSize=40&view=supportsExtendedHistory|msnp24Equivalent`;
      const stretch = await walk(client, `${pathOf(cid)}/messages?${query}`, 'backwardLink');
      expect(stretch.map((message) => Number(message.id)).slice(0, 40)).toEqual(ids.slice(20, 60));
      expect(stretch.every((message) => Number(message.id) >= from)).toBe(true);
      expect(stretch).toHaveLength(101);
    });
  });
});
