// What a request costs must not grow with what is stored: every statement of everyday requests finds its rows by an index. The embedded
// database reads a table from end to end only where no index would do, so its plans show it without a million rows.
import { describe, expect, it } from 'vitest';
import { createMessagingContext } from '../../../gateway/messaging/messaging-context.ts';
import { sweep } from '../../../gateway/messaging/sweeper.ts';
import type { Database, Queryable } from '../../../gateway/storage/database.ts';
import { openMemoryDatabase } from '../../support/databases.ts';
import { connect } from './client.ts';
import { settle, trio } from './town.ts';

type Plan = { 'Node Type': string; 'Relation Name'?: string; 'Index Cond'?: string; Plans?: Plan[] };

/** They have one row each. */
const single = new Set(['chat_clock', 'paging_secret']);

/** The tables that a plan reads from end to end, be it by way of an index. */
function readWhole(plan: Plan): string[] {
  const type = plan['Node Type'];
  const table = plan['Relation Name'];
  const isWhole = type === 'Seq Scan' || (/^Index.* Scan$/.test(type) && plan['Index Cond'] === undefined);
  const own = isWhole && table !== undefined && !single.has(table) ? [`${type} on ${table}`] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(readWhole)];
}

/** Every statement that was asked for, with the last values it had; but for those of UCWA, whose work goes on in the background. */
const asked = new Map<string, readonly unknown[]>();

function recording(inner: Queryable): Queryable {
  return {
    query(sql, parameters = []) {
      if (/^\s*(select|with|insert|update|delete)/i.test(sql) && !sql.includes('ucwa_')) asked.set(sql, parameters);
      return inner.query(sql, parameters);
    },
  };
}

async function openRecorded(): Promise<Database> {
  const database = await openMemoryDatabase();
  return {
    ...database,
    ...recording(database),
    transaction: (work) => database.transaction((transaction) => work(recording(transaction))),
  };
}

describe('the statements of everyday requests', () => {
  const town = settle(openRecorded);

  it('read no table from end to end', async () => {
    const [fred, joe, anna] = await trio(town);
    const [from, to] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
    await to.subscribe(['/v1/users/ME/conversations/ALL/messages', '/v1/users/ME/conversations/ALL/properties']);
    asked.clear();
    const members = [joe, anna].map(({ mri }) => ({ id: mri, role: 'User' }));
    const made = await from.request('POST', '/v1/threads', { members });
    const thread = made.headers.get('location')?.split('/').at(-1) ?? '';
    await from.send(joe.mri, 'hello');
    await from.send(thread, 'hello all');
    await to.drain();
    const position = { headers: { RegistrationToken: `registrationToken=${to.token}`, 'Skylark-Position': '1000' } };
    const replies = await Promise.all([
      to.request('POST', '/v1/users/ME/endpoints/SELF/subscriptions/0/poll', undefined, position),
      to.request('GET', '/v1/users/ME/conversations?startTime=0&pageSize=10'),
      to.request('GET', `/v1/users/ME/conversations/${fred.mri}/messages?startTime=0&pageSize=10`),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    await sweep(createMessagingContext(town.gateway.context));
    expect(asked.size).toBeGreaterThan(20);
    const { database } = town.gateway.context;
    const found: string[] = [];
    for (const [sql, parameters] of [...asked]) {
      const [row] = await database.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `explain (format json) ${sql}`,
        parameters,
      );
      for (const { Plan: plan } of row?.['QUERY PLAN'] ?? []) {
        for (const table of readWhole(plan)) found.push(`${table}: ${sql.trim().slice(0, 120)}`);
      }
    }
    expect(found).toEqual([]);
  });
});
