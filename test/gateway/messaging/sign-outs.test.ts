import { describe, expect, it } from 'vitest';
import { revokeSignIn } from '../../../gateway/identity/sign-ins.ts';
import { eachDatabase } from '../../support/databases.ts';
import { call, connect, type listen } from './client.ts';
import { pair, settle, until } from './town.ts';

const pollPath = '/v1/users/ME/endpoints/SELF/subscriptions/0/poll';

eachDatabase((openDatabase) => {
  describe('a held poll', () => {
    const town = settle(openDatabase, { settings: { holdSeconds: 20 } });

    /** Polls that got as far as being held have prolonged the life of their endpoint past the idle time. */
    async function isHeld(userId: number, polls: number): Promise<boolean> {
      const { database, settings } = town.gateway.context;
      const untilMs = town.gateway.context.now() + (settings.endpointIdleSeconds + 10) * 1000;
      const sql = 'select 1 as found from endpoints where user_id = $1 and alive_until_ms > $2';
      return (await database.query(sql, [userId, Math.floor(untilMs)])).length === polls;
    }

    async function subscribed(...parameters: Parameters<typeof listen>) {
      const client = await connect(...parameters);
      await client.subscribe(['/v1/users/ME/conversations/ALL/messages']);
      return client;
    }

    it('ends with nothing when its user signs out, and hears nothing of what comes after', async () => {
      const [fred, joe] = await pair(town);
      const client = await subscribed(town.gateway, fred);
      const other = await connect(town.gateway, joe);
      const polling = client.request('POST', pollPath);
      await until(() => isHeld(fred.userId, 1));
      const [row] = await town.gateway.context.database.query<{ id: number }>(
        'select id from sign_ins where user_id = $1',
        [fred.userId],
      );
      await revokeSignIn(town.gateway.context, town.gateway.context.database, row?.id ?? 0);
      await other.send(fred.mri, 'said after signing out');
      const reply = await polling;
      expect([reply.status, reply.body]).toEqual([200, { eventMessages: [] }]);
      expect((await client.request('POST', pollPath)).status).toBe(401);
    });

    it('of the same user, signed in elsewhere, goes on', async () => {
      const [fred, joe] = await pair(town);
      const leaving = await town.gateway.tokenFor(fred);
      const staying = await subscribed(town.gateway, fred);
      const other = await connect(town.gateway, joe);
      const polling = staying.poll();
      await until(() => isHeld(fred.userId, 1));
      await call(town.gateway, { 'X-SkypeToken': leaving }, 'POST', '/login.skype.com/logout');
      await other.send(fred.mri, 'still here');
      expect((await polling)[0].resource.content).toBe('still here');
    });
  });
});
