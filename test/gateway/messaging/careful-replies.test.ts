import { describe, expect, it } from 'vitest';
import { positionHeader } from '../../../src/skype/wire/event.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json } from './client.ts';
import { settle, trio } from './town.ts';

const pollPath = '/v1/users/ME/endpoints/SELF/subscriptions/0/poll';

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);

  /** A group of three, with one who has heard nothing of it yet. */
  async function scene(): Promise<{ fred: Client; joe: Client; anna: Client; tid: string }> {
    const [fredUser, joeUser, annaUser] = await trio(town);
    const [fred, joe] = [await connect(town.gateway, fredUser), await connect(town.gateway, joeUser)];
    const anna = await connect(town.gateway, annaUser);
    await joe.subscribe();
    await joe.drain();
    const members = [fredUser, joeUser, annaUser].map(({ mri }) => ({ id: mri, role: 'User' }));
    const reply = await fred.request('POST', '/v1/threads', { members, properties: { topic: 'Team chat' } });
    return { fred, joe, anna, tid: (reply.headers.get('location') ?? '').split('/').at(-1) ?? '' };
  }
  const replies = async (client: Client): Promise<Json[][]> => {
    const all: Json[][] = [];
    for (let events = await client.poll(); events.length > 0; events = await client.poll()) all.push(events);
    return all;
  };
  const isMessage = (event: Json): boolean => event.resourceType === 'NewMessage';

  describe('a reply to a client that names no position', () => {
    it('has at most one message, as its last event, so that no order of reading matters (5.2)', async () => {
      const { fred, joe } = await scene();
      await joe.drain();
      const sent = ['one', 'two', 'three'];
      for (const text of sent) await fred.send(joe.user.mri, text);
      const all = await replies(joe);
      for (const events of all) expect(events.slice(0, -1).some(isMessage)).toBe(false);
      expect(
        all
          .flat()
          .filter(isMessage)
          .map((event) => event.resource.content),
      ).toEqual(sent);
    });

    it('ends with what makes one client drop the rest: ThreadUpdate, thread activity and updates that tell of it (5.4)', async () => {
      const { fred, joe, tid } = await scene();
      await fred.request('PUT', `/v1/threads/${tid}/properties?name=topic`, { topic: 'Other' });
      await fred.send(tid, 'hello');
      const all = await replies(joe);
      const isRisky = ({ resourceType, resource }: Json): boolean =>
        resourceType === 'ThreadUpdate' ||
        (resource.messagetype ?? resource.lastMessage?.messagetype ?? '').startsWith('ThreadActivity/');
      for (const events of all) expect(events.slice(0, -1).filter(isRisky)).toEqual([]);
      const ids = all.flat().map((event) => event.id);
      expect(ids).toEqual(ids.map((_, i) => ids[0] + i));
      expect(all.flat().filter((event) => event.resourceType === 'ThreadUpdate')).toHaveLength(2);
      expect(all.flat().filter(isMessage).at(-1).resource.content).toBe('hello');
    });

    it('has the whole presence of contacts at once', async () => {
      const { fred } = await scene();
      await fred.subscribe();
      const events = await fred.poll();
      expect(events.length).toBeGreaterThan(2);
      expect(events.every((event) => event.resourceType.endsWith('Presence'))).toBe(true);
      expect(await fred.poll()).toEqual([]);
    });
  });

  it('a reply to a client that names its position has all that waits', async () => {
    const { fred, joe, tid } = await scene();
    for (let i = 0; i < 20; i += 1) await fred.send(tid, `message ${i}`);
    const headers = { RegistrationToken: `registrationToken=${joe.token}`, [positionHeader]: '0' };
    const { body } = await joe.request('POST', pollPath, undefined, { headers });
    const messages = body.eventMessages.filter(isMessage).map((event: Json) => event.resource);
    expect(messages.filter((message: Json) => message.messagetype === 'Text')).toHaveLength(20);
    expect(messages[0].messagetype).toBe('ThreadActivity/AddMember');
  });
});
