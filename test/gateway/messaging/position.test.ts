import { describe, expect, it } from 'vitest';
import { positionHeader } from '../../../src/skype/wire/event.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json, ofType } from './client.ts';
import { pair, settle } from './town.ts';

const pollPath = '/v1/users/ME/endpoints/SELF/subscriptions/0/poll';

eachDatabase((openDatabase) => {
  describe('a poll that names the last event the client has', () => {
    const town = settle(openDatabase);

    async function pollFrom(client: Client, position: number | string): Promise<Json> {
      const headers = { RegistrationToken: `registrationToken=${client.token}`, [positionHeader]: String(position) };
      return (await client.request('POST', pollPath, undefined, { headers })).body;
    }
    const texts = (reply: Json) => ofType(reply.eventMessages, 'NewMessage').map((event) => event.resource.content);

    it('gets again what a lost reply carried, and never again what it has', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(['/v1/users/ME/conversations/ALL/messages']);
      await from.send(joe.mri, 'one');
      await from.send(joe.mri, 'two');
      expect(texts(await pollFrom(to, 0))).toEqual(['one', 'two']);
      const again = await pollFrom(to, 0);
      expect(texts(again)).toEqual(['one', 'two']);
      const first = again.eventMessages[0].id as number;
      expect(texts(await pollFrom(to, first))).toEqual(['two']);
      expect(texts(await pollFrom(to, first + 1))).toEqual([]);
      await from.send(joe.mri, 'three');
      expect(texts(await pollFrom(to, first + 1))).toEqual(['three']);
    });

    it('is refused when the position is not an event id', async () => {
      const [fred] = await pair(town);
      const client = await connect(town.gateway, fred);
      await client.subscribe();
      const reply = await pollFrom(client, '-1; drop');
      expect(reply.errorCode).toBeDefined();
      expect(reply.eventMessages).toBeUndefined();
    });
  });
});
