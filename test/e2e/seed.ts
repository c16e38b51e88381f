// A gateway data folder with the demo people, who know each other, and nothing else: nobody writes by themselves.
import { pino } from 'pino';
import { createContext } from '../../gateway/context.ts';
import { seedDemoPeople } from '../../gateway/demo/people.ts';
import { openDatabase } from '../../gateway/storage/open.ts';

/** Creates the database in an empty folder and closes it again. */
export async function seedGatewayFolder(folder: string): Promise<void> {
  const database = await openDatabase({ data: folder });
  const shutdown = new AbortController();
  const context = createContext({
    database,
    log: pino({ level: 'silent' }),
    shutdown: shutdown.signal,
    settings: { passwordCost: 4 },
  });
  await seedDemoPeople(context);
  shutdown.abort();
  await database.close();
}
