import { describe, expect, it } from 'vitest';
import { createMessagingContext } from '../../../gateway/messaging/messaging-context.ts';
import { createPolls } from '../../../gateway/messaging/poll.ts';
import type { Database } from '../../../gateway/storage/database.ts';
import { eachDatabase } from '../../support/databases.ts';
import { connect } from './client.ts';
import { pair, settle } from './town.ts';

eachDatabase((openDatabase) => {
  describe('a poll', () => {
    const town = settle(openDatabase, { settings: { holdSeconds: 5 } });

    it('of a client that left before its events were taken gives them back, also when nobody could know yet', async () => {
      const [fred, joe] = await pair(town);
      const client = await connect(town.gateway, fred);
      await client.subscribe(['/v1/users/ME/conversations/ALL/messages']);
      await (await connect(town.gateway, joe)).send(fred.mri, 'do not lose me');
      const { database } = town.gateway.context;
      const departure = new AbortController();
      // The end of the connection waits to be read while the process is busy with the database.
      const busy: Database = {
        ...database,
        async query(sql, parameters) {
          const rows = await database.query(sql, parameters);
          if (sql.includes('set taken_by = $3')) setImmediate(() => setImmediate(() => departure.abort()));
          return rows as never;
        },
      };
      const polls = createPolls(createMessagingContext({ ...town.gateway.context, database: busy }));
      expect(await polls.next(fred, client.endpoint, departure.signal)).toBeUndefined();
      const [event] = await client.poll();
      expect(event.resource.content).toBe('do not lose me');
    });
  });
});
