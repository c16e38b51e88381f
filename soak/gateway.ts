// The gateway of a run: a real process on a small disk of its own, that can be killed and whose disk can be full.
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { createContext } from '../gateway/context.ts';
import { seedDemoPeople } from '../gateway/demo/people.ts';
import { addUser } from '../gateway/identity/user-accounts.ts';
import { openDatabase } from '../gateway/storage/open.ts';
import { type GatewayProcess, startGatewayProcess } from '../scripts/gateway-process.ts';
import { password, strangers } from './people.ts';

export type StoredText = { content: string; conversation: string };

export type SoakGateway = {
  readonly url: string;
  /** How often it ended without being told to. */
  readonly endedByItself: number;
  /** kill -9, and after a while a new process on the same folder and port. */
  kill(awayMs: number): Promise<void>;
  /** Not a byte more fits on its disk for so long. @throws where there is no disk of its own */
  fillDisk(ms: number): Promise<void>;
  /** Ends it in order; answers what it has stored of some users, in order. */
  close(users: readonly string[]): Promise<ReadonlyMap<string, StoredText[]>>;
  /** Ends it whatever it is doing, and gives the disk back. */
  abandon(): Promise<void>;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const diskSize = '4g';

/** A disk in memory, whose size can be changed while it is used; needs Linux and root. */
function mountDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskSize}`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const resizeDisk = (folder: string, size: string) =>
  execFileSync('mount', ['-o', `remount,size=${size}`, folder], { stdio: 'ignore' });

const usedBlocks = (folder: string) =>
  execFileSync('df', ['--output=used', folder], { encoding: 'utf8' }).split('\n')[1]?.trim() ?? '0';

async function seed(location: { data: string; databaseUrl: string | undefined }): Promise<void> {
  const database = await openDatabase(location);
  const shutdown = new AbortController();
  const log = pino({ level: 'silent' });
  const context = createContext({ database, log, shutdown: shutdown.signal, settings: { passwordCost: 4 } });
  await seedDemoPeople(context);
  for (const [name, displayName] of Object.entries(strangers)) await addUser(context, { name, displayName, password });
  // Whoever makes a group knows everybody in it.
  await database.query(
    `insert into contacts (user_id, mri, is_listed, is_authorized, is_favorite, created_at_ms)
     select own.id, other.mri, true, true, false, 0 from users own, users other
     where own.id <> other.id on conflict do nothing`,
  );
  shutdown.abort();
  await database.close();
}

/** Makes the people, and starts the gateway. @param folder of this run only */
export async function startSoakGateway(folder: string, databaseUrl: string | undefined): Promise<SoakGateway> {
  const disk = join(folder, 'disk');
  await mkdir(disk, { recursive: true });
  const hasDisk = databaseUrl === undefined && mountDisk(disk);
  let isMounted = hasDisk;
  const unmount = () => {
    if (isMounted) execFileSync('umount', ['-l', disk]);
    isMounted = false;
  };
  process.once('exit', unmount);
  const data = join(disk, 'gateway');
  const arguments_ = (port: string) => ['--host', '127.0.0.1', '--port', port, '--data', data, '--hold-seconds', '10'];
  const environment = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  let port = '0';
  let isMeant = false;
  let endedByItself = 0;
  let isClosed = false;
  let running: GatewayProcess;

  async function start(): Promise<GatewayProcess> {
    const started = await startGatewayProcess(arguments_(port), environment);
    isMeant = false;
    void started.ended.then(async () => {
      if (isMeant || isClosed) return;
      endedByItself += 1;
      // Whoever runs a gateway runs it under something that starts it again.
      await pause(1_000);
      await restart();
    });
    return started;
  }

  async function restart(): Promise<void> {
    for (let tries = 0; tries < 60 && !isClosed; tries += 1) {
      try {
        running = await start();
        return;
      } catch {
        // No room on its disk, or the port is not free yet.
        await pause(1_000);
      }
    }
  }

  try {
    await seed({ data, databaseUrl });
    running = await start();
  } catch (error) {
    unmount();
    throw error;
  }
  port = new URL(running.url).port;
  const { url } = running;
  return {
    url,
    get endedByItself() {
      return endedByItself;
    },
    async kill(awayMs) {
      isMeant = true;
      await running.stop('SIGKILL');
      await pause(awayMs);
      await restart();
    },
    async fillDisk(ms) {
      if (!hasDisk) throw new Error('the gateway has no disk of its own here');
      resizeDisk(disk, `${usedBlocks(disk)}k`);
      await pause(ms);
      resizeDisk(disk, diskSize);
    },
    async close(users) {
      isClosed = true;
      await running.stop();
      const database = await openDatabase({ data, databaseUrl });
      try {
        const texts = new Map<string, StoredText[]>();
        for (const user of users) {
          const select = 'select content, conversation_id as conversation from messages where sender = $1 order by id';
          texts.set(user, await database.query<StoredText>(select, [user]));
        }
        return texts;
      } finally {
        await database.close();
      }
    },
    async abandon() {
      isClosed = true;
      await running.stop('SIGKILL');
      unmount();
    },
  };
}
