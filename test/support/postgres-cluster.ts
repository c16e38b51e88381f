// A throw-away PostgreSQL server for tests, where the machine has the programs. It ends with the process that started it, even
// when that process is killed: a shell beside the server waits for its standard input to close, then ends it and removes the folder.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';

export type PostgresCluster = {
  /** Makes an empty database and returns its connection URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
};

const script = `
"$1" -D "$3/data" -p "$2" -k "$3" -c listen_addresses=127.0.0.1 -c fsync="$4" -c max_connections=80 \\
  -c shared_buffers="$5" -c log_min_messages=panic </dev/null &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$3"
`;

function programPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Whether this machine can run a PostgreSQL server of its own. */
export function hasPostgres(): boolean {
  return programPath('initdb') !== undefined && programPath('postgres') !== undefined;
}

/** PostgreSQL refuses to run as root, so root runs it as "nobody". */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  for (const deadlineMs = Date.now() + 60_000; ; ) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadlineMs || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/**
 * Starts a server on a free port of the loopback address; resolves when it accepts connections.
 * @param isDurable commits are forced to the disk and the usual memory is used, as in earnest: for what is measured
 */
export async function startPostgresCluster({ isDurable = false } = {}): Promise<PostgresCluster> {
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'skylark-postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const initdb = ['-D', join(folder, 'data'), '-U', 'skylark', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(programPath('initdb') ?? 'initdb', initdb, {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const port = await freePort();
  const memory = isDurable ? ['on', '128MB'] : ['off', '16MB'];
  const place = [programPath('postgres') ?? 'postgres', String(port), folder];
  const server = spawn('sh', ['-c', script, 'sh', ...place, ...memory], {
    ...user,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const urlOf = (database: string) => `postgresql://skylark@127.0.0.1:${port}/${database}`;
  await waitUntilReady(urlOf('postgres'), server);
  const admin = new pg.Pool({ connectionString: urlOf('postgres'), max: 1 });
  admin.on('error', () => undefined);
  let count = 0;
  return {
    async createDatabase() {
      count += 1;
      await admin.query(`create database test_${count}`);
      return urlOf(`test_${count}`);
    },
    async stop() {
      await admin.end();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.stdin?.end();
      await ended;
    },
  };
}
