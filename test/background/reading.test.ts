import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApply } from '../../background/apply.ts';
import type { Link } from '../../background/link.ts';
import { createReading, type Reading } from '../../background/reading.ts';
import type { SkylarkDatabase } from '../../extension/database.ts';
import { joe, messageEvent, textMessage } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { account } from '../support/signed-in.ts';
import { createLoneContext } from '../support/worker-context.ts';

describe('what the user has seen', () => {
  const link = { account, service: { reading: {} } } as Link;
  let database: SkylarkDatabase;
  let reading: Reading;

  beforeEach(async () => {
    extension.reset();
    const context = createLoneContext({ nowMs: () => 5_000 });
    const apply = createApply(context);
    reading = createReading(context, apply);
    database = await context.database();
    const events = [10, 20, 30].map((order) => messageEvent(textMessage(order)));
    await apply(account, { events, unreadable: [] });
  });
  afterEach(() => database.close());

  const positions = async () => [
    (await database.get('conversations', [account.id, joe]))?.readUpTo,
    (await database.get('reading', [account.id, joe]))?.order,
  ];

  it('is told to the server as far as it counts here, however the words of two pages meet', async () => {
    await Promise.all([30, 20].map((order) => reading.see(link, joe, order)));
    expect(await positions()).toEqual([30, 30]);
  });

  it('goes on with what is seen later', async () => {
    await reading.see(link, joe, 10);
    expect(await positions()).toEqual([10, 10]);
    await Promise.all([20, 30].map((order) => reading.see(link, joe, order)));
    expect(await positions()).toEqual([30, 30]);
  });
});
