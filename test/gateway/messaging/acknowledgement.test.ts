import { describe, expect, it } from 'vitest';
import { positionHeader } from '../../../src/skype/wire/event.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json, ofType } from './client.ts';
import { pair, settle } from './town.ts';

const onlyMessages = ['/v1/users/ME/conversations/ALL/messages'];
const texts = (events: readonly Json[]): string[] =>
  ofType(events, 'NewMessage').map((event) => event.resource.content);

eachDatabase((openDatabase) => {
  let nowMs = 1_700_000_000_000;
  const town = settle(openDatabase, { now: () => nowMs });

  const acknowledge = (client: Client, event: Json) =>
    client.request('POST', new URL(event.resource.ackrequired).pathname);
  /** Two clients, the second of which has acknowledged a message. */
  async function acknowledging(): Promise<{ from: Client; to: Client }> {
    const [fred, joe] = await pair(town);
    const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
    await to.subscribe(onlyMessages);
    await from.send(joe.mri, 'hello');
    const [event] = await to.drain();
    expect((await acknowledge(to, event)).status).toBe(200);
    return { from, to };
  }
  const wait = (seconds: number): void => {
    nowMs += seconds * 1000;
  };

  describe('a message for a client that acknowledges', () => {
    it('comes again until it is acknowledged', async () => {
      const { from, to } = await acknowledging();
      await from.send(to.user.mri, 'important');
      const [first] = await to.drain();
      expect(texts(await to.drain())).toEqual([]);
      wait(31);
      const [second, ...more] = await to.drain();
      expect([second.id, second.resource]).toEqual([first.id, first.resource]);
      expect(more).toEqual([]);
      await acknowledge(to, second);
      wait(31);
      expect(await to.drain()).toEqual([]);
    });

    it('comes three times more at the most; then the client counts as one that does not acknowledge', async () => {
      const { from, to } = await acknowledging();
      await from.send(to.user.mri, 'unheard');
      const heard: string[][] = [];
      for (let round = 0; round < 6; round += 1) {
        heard.push(texts(await to.drain()));
        wait(31);
      }
      expect(heard).toEqual([['unheard'], ['unheard'], ['unheard'], ['unheard'], [], []]);
      await from.send(to.user.mri, 'next');
      expect(texts(await to.drain())).toEqual(['next']);
      wait(31);
      expect(await to.drain()).toEqual([]);
    });

    it('does not hold up what comes later', async () => {
      const { from, to } = await acknowledging();
      await from.send(to.user.mri, 'first');
      await to.drain();
      wait(31);
      await from.send(to.user.mri, 'second');
      expect(texts(await to.poll())).toEqual(['second']);
      expect(texts(await to.poll())).toEqual(['first']);
    });

    it('does not come again when the acknowledgement overtakes the end of the reply', async () => {
      const { from, to } = await acknowledging();
      const id = await from.send(to.user.mri, 'quick');
      await town.gateway.context.database.query("update events set taken_by = 'a reply under way'");
      await to.request('POST', `/v1/users/ME/conversations/ALL/messages/${id}/ack`);
      await town.gateway.context.database.query('update events set taken_by = null');
      expect(await to.drain()).toEqual([]);
    });

    it('goes once to another endpoint of the same user that does not acknowledge', async () => {
      const { from, to } = await acknowledging();
      const silent = await connect(town.gateway, to.user);
      await silent.subscribe(onlyMessages);
      await from.send(to.user.mri, 'both');
      expect([texts(await to.drain()), texts(await silent.drain())]).toEqual([['both'], ['both']]);
      wait(31);
      expect([texts(await to.drain()), texts(await silent.drain())]).toEqual([['both'], []]);
    });

    it('is not taken from another user by acknowledging its id', async () => {
      const { from, to } = await acknowledging();
      const id = await from.send(to.user.mri, 'not yours');
      await to.poll();
      expect((await from.request('POST', `/v1/users/ME/conversations/ALL/messages/${id}/ack`)).status).toBe(200);
      wait(31);
      expect(texts(await to.drain())).toEqual(['not yours']);
    });
  });

  it('a client that names its position gets each message once, acknowledged or not', async () => {
    const { from, to } = await acknowledging();
    const headers = (position: number) => ({
      RegistrationToken: `registrationToken=${to.token}`,
      [positionHeader]: String(position),
    });
    const poll = async (position: number): Promise<Json[]> =>
      (
        await to.request('POST', '/v1/users/ME/endpoints/SELF/subscriptions/0/poll', undefined, {
          headers: headers(position),
        })
      ).body.eventMessages;
    await from.send(to.user.mri, 'one');
    await from.send(to.user.mri, 'two');
    const events = await poll(1000);
    expect(texts(events)).toEqual(['one', 'two']);
    wait(31);
    const position = events.at(-1)?.id;
    expect(await poll(position)).toEqual([]);
    wait(31);
    expect(await poll(position)).toEqual([]);
  });
});
