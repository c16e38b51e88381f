// Lets the command line reach a gateway that is running: the embedded database belongs to one process, so `user add` asks that
// process. The way there is a socket inside the data folder; who may open the folder may use it. One JSON line each way.
import { chmod, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import type { GatewayContext } from './context.ts';
import { UserAccountError } from './identity/user-accounts.ts';
import { describeError } from './request-log.ts';
import { runUserCommand, type UserRequest } from './user-command.ts';

const requestSchema = v.object({
  command: v.variant('action', [
    v.object({
      action: v.literal('add'),
      name: v.string(),
      display: v.optional(v.string()),
      home: v.optional(v.string()),
      isBot: v.boolean(),
      isStranger: v.boolean(),
    }),
    v.object({ action: v.literal('remove'), name: v.string() }),
    v.object({ action: v.literal('list') }),
  ]),
  password: v.optional(v.string()),
});
const replySchema = v.union([v.object({ output: v.string() }), v.object({ error: v.string() })]);

// Longer paths of sockets are refused or, worse, cut by the operating system.
const longestSocketPath = 100;

function socketPath(folder: string): string | undefined {
  const path = join(resolve(folder), 'control.sock');
  return process.platform === 'win32' || Buffer.byteLength(path) > longestSocketPath ? undefined : path;
}

const longestLine = 64 * 1024;

/** The first line that comes; undefined when the other end closes, fails or talks too much before. */
function readLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > longestLine) socket.destroy();
    });
    socket.on('error', () => resolve(undefined)).on('close', () => resolve(undefined));
  });
}

async function answer(context: GatewayContext, line: string): Promise<v.InferOutput<typeof replySchema>> {
  try {
    const { command, password } = v.parse(requestSchema, JSON.parse(line));
    const full = command.action === 'add' ? { ...command, display: command.display, home: command.home } : command;
    return { output: await runUserCommand(context, { command: full, password }) };
  } catch (error) {
    if (error instanceof UserAccountError) return { error: error.message };
    context.log.error(describeError(error), 'control request failed');
    return { error: 'The running gateway could not do this; its log has the reason.' };
  }
}

/** Answers user commands for as long as the gateway runs. The folder must be locked by this process. */
export async function serveControl(context: GatewayContext, folder: string): Promise<void> {
  const path = socketPath(folder);
  if (path === undefined) return;
  await rm(path, { force: true });
  const server = createServer(async (socket) => {
    const line = await readLine(socket);
    if (line !== undefined) socket.end(`${JSON.stringify(await answer(context, line))}\n`);
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(path, done));
  await chmod(path, 0o600);
  server.unref();
  context.shutdown.addEventListener('abort', () => server.close(), { once: true });
}

/**
 * Asks the gateway that runs on this folder. Returns what it prints, or undefined when none answers there; throws
 * UserAccountError when it refuses.
 */
export async function askRunningGateway(folder: string, request: UserRequest): Promise<string | undefined> {
  const path = socketPath(folder);
  if (path === undefined) return undefined;
  const socket = createConnection(path, () => socket.write(`${JSON.stringify(request)}\n`));
  const line = await readLine(socket);
  socket.destroy();
  if (line === undefined) return undefined;
  const reply = v.parse(replySchema, JSON.parse(line));
  if ('error' in reply) throw new UserAccountError(reply.error);
  return reply.output;
}
