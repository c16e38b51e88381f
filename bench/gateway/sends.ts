import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { Benchmark } from '../bench.ts';
import { compare, figureOf } from '../figures.ts';
import { withCrowd } from './crowd.ts';
import { newDatabaseUrl } from './database.ts';
import { type Load, load } from './load.ts';
import { createAgent, sendMessage } from './requests.ts';

const clients = 8;
const content = 'A message as people write them, of some sixty characters or so.';

/** A database with nothing of ours: the same kind as the gateway has. */
async function openBare() {
  const url = await newDatabaseUrl();
  if (url !== undefined) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return { query: (text: string, values: unknown[] = []) => client.query(text, values), close: () => client.end() };
  }
  const folder = await mkdtemp(join(tmpdir(), 'skylark-bench-'));
  const database = await PGlite.create({ dataDir: join(folder, 'bare') });
  return {
    query: (text: string, values: unknown[] = []) => database.query(text, values),
    async close() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The least that durable means: one row, one transaction. */
async function insertLoop(seconds: number): Promise<Load> {
  const database = await openBare();
  try {
    await database.query('create table bare (id bigserial primary key, at_ms bigint, content text)');
    return await load(seconds, 1, async () => {
      await database.query('insert into bare (at_ms, content) values ($1, $2)', [Date.now(), content]);
    });
  } finally {
    await database.close();
  }
}

/** Messages stored, with the events for both sides and the receipt, over HTTP. */
export const sends: Benchmark = {
  name: 'sends',
  question: 'how many messages a second are stored for good, and how long one takes',
  async run(size, note) {
    const seconds = size === 'full' ? 15 : 4;
    const pairs = Array.from({ length: clients }, (_, lane) => [lane, lane + clients] as const);
    const ours = await withCrowd({ users: clients * 2, seatsEach: 1, pairs }, async ({ seats }, { url }) => {
      const agent = createAgent();
      const send = (lane: number) => {
        const [from, to] = [seats[lane], seats[lane + clients]];
        if (!from || !to) throw new Error('too few seats');
        return sendMessage(agent, url, from, to.mri, content);
      };
      note(`${clients} clients send for ${seconds} s`);
      await load(2, clients, send);
      const many = await load(seconds, clients, send);
      const one = await load(Math.ceil(seconds / 3), 1, send);
      agent.destroy();
      return { many, one };
    });
    note(`bare inserts for ${seconds} s`);
    const bare = await insertLoop(seconds);
    const rate = figureOf(ours.many.ratesPerSecond, 'messages/s');
    return [
      compare('sent and stored', rate, 'bare inserts', figureOf(bare.ratesPerSecond, 'rows/s')),
      { what: `time of one send, ${clients} at once`, ours: figureOf(ours.many.latenciesMs, 'ms') },
      compare(
        'time of one send, alone',
        figureOf(ours.one.latenciesMs, 'ms'),
        'bare insert',
        figureOf(bare.latenciesMs, 'ms'),
      ),
    ];
  },
};
