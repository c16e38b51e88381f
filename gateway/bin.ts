// The gateway's command line: reads arguments, standard input and signals, prints, and sets the exit code.
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import {
  type Invocation,
  readArguments,
  type ServeArguments,
  UsageError,
  type UserCommand,
  usage,
} from './arguments.ts';
import { createContext } from './context.ts';
import { askRunningGateway } from './control.ts';
import { UserAccountError } from './identity/user-accounts.ts';
import { createLog } from './log.ts';
import { describeError } from './request-log.ts';
import { startServer } from './server.ts';
import { FolderInUseError } from './storage/folder-lock.ts';
import { NewerDatabaseError } from './storage/migrate.ts';
import { openDatabase } from './storage/open.ts';

const databaseUrl = process.env.DATABASE_URL || undefined;

async function serve(options: ServeArguments): Promise<void> {
  const log = createLog();
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (error: unknown) => {
      log.fatal(describeError(error), event);
      process.exit(1);
    });
  }
  const gateway = await startServer(options, { log, databaseUrl });
  let isStopping = false;
  const stop = async () => {
    // A second signal means that somebody is tired of waiting.
    if (isStopping) process.exit(1);
    isStopping = true;
    await gateway.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ ready: true, url: gateway.url, pid: process.pid })}\n`);
}

async function readPassword(command: UserCommand): Promise<string | undefined> {
  if (command.action !== 'add' || command.isBot) return undefined;
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}

async function runUser(data: string, command: UserCommand): Promise<void> {
  const { runUserCommand } = await import('./user-command.ts');
  const request = { command, password: await readPassword(command) };
  const asked = databaseUrl ? undefined : await askRunningGateway(data, request);
  if (asked !== undefined) {
    process.stdout.write(asked);
    return;
  }
  const database = await openDatabase({ data, databaseUrl });
  try {
    const context = createContext({ database, log: pino({ enabled: false }), shutdown: new AbortController().signal });
    process.stdout.write(await runUserCommand(context, request));
  } finally {
    await database.close();
  }
}

/** The sentence for a failure that the person at the command line can do something about; undefined for any other. */
function sentenceFor(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message}\nTry --help.`;
  const known = [UserAccountError, FolderInUseError, NewerDatabaseError];
  if (known.some((kind) => error instanceof kind)) return (error as Error).message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'EADDRINUSE') return 'The port is in use by another program. Choose another one with --port.';
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL')
    return `${error.message}. Choose another --host or --port.`;
  return error.code === 'ECONNREFUSED' ? 'The PostgreSQL server of DATABASE_URL does not answer.' : undefined;
}

async function run(invocation: Invocation): Promise<void> {
  if (invocation.kind === 'help') process.stdout.write(usage);
  else if (invocation.kind === 'user') await runUser(invocation.data, invocation.command);
  else await serve(invocation);
}

try {
  await run(readArguments(process.argv.slice(2)));
} catch (error) {
  const sentence =
    sentenceFor(error) ?? `The gateway could not start: ${error instanceof Error ? error.message : error}`;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
