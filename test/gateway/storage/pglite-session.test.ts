import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSession, type Session } from '../../../gateway/storage/pglite-session.ts';

describe('the session of the embedded database under load', () => {
  let pglite: PGlite;
  let session: Session;
  beforeAll(async () => {
    pglite = await PGlite.create();
    session = createSession(pglite);
  });
  afterAll(() => pglite.close());

  /** How often the process could see to its sockets and timers while all of this was done. */
  async function countBreaths(work: readonly Promise<unknown>[]): Promise<number> {
    let breaths = 0;
    let isOver = false;
    const breathe = () => {
      breaths += 1;
      if (!isOver) setImmediate(breathe);
    };
    setImmediate(breathe);
    await Promise.all(work);
    isOver = true;
    return breaths;
  }

  it('leaves time for everything else between statements', async () => {
    const ask = (count: number) => session.query('select count(*) from generate_series(1, $1::integer)', [count]);
    await ask(1);
    // Whatever the machine: somebody new waits for a part of what is queued, not for all of it.
    expect(await countBreaths(Array.from({ length: 100 }, () => ask(50_000)))).toBeGreaterThan(10);
  });

  it('does not let anybody in between the statements of a transaction', async () => {
    await session.query('create table turns (place integer)');
    const steps = Array.from({ length: 20 }, (_, place) =>
      session.transaction(async ({ query }) => {
        for (let step = 0; step < 5; step += 1) await query('insert into turns values ($1)', [place]);
      }),
    );
    await Promise.all(steps);
    const rows = await session.query<{ place: number }>('select place from turns');
    const changes = rows.filter(({ place }, index) => place !== rows[index + 1]?.place).length;
    expect(changes).toBe(20);
  });
});
