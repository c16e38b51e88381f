import { describe, expect, it } from 'vitest';
import { addContact, removeContact, setBlocked } from '../../../gateway/account/contacts.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, type Json, listen, ofType } from './client.ts';
import { pair, pick, settle } from './town.ts';

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);
  const context = () => town.gateway.context;
  const strangers = async (): Promise<[Client, Client]> => {
    const users = await town.strangers(2);
    return [await listen(town.gateway, pick(users, 0)), await listen(town.gateway, pick(users, 1))];
  };
  const friends = async (): Promise<[Client, Client]> => {
    const [fred, joe] = await pair(town);
    return [await listen(town.gateway, fred), await listen(town.gateway, joe)];
  };
  const status = async (client: Client, cid: string): Promise<string | undefined> =>
    (await client.request('GET', `/v1/users/ME/conversations/${cid}`)).body.properties.conversationstatus;
  const post = async (client: Client, cid: string): Promise<number[]> => {
    const body = { messagetype: 'Text', content: `${Math.random()}` };
    const reply = await client.request('POST', `/v1/users/ME/conversations/${cid}/messages`, body);
    return [reply.status, reply.body.errorCode ?? 0];
  };
  const told = (events: readonly Json[]) =>
    ofType(events, 'ConversationUpdate').map((event) => event.resource.properties.conversationstatus);

  describe('the status of a conversation', () => {
    it('waits on the side of a stranger who wrote, until the other answers', async () => {
      const [from, to] = await strangers();
      await from.send(to.user.mri, 'hello');
      expect(told(await from.drain())).toEqual(['AcceptPendingSender']);
      expect(told(await to.drain())).toEqual(['AcceptPendingRecipient']);
      expect([await status(from, to.user.mri), await status(to, from.user.mri)]).toEqual([
        'AcceptPendingSender',
        'AcceptPendingRecipient',
      ]);
      await to.send(from.user.mri, 'hello yourself');
      expect(told(await from.drain())).toEqual(['Accepted']);
      expect(told(await to.drain())).toEqual(['Accepted']);
    });

    it('is Accepted as soon as the other accepts the sender as a contact, which both hear', async () => {
      const [from, to] = await strangers();
      await from.send(to.user.mri, 'hello');
      await Promise.all([from.drain(), to.drain()]);
      await addContact(context(), to.user, from.user.mri, '');
      expect(told(await from.drain())).toEqual(['Accepted']);
      expect(told(await to.drain())).toEqual(['Accepted']);
    });

    it('is Accepted with bots, absent in groups and notes to oneself, and cannot be set', async () => {
      const [from] = await strangers();
      const bot = await town.gateway.createUser({ name: `bot${Date.now()}`, kind: 'bot' });
      await from.send(bot.mri, 'help');
      await from.send(from.user.mri, 'a note');
      expect(await status(from, bot.mri)).toBe('Accepted');
      expect(await status(from, from.user.mri)).toBeUndefined();
      const reply = await from.request(
        'PUT',
        `/v1/users/ME/conversations/${bot.mri}/properties?name=conversationstatus`,
        { conversationstatus: 'Accepted' },
      );
      expect(reply.status).toBe(400);
    });
  });

  describe('someone who was taken off the contact list', () => {
    it('is a stranger again, whatever was said before: a few messages, then 403/804, until there is an answer', async () => {
      const [fred, joe] = await friends();
      await fred.send(joe.user.mri, 'hi');
      await joe.send(fred.user.mri, 'hi');
      await fred.drain();
      await removeContact(context(), joe.user, fred.user.mri);
      expect(told(await fred.drain())).toEqual(['AcceptPendingSender']);
      for (let i = 0; i < 5; i += 1) expect(await post(fred, joe.user.mri)).toEqual([201, 0]);
      expect(await post(fred, joe.user.mri)).toEqual([403, 804]);
      expect(await post(joe, fred.user.mri)).toEqual([201, 0]);
      expect(await post(fred, joe.user.mri)).toEqual([201, 0]);
    });

    it('gets no new allowance by asking again, and is free once accepted', async () => {
      const [fred, joe] = await friends();
      await fred.send(joe.user.mri, 'hi');
      await removeContact(context(), joe.user, fred.user.mri);
      for (let i = 0; i < 5; i += 1) await post(fred, joe.user.mri);
      await removeContact(context(), fred.user, joe.user.mri);
      await addContact(context(), fred.user, joe.user.mri, 'please');
      expect(await post(fred, joe.user.mri)).toEqual([403, 804]);
      await addContact(context(), joe.user, fred.user.mri, '');
      for (let i = 0; i < 7; i += 1) expect(await post(fred, joe.user.mri)).toEqual([201, 0]);
    });
  });

  describe('a block', () => {
    it('is not told by any ConversationUpdate, keeps reading from the blocked one, and ends with the block', async () => {
      const [fred, joe] = await friends();
      const id = await fred.send(joe.user.mri, 'hi');
      const horizons = `/v1/threads/${joe.user.mri}/consumptionhorizons`;
      const read = async () => JSON.stringify((await fred.request('GET', horizons)).body.consumptionhorizons);
      await joe.request('PUT', `/v1/users/ME/conversations/${fred.user.mri}/properties?name=consumptionhorizon`, {
        consumptionhorizon: `${id};${id};0`,
      });
      expect(await read()).toContain(`${id};${id};0`);
      await fred.drain();
      await setBlocked(context(), joe.user, fred.user.mri, true);
      expect(told(await fred.drain())).toEqual([]);
      expect(await read()).not.toContain(`${id};`);
      expect((await post(fred, joe.user.mri))[0]).toBe(403);
      await setBlocked(context(), joe.user, fred.user.mri, false);
      expect(await post(fred, joe.user.mri)).toEqual([201, 0]);
    });
  });

  it('a read position is kept from the others where its user does not publish it', async () => {
    const [fred, joe] = await friends();
    const id = await fred.send(joe.user.mri, 'hi');
    const set = (name: string, value: string) =>
      joe.request('PUT', `/v1/users/ME/conversations/${fred.user.mri}/properties?name=${name}`, { [name]: value });
    await set('consumptionhorizon', `${id};${id};0`);
    const shown = async (client: Client, cid: string) =>
      (await client.request('GET', `/v1/threads/${cid}/consumptionhorizons`)).body.consumptionhorizons.find(
        (row: Json) => row.id === joe.user.mri,
      ).consumptionhorizon;
    expect(await shown(fred, joe.user.mri)).toBe(`${id};${id};0`);
    await set('consumptionhorizonpublished', 'false');
    expect(await shown(fred, joe.user.mri)).toBe('0;0;0');
    expect(await shown(joe, fred.user.mri)).toBe(`${id};${id};0`);
  });
});
