import { describe, expect, it } from 'vitest';
import { appendEvents, type EventDraft } from '../../../gateway/messaging/events.ts';
import { createMessagingContext } from '../../../gateway/messaging/messaging-context.ts';
import { createPolls } from '../../../gateway/messaging/poll.ts';
import { holdSubscription } from '../../../gateway/messaging/subscriptions.ts';
import { sweep } from '../../../gateway/messaging/sweeper.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { type Client, connect, type Json, listen, ofType } from './client.ts';
import { pair, pick, settle, until } from './town.ts';

const pollPath = '/v1/users/ME/endpoints/SELF/subscriptions/0/poll';
const texts = (events: readonly Json[]): string[] =>
  ofType(events, 'NewMessage').map((event) => event.resource.content);
const onlyMessages = ['/v1/users/ME/conversations/ALL/messages'];

eachDatabase((openDatabase) => {
  describe('a poll', () => {
    const town = settle(openDatabase);
    const isQueued = async (client: Client): Promise<boolean> => {
      const rows = await town.gateway.context.database.query(
        'select 1 as found from events join subscriptions on serial = subscription where user_id = $1',
        [client.user.userId],
      );
      return rows.length > 0;
    };

    it('without a subscription answers 404/450, without an endpoint 404/729', async () => {
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      const lost = await client.request('POST', pollPath);
      expect([lost.status, lost.body.errorCode]).toEqual([404, 450]);
      await client.subscribe();
      expect((await client.request('POST', pollPath.replace('/0/', '/1/'))).body.errorCode).toBe(450);
      await town.gateway.context.database.query('delete from endpoints where user_id = $1', [client.user.userId]);
      const gone = await client.request('POST', pollPath);
      expect([gone.status, gone.body.errorCode]).toEqual([404, 729]);
    });

    it('is answered with an empty list after the hold time', async () => {
      const client = await listen(town.gateway, pick(await town.strangers(1), 0));
      const reply = await client.request('POST', pollPath);
      expect([reply.status, reply.body]).toEqual([200, { eventMessages: [] }]);
    });

    it('tolerates the empty form that one client sends', async () => {
      const client = await listen(town.gateway, pick(await town.strangers(1), 0));
      const reply = await client.request('POST', pollPath, '', {
        headers: {
          RegistrationToken: `registrationToken=${client.token}`,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
      });
      expect(reply.status).toBe(200);
    });

    it('gets all queued events, oldest first, with ids from 1000 that grow by one, and never again', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      for (const text of ['one', 'two', 'three']) await from.send(joe.mri, text);
      const events = await to.drain();
      expect(texts(events)).toEqual(['one', 'two', 'three']);
      expect(events.map((event) => event.id)).toEqual([1000, 1001, 1002]);
      expect(await to.poll()).toEqual([]);
      await from.send(joe.mri, 'four');
      expect((await to.poll()).map((event) => event.id)).toEqual([1003]);
    });

    it('through a new subscription counts from 1000 again and sees nothing of the old one', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      await from.send(joe.mri, 'before');
      await to.subscribe(onlyMessages);
      await from.send(joe.mri, 'after');
      const events = await to.poll();
      expect([texts(events), events[0].id]).toEqual([['after'], 1000]);
    });

    it('of a client that hung up leaves the events to the next one', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      await from.send(joe.mri, 'still there');
      await to.request('POST', pollPath, undefined, { signal: AbortSignal.abort() }).catch(() => undefined);
      expect(texts(await to.poll())).toEqual(['still there']);
    });

    it('keeps working when messages are not acknowledged, and an acknowledgement is welcome', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      await from.send(joe.mri, 'one');
      const [event] = await to.poll();
      const ack = await to.request('POST', new URL(event.resource.ackrequired).pathname);
      expect([ack.status, ack.body]).toEqual([200, {}]);
      await from.send(joe.mri, 'two');
      expect(texts(await to.poll())).toEqual(['two']);
    });

    it('carries links on the origin the polling client used, under any name of the service', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      await from.send(joe.mri, 'hello');
      const host = 'db3-client-s.gateway.messenger.live.com';
      const response = await town.gateway.fetch(`https://${host}${pollPath}`, {
        method: 'POST',
        headers: { RegistrationToken: `registrationToken=${to.token}`, Host: host },
      });
      const [event] = (await response.json()).eventMessages;
      expect(event.resource.from).toBe(`https://${host}/v1/users/ME/contacts/${fred.mri}`);
      expect(event.resourceLink).toBe(
        `https://${host}/v1/users/ME/conversations/${fred.mri}/messages/${event.resource.id}`,
      );
    });

    it('never touches what people wrote when it makes links absolute', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      await from.send(joe.mri, '/v1/users/ME/contacts/8:x', { clientmessageid: '/v1/from' });
      const [event] = await to.poll();
      expect(event.resource).toMatchObject({ content: '/v1/users/ME/contacts/8:x', clientmessageid: '/v1/from' });
    });

    it('too long not made loses presence first, then the whole subscription, never single messages', async () => {
      const [fred, joe] = await pair(town);
      const to = await connect(town.gateway, joe);
      await to.subscribe(onlyMessages);
      const context = town.messaging({ queuedEvents: 70 });
      const serial = await holdSubscription(context.database, joe.userId, to.endpoint, 0, Date.now());
      const event = (passes: boolean): EventDraft => ({
        resourceType: 'NewMessage',
        resourceLink: '/v1/x',
        resource: { id: '1', messagetype: 'Text', from: fred.mri },
        ...(passes ? { passesAfterMs: Date.now() + 60_000 } : {}),
      });
      const append = (count: number, passes: boolean) =>
        context.database.transaction((transaction) =>
          appendEvents(
            transaction,
            context,
            Array.from({ length: count }, () => ({ subscription: serial, event: event(passes) })),
          ),
        );
      const left = async () =>
        (await context.database.query('select passes_after_ms from events where subscription = $1', [serial])).length;
      await append(40, true);
      await append(60, false);
      expect(await left()).toBe(60);
      await append(64, false);
      expect(await left()).toBe(0);
      expect((await to.request('POST', pollPath)).body.errorCode).toBe(450);
      await to.subscribe(onlyMessages);
      expect(await to.poll()).toEqual([]);
    });

    it('gets a batch that fits into one reply; the rest comes with the next', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      for (let i = 0; i < 4; i += 1) await from.send(joe.mri, `${i}${'x'.repeat(2000)}`);
      const polls = createPolls(town.messaging({ replyLength: 4000 }));
      let position = 0;
      const next = async () => {
        const batch = await polls.next(joe, to.endpoint, new AbortController().signal, position);
        position = batch?.events.at(-1)?.id ?? position;
        return (batch?.events ?? []).map((event: Json) => event.resource.content[0]);
      };
      expect([await next(), await next(), await next()]).toEqual([['0', '1'], ['2', '3'], []]);
    });

    it('does not deliver typing that is long over', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      await from.send(joe.mri, '', { messagetype: 'Control/Typing' });
      expect(await isQueued(to)).toBe(true);
      await town.gateway.context.database.query(
        'update events set passes_after_ms = 1 where passes_after_ms is not null',
      );
      expect(await to.poll()).toEqual([]);
      expect(await isQueued(to)).toBe(false);
    });
  });

  describe('held polls', () => {
    const town = settle(openDatabase, { settings: { holdSeconds: 30 } });
    /** A subscribed client whose queue is empty. */
    const quiet = async (user: Parameters<typeof connect>[1]): Promise<Client> => {
      const client = await connect(town.gateway, user);
      await client.subscribe(onlyMessages);
      return client;
    };

    it('are answered as soon as an event comes', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await quiet(joe)];
      const polling = to.poll();
      await from.send(joe.mri, 'now');
      expect(texts(await polling)).toEqual(['now']);
    });

    it('of one subscription share the events: each goes to exactly one of them (0.3 rule 9)', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await quiet(joe)];
      const received: string[] = [];
      const ids: number[] = [];
      const sent = Array.from({ length: 20 }, (_, i) => `message ${i}`);
      const poller = async () => {
        while (received.length < sent.length) {
          const events = await to.poll();
          received.push(...texts(events));
          ids.push(...events.map((event) => event.id));
        }
      };
      const stop = new AbortController();
      const idle = Array.from({ length: 25 }, () =>
        to.poll(stop.signal).then((events) => received.push(...texts(events))),
      );
      const busy = poller();
      for (const text of sent) await from.send(joe.mri, text);
      await until(() => received.length >= sent.length);
      stop.abort();
      await from.send(joe.mri, 'last');
      await Promise.all([busy, ...idle].map((poll) => Promise.resolve(poll).catch(() => undefined)));
      expect([...received].sort().filter((text) => text !== 'last')).toEqual([...sent].sort());
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('are released with nothing when the subscription is replaced, and with 404/729 when the endpoint ends', async () => {
      const user = pick(await town.strangers(1), 0);
      const client = await quiet(user);
      const second = await connect(town.gateway, user);
      const first = client.request('POST', pollPath);
      const other = client.request('POST', pollPath);
      await until(() => isWaiting(town.gateway, user.userId));
      await client.subscribe(onlyMessages);
      expect((await first).body).toEqual({ eventMessages: [] });
      expect((await other).body).toEqual({ eventMessages: [] });
      const third = client.request('POST', pollPath);
      await second.request('DELETE', `/v1/users/ME/endpoints/${client.endpoint}`);
      expect((await third).body.errorCode).toBe(729);
    });

    it('are released with 404/450 when the subscription is given up', async () => {
      const client = await quiet(pick(await town.strangers(1), 0));
      const polling = client.request('POST', pollPath);
      await until(() => isWaiting(town.gateway, client.user.userId));
      await client.request('DELETE', '/v1/users/ME/endpoints/SELF/subscriptions/0');
      expect((await polling).body.errorCode).toBe(450);
    });

    it('hear of what another process stored in the same database', async () => {
      const [fred, joe] = await pair(town);
      const to = await quiet(joe);
      const other = await startTestGateway({
        database: { ...town.gateway.context.database, close: async () => undefined },
      });
      const polling = to.poll();
      await (await connect(other, fred)).send(joe.mri, 'from next door');
      expect(texts(await polling)).toEqual(['from next door']);
      await other.close();
    });
  });

  describe('the end of a gateway', () => {
    it('answers held polls with nothing', async () => {
      const gateway = await startTestGateway({ database: await openDatabase(), settings: { holdSeconds: 30 } });
      const client = await connect(gateway, await gateway.createUser('fred.2'));
      await client.subscribe(onlyMessages);
      const polls = createPolls(createMessagingContext(gateway.context));
      const polling = polls.next(client.user, client.endpoint, new AbortController().signal);
      await until(() => polls.held() === 1);
      await gateway.close();
      expect(await polling).toBeUndefined();
    });
  });

  describe('an endpoint', () => {
    let nowMs = Date.now();
    const town = settle(openDatabase, { now: () => nowMs, settings: { endpointIdleSeconds: 90, holdSeconds: 0.02 } });

    it('expires when nothing comes from its client, and every request keeps it alive', async () => {
      const [fred, joe] = await pair(town);
      const [lively, silent] = [await listen(town.gateway, fred), await listen(town.gateway, joe)];
      for (let i = 0; i < 3; i += 1) {
        nowMs += 60_000;
        await lively.request('GET', '/v1/users/ME/conversations');
        await sweep(town.messaging());
      }
      expect((await lively.request('POST', pollPath)).status).toBe(200);
      expect((await silent.request('POST', pollPath)).body.errorCode).toBe(729);
    });

    it('that expired leaves its token good for everything but itself', async () => {
      const client = await listen(town.gateway, pick(await town.strangers(1), 0));
      nowMs += 200_000;
      await sweep(town.messaging());
      expect((await client.request('GET', '/v1/users/ME/conversations')).status).toBe(200);
      expect((await client.request('POST', '/v1/users/ME/endpoints/SELF/active', {})).body.errorCode).toBe(729);
    });

    it('lives as long as active asks, within an hour, and never shorter than any request makes it', async () => {
      const [short, long] = [
        await listen(town.gateway, pick(await town.strangers(1), 0)),
        await listen(town.gateway, pick(await town.strangers(1), 0)),
      ];
      await short.request('POST', '/v1/users/ME/endpoints/SELF/active', { timeout: 12 });
      await long.request('POST', '/v1/users/ME/endpoints/SELF/active', { timeout: 1200 });
      nowMs += 80_000;
      expect(await sweep(town.messaging())).toBe(0);
      nowMs += 1_000_000;
      await sweep(town.messaging());
      expect((await short.request('POST', pollPath)).body.errorCode).toBe(729);
      expect((await long.request('POST', pollPath)).status).toBe(200);
      expect((await long.request('POST', '/v1/users/ME/endpoints/SELF/active', { timeout: -1 })).status).toBe(400);
    });
  });
});

/** Whether a poll of the user has got as far as being held: it has prolonged its endpoint past the idle time. */
async function isWaiting(gateway: Awaited<ReturnType<typeof startTestGateway>>, userId: number): Promise<boolean> {
  const { database, settings } = gateway.context;
  const idleMs = settings.endpointIdleSeconds * 1000;
  const rows = await database.query('select 1 as found from endpoints where user_id = $1 and alive_until_ms > $2', [
    userId,
    Math.floor(gateway.context.now() + idleMs + settings.holdSeconds * 500),
  ]);
  return rows.length > 0;
}
