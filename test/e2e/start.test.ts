// npm start as a newcomer runs it: through npm, in this checkout, with a data folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { password, root } from './gateway-world.ts';
import { readPicture } from './picture.ts';
import { familyOf, isRunning } from './processes.ts';
import { until } from './until.ts';

const startMs = 150_000;

type Started = {
  child: ChildProcess;
  pid: number;
  said(): string;
  ended: Promise<number | NodeJS.Signals | null>;
};

/** Runs npm start in a process group of its own, as a shell does. */
function npmStart(...argv: string[]): Started {
  const child = spawn('npm', ['start', '--silent', '--', ...argv], { cwd: root, detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  );
  return { child, pid: child.pid ?? 0, said: () => said, ended };
}

async function waitUntilRunning(started: Started): Promise<void> {
  let hasEnded = false;
  void started.ended.then(() => {
    hasEnded = true;
  });
  await until('Skylark is running', () => hasEnded || /Skylark is running/.test(started.said()), startMs);
  if (hasEnded) throw new Error(`npm start ended:\n${started.said()}`);
}

const gatewayOf = (started: Started) => /Gateway: (http:\/\/127\.0\.0\.1:\d+)/.exec(started.said())?.[1] ?? '';

describe('npm start', () => {
  let folder: string;
  let data: string[];
  const everything: number[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skylark-start-'));
    data = ['--data', join(folder, 'data')];
  });
  afterAll(async () => {
    for (const pid of everything.filter(isRunning)) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function expectAllToEnd(started: Started, end: () => void): Promise<void> {
    const family = familyOf(started.pid);
    everything.push(...family);
    // npm, its shell, the program, the gateway and the processes of a browser.
    expect(family.length).toBeGreaterThan(6);
    end();
    await started.ended;
    await until('nothing left over', () => !family.some(isRunning));
  }

  async function expectFredOnline(gateway: string): Promise<void> {
    const anna = await RawClient.connect(gateway, 'anna.7', password);
    const presence = () => anna.request('GET', '/v1/users/8:fred.2/presenceDocs/messagingService');
    await until('fred online', async () => (await presence()).status === 'Online');
    await anna.disconnect();
  }

  it(
    'ends up signed in, shows what there is in pictures, and Ctrl-C ends all of it',
    async () => {
      const beganMs = Date.now();
      const started = npmStart('--headless', '--port', '0', ...data);
      await waitUntilRunning(started);
      const pictures = [...started.said().matchAll(/^ {2}(\/.*\.png)$/gm)].map(([, path]) => String(path));
      expect(pictures.map((path) => path.replace(/.*\//, ''))).toEqual([
        'popup-light.png',
        'popup-dark.png',
        'conversation-light.png',
        'conversation-dark.png',
      ]);
      for (const path of pictures) {
        expect((await stat(path)).mtimeMs).toBeGreaterThan(beganMs);
        const picture = readPicture(path);
        expect(picture).toMatchObject({ width: 800, height: 1200 });
        expect(picture.drawn).toBeGreaterThan(0.01);
      }
      await expectFredOnline(gatewayOf(started));
      await expectAllToEnd(started, () => process.kill(-started.pid, 'SIGINT'));
      expect(started.said()).toMatch(/Ending what was started here/);
    },
    startMs * 2,
  );

  it(
    'is signed in already when it is started again, and ends all of it when only npm is told to end',
    async () => {
      const started = npmStart('--headless', '--port', '0', ...data);
      await waitUntilRunning(started);
      await expectFredOnline(gatewayOf(started));
      await expectAllToEnd(started, () => started.child.kill('SIGTERM'));
    },
    startMs * 2,
  );

  it('explains its options', async () => {
    const started = npmStart('--help');
    expect(await started.ended).toBe(0);
    for (const option of ['--port', '--browser', '--data', '--headless', '--fresh']) {
      expect(started.said()).toContain(option);
    }
  });

  it.each([
    [['--wrong'], /^\s*Unknown option '--wrong'\. Try --help\.\s*$/],
    [['--port', 'many'], /^\s*--port takes a number from 0 to 65535, not "many"\. Try --help\.\s*$/],
  ])('refuses %j in one sentence', async (argv, sentence) => {
    const started = npmStart(...argv);
    expect(await started.ended).toBe(2);
    expect(started.said()).toMatch(sentence);
  });

  it('says what to do by hand when there is no such browser', async () => {
    const started = npmStart('--browser', '/nonexistent', ...data);
    expect(await started.ended).toBe(1);
    expect(started.said()).toMatch(/no browser at \/nonexistent\.[\s\S]*Load unpacked[\s\S]*dist\/chrome/);
  });

  it('names --port when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const started = npmStart('--headless', '--port', port, '--data', join(folder, 'other'));
    expect(await started.ended).toBe(1);
    expect(started.said()).toMatch(/port is in use by another program\. Choose another one with --port\./);
    await new Promise((resolve) => other.close(resolve));
  });
});
