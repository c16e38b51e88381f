import { EventEmitter } from 'node:events';
import { request } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../gateway/app.ts';
import type { OutgoingReply } from '../../../gateway/context.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json, ofType } from './client.ts';
import { pair, settle, type Town, until } from './town.ts';

const pollPath = '/v1/users/ME/endpoints/SELF/subscriptions/0/poll';
const onlyMessages = ['/v1/users/ME/conversations/ALL/messages'];
const texts = (events: readonly Json[]): string[] =>
  ofType(events, 'NewMessage').map((event) => event.resource.content);

/** The gateway of a town behind a real socket; answers its port. */
function serve(town: Town): { port(): number; connections(): Promise<number> } {
  let server: ReturnType<typeof createAdaptorServer> | undefined;
  let port = 0;
  beforeAll(async () => {
    const app = createApp(town.gateway.context);
    server = createAdaptorServer({ fetch: (req, env) => app.fetch(req, { reply: env.outgoing as OutgoingReply }) });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });
  afterAll(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));
  const connections = () =>
    new Promise<number>((resolve, reject) =>
      server?.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  return { port: () => port, connections };
}

eachDatabase((openDatabase) => {
  describe('events whose reply could not be written', () => {
    const town = settle(openDatabase);
    let opened: ReturnType<typeof createApp> | undefined;
    const app = () => {
      opened ??= createApp(town.gateway.context);
      return opened;
    };

    /** A poll whose reply ends in a connection that this test controls. */
    async function pollInto(client: Client, reply: EventEmitter & OutgoingReply): Promise<Json[]> {
      const headers = { RegistrationToken: `registrationToken=${client.token}` };
      const response = await app().fetch(new Request(`https://gateway.test${pollPath}`, { method: 'POST', headers }), {
        reply,
      });
      return (await response.json()).eventMessages;
    }

    it('are the next ones again, in order and before newer ones', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      await from.send(joe.mri, 'one');
      await from.send(joe.mri, 'two');
      const broken = Object.assign(new EventEmitter(), { writableFinished: false, closed: false });
      expect(texts(await pollInto(to, broken))).toEqual(['one']);
      expect(texts(await pollInto(to, broken))).toEqual(['two']);
      expect(await to.poll()).toEqual([]);
      await from.send(joe.mri, 'three');
      broken.emit('close');
      const taken =
        'select 1 as found from events join subscriptions on serial = subscription where user_id = $1 and taken_by is not null';
      await until(async () => (await town.gateway.context.database.query(taken, [joe.userId])).length === 0);
      expect(texts(await to.drain())).toEqual(['one', 'two', 'three']);
    });

    it('are gone once it was written', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      await from.send(joe.mri, 'one');
      const whole = Object.assign(new EventEmitter(), { writableFinished: true, closed: false });
      await pollInto(to, whole);
      const stored = async () =>
        (
          await town.gateway.context.database.query(
            'select 1 as found from events join subscriptions on serial = subscription where user_id = $1',
            [joe.userId],
          )
        ).length;
      expect(await stored()).toBe(1);
      whole.emit('close');
      await until(async () => (await stored()) === 0);
      expect(await to.poll()).toEqual([]);
    });
  });

  describe('over a real connection', () => {
    const town = settle(openDatabase, { origin: 'http://127.0.0.1', settings: { holdSeconds: 20 } });
    const server = serve(town);

    /** Starts a poll; resolves to its body, or undefined when the connection was cut. */
    function poll(client: Client): { cut(): void; readonly body: Promise<Json | undefined> } {
      const headers = { RegistrationToken: `registrationToken=${client.token}` };
      const outgoing = request({
        host: '127.0.0.1',
        port: server.port(),
        method: 'POST',
        path: pollPath,
        headers,
        agent: false,
      });
      const body = new Promise<Json | undefined>((resolve) => {
        outgoing.on('error', () => resolve(undefined));
        outgoing.on('close', () => resolve(undefined));
        outgoing.on('response', (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve(JSON.parse(text)));
          response.on('error', () => resolve(undefined));
        });
      });
      outgoing.end();
      return { cut: () => outgoing.destroy(), body };
    }

    it('a client that hangs up while its poll is held consumes nothing', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      const statuses = () =>
        town.gateway
          .logged()
          .split('\n')
          .filter((line) => line.includes('/poll')).length;
      const before = statuses();
      const [first, second] = [poll(to), poll(to)];
      await until(async () => {
        const rows = await town.gateway.context.database.query('select alive_until_ms from endpoints where id = $1', [
          to.endpoint,
        ]);
        return Number(rows[0]?.alive_until_ms) > Date.now() + 185_000;
      });
      first.cut();
      second.cut();
      expect([await first.body, await second.body]).toEqual([undefined, undefined]);
      await until(() => statuses() >= before + 2);
      await from.send(joe.mri, 'for the one who stays');
      expect(texts((await poll(to).body)?.eventMessages)).toEqual(['for the one who stays']);
    });

    it('every message arrives exactly once although many polls are cut', async () => {
      const [fred, joe] = await pair(town);
      const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      await to.subscribe(onlyMessages);
      const received: string[] = [];
      const sent = Array.from({ length: 20 }, (_, i) => `message ${i}`);
      for (const text of sent) {
        const [dropped, ...kept] = [poll(to), poll(to), poll(to)];
        await until(async () => (await server.connections()) === 3);
        dropped?.cut();
        await until(async () => (await server.connections()) === 2);
        await from.send(joe.mri, text);
        const first = await Promise.race(kept.map((each) => each.body));
        received.push(...texts(first?.eventMessages ?? []));
        for (const each of kept) each.cut();
        await until(async () => (await server.connections()) === 0);
      }
      const rest = poll(to);
      await from.send(joe.mri, 'end');
      received.push(...texts((await rest.body)?.eventMessages ?? []));
      expect(received).toEqual([...sent, 'end']);
    });
  });
});
