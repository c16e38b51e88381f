import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { legacyPasswordDigest } from '../../gateway/identity/passwords.ts';
import { type GatewayProcess, startGatewayProcess } from '../../scripts/gateway-process.ts';
import { RawClient } from '../support/raw-client.ts';
import { obtainCode, redeem } from '../support/sign-in.ts';

const root = join(import.meta.dirname, '..', '..');
let parent: string;
const running: GatewayProcess[] = [];
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'skylark-gateway-'));
});
afterAll(async () => {
  await Promise.all(running.map((gateway) => gateway.stop('SIGKILL')));
  await rm(parent, { recursive: true });
});

const folder = () => mkdtemp(join(parent, 'data-'));

async function start(...argv: string[]): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess(['--port', '0', ...argv], { DATABASE_URL: '' });
  running.push(gateway);
  return gateway;
}

/** Runs the command line to its end. */
async function run(argv: readonly string[], input = '') {
  const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), 'gateway/bin.ts', ...argv], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: '' },
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

function login(gateway: GatewayProcess, username: string, password: string) {
  const body = JSON.stringify({ username, passwordHash: legacyPasswordDigest(username, password) });
  return fetch(`${gateway.url}/api.skype.com/login/skypetoken`, { method: 'POST', body });
}

async function tokenOf(gateway: GatewayProcess, username: string, password: string): Promise<string> {
  return ((await (await login(gateway, username, password)).json()) as { skypetoken: string }).skypetoken;
}

const profile = (gateway: GatewayProcess, token: string) =>
  fetch(`${gateway.url}/api.skype.com/users/self/profile`, { headers: { 'X-SkypeToken': token } });

describe('the gateway program', () => {
  it('says exactly one line when it is ready, logs elsewhere, drains on SIGTERM and exits with 0', async () => {
    const child = spawn(
      process.execPath,
      [join(root, 'scripts', 'run.mjs'), 'gateway/bin.ts', '--port', '0', '--data', 'memory:'],
      {
        cwd: root,
        env: { ...process.env, DATABASE_URL: '' },
      },
    );
    const out = text(child.stdout);
    const err = text(child.stderr);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
    const ready = JSON.parse(line);
    expect(ready).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), pid: child.pid });
    expect((await fetch(`${ready.url}/.well-known/skylark`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(await out).toBe(line);
    expect(
      (await err)
        .trim()
        .split('\n')
        .map((entry) => JSON.parse(entry).msg),
    ).toEqual(['ready', 'request', 'stopped']);
  });

  it('keeps everything when it is killed, and takes its folder over again', async () => {
    const data = await folder();
    const before = await start('--data', data, '--demo');
    const token = await tokenOf(before, 'fred.2', 'skylark-demo');
    const flag = { method: 'PUT', headers: { 'X-SkypeToken': token } };
    expect((await fetch(`${before.url}/flagsapi.skype.com/flags/v1/28`, flag)).status).toBe(200);
    await before.stop('SIGKILL');
    expect(await readdir(data)).toContain('gateway.lock');

    const after = await start('--data', data, '--demo');
    expect((await profile(after, token)).status).toBe(200);
    const flags = await fetch(`${after.url}/flagsapi.skype.com/flags/v1`, { headers: { 'X-SkypeToken': token } });
    expect(await flags.json()).toEqual([28]);
    expect(await after.stop()).toBe(0);
    expect(await readdir(data)).toEqual(['postgres']);
  });

  it('survives being killed again and again in the middle of writing', async () => {
    const data = await folder();
    let acknowledged: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const gateway = await start('--data', data, '--demo');
      const headers = { 'X-SkypeToken': await tokenOf(gateway, 'joe.4', 'skylark-demo') };
      const flags = await (await fetch(`${gateway.url}/flagsapi.skype.com/flags/v1`, { headers })).json();
      expect(flags).toEqual(expect.arrayContaining(acknowledged));
      acknowledged = [];
      const writes = Array.from({ length: 60 }, async (_, index) => {
        const flag = round * 60 + index;
        const reply = await fetch(`${gateway.url}/flagsapi.skype.com/flags/v1/${flag}`, { method: 'PUT', headers });
        if (!reply.ok) return;
        acknowledged.push(flag);
        if (acknowledged.length === 20) void gateway.stop('SIGKILL');
      });
      await Promise.allSettled(writes);
      await gateway.ended;
      expect(acknowledged.length).toBeGreaterThanOrEqual(20);
    }
  });

  it('answers held polls when it is told to stop, and then ends at once', async () => {
    const gateway = await start('--data', 'memory:', '--demo', '--hold-seconds', '60');
    const anna = await RawClient.connect(gateway.url, 'anna.7', 'skylark-demo');
    const headers = { 'X-SkypeToken': await tokenOf(gateway, 'anna.7', 'skylark-demo') };
    const poll = () => anna.request('POST', '/v1/users/ME/endpoints/SELF/subscriptions/0/poll');
    // Whatever waits for Anna is fetched first, so that the next poll has to wait.
    await poll();
    const held = poll();
    await fetch(`${gateway.url}/api.skype.com/users/self/profile`, { headers });
    const stoppedAtMs = Date.now();
    const [code, reply] = await Promise.all([gateway.stop(), held]);
    expect(code).toBe(0);
    expect(reply).toEqual(expect.any(Object));
    expect(Date.now() - stoppedAtMs).toBeLessThan(5_000);
  });

  it('signs a person in through its page with a real browser form', async () => {
    const gateway = await start('--data', 'memory:', '--demo');
    const at = {
      fetch: (input: string | URL | Request, init?: RequestInit) => fetch(new URL(String(input), gateway.url), init),
    };
    const tokens = (await redeem(at, await obtainCode(at, 'fred.2', 'skylark-demo'))).body;
    expect((await profile(gateway, tokens.access_token)).status).toBe(200);
    await gateway.stop();
  });

  it('writes no password, token or code to its log', async () => {
    const gateway = await start('--data', 'memory:', '--demo');
    const at = {
      fetch: (input: string | URL | Request, init?: RequestInit) => fetch(new URL(String(input), gateway.url), init),
    };
    const code = await obtainCode(at, 'fred.2', 'skylark-demo');
    const tokens = (await redeem(at, code)).body;
    const headers = { 'X-SkypeToken': tokens.access_token };
    const mood = 'a mood that is nobody’s business';
    await fetch(`${gateway.url}/api.skype.com/users/self/profile?skypetoken=${tokens.access_token}`, { headers });
    await fetch(`${gateway.url}/api.skype.com/users/self/profile/partial`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ payload: { mood } }),
    });
    await fetch(`${gateway.url}/api.skype.com/users/self/profile/partial`, {
      method: 'POST',
      headers,
      body: `{"payload":"${mood}`,
    });
    await login(gateway, 'fred.2', 'a wrong password');
    const fred = await RawClient.connect(gateway.url, 'fred.2', 'skylark-demo');
    await fred.send('8:anna.7', 'words between two people');
    await gateway.stop();
    const lines = gateway
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const requests = lines.filter((line) => line.msg === 'request');
    expect(requests.length).toBeGreaterThanOrEqual(6);
    for (const line of requests)
      expect(Object.keys(line)).toEqual(['level', 'time', 'method', 'path', 'status', 'ms', 'msg']);
    for (const secret of [
      code,
      tokens.access_token,
      tokens.refresh_token,
      'skylark-demo',
      mood,
      'a wrong password',
      'words between two people',
    ]) {
      expect(gateway.log()).not.toContain(secret);
    }
  });

  it('serves TLS, also to clients that come by production host name', async () => {
    const { execFileSync } = await import('node:child_process');
    const { Agent, request } = await import('node:https');
    const [key, cert] = [join(parent, 'key.pem'), join(parent, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...subject], { stdio: 'ignore' });
    const gateway = await start('--data', 'memory:', '--tls-cert', cert, '--tls-key', key);
    expect(gateway.url).toMatch(/^https:/);
    const agent = new Agent({ rejectUnauthorized: false });
    const status = await new Promise((resolve, reject) => {
      const options = { agent, headers: { host: 'api.skype.com' } };
      request(`${gateway.url}/users/self/profile`, options, (reply) => resolve(reply.statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(401);
    agent.destroy();
    await gateway.stop();
  });

  it.each([
    [['--help'], 0, /Usage:/],
    [['--demo', '--host', '0.0.0.0'], 2, /loopback.*\nTry --help\./],
  ])('%j ends with %i and says why', async (argv, code, message) => {
    const result = await run(argv);
    expect(result.code).toBe(code);
    expect(code === 0 ? result.out : result.err).toMatch(message);
    expect(code === 0 ? result.err : result.out).toBe('');
  });

  it('says when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const result = await run(['--port', port, '--data', 'memory:']);
    expect(result).toEqual({
      out: '',
      code: 1,
      err: 'The port is in use by another program. Choose another one with --port.\n',
    });
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('the user commands', () => {
  it('work on a folder that no gateway uses', async () => {
    const data = ['--data', await folder()];
    const added = await run(
      ['user', 'add', 'fred.2', '--display', 'Fred Adams', '--password-stdin', ...data],
      'correct horse\n',
    );
    expect(added).toEqual({ out: 'Added fred.2 (Fred Adams).\n', err: '', code: 0 });
    await run(['user', 'add', 'helper', '--bot', ...data]);
    await run(['user', 'add', 'far.1', '--password-stdin', '--home', 'https://far.example', ...data], 'far away\n');
    expect((await run(['user', 'list', ...data])).out).toBe(
      'far.1\tfar.1\tuser\thttps://far.example\nfred.2\tFred Adams\tuser\there\nhelper\thelper\tbot\there\n',
    );
    expect(await run(['user', 'remove', 'helper', ...data])).toEqual({ out: 'Removed helper.\n', err: '', code: 0 });
    const gateway = await start(...data);
    expect((await login(gateway, 'fred.2', 'correct horse')).status).toBe(200);
    await gateway.stop();
  });
});

describe('while a gateway uses its folder', () => {
  let data: string;
  let gateway: GatewayProcess;
  beforeAll(async () => {
    data = join(await folder(), 'new', 'deep');
    gateway = await start('--data', data);
  });
  afterAll(() => gateway.stop());

  it('the folder is for its owner only', async () => {
    expect((await stat(data)).mode & 0o077).toBe(0);
    expect((await stat(join(data, 'control.sock'))).mode & 0o077).toBe(0);
  });

  it('another gateway is refused', async () => {
    const second = await run(['--port', '0', '--data', data]);
    const err = expect.stringContaining(`in use by the gateway with process id ${gateway.pid}`);
    expect(second).toEqual({ out: '', code: 1, err });
  });

  it('user commands ask that gateway', async () => {
    const user = (words: string[], input?: string) => run(['user', ...words, '--data', data], input);
    const added = await user(['add', 'fred.2', '--password-stdin'], 'correct horse');
    expect(added).toEqual({ out: 'Added fred.2 (fred.2).\n', err: '', code: 0 });
    expect((await login(gateway, 'fred.2', 'correct horse')).status).toBe(200);
    expect((await user(['list'])).out).toBe('fred.2\tfred.2\tuser\there\n');
    const again = await user(['add', 'FRED.2', '--password-stdin'], 'other words');
    expect(again).toEqual({ out: '', err: 'There is already a user "FRED.2".\n', code: 1 });
    expect((await user(['remove', 'fred.2'])).code).toBe(0);
    expect((await login(gateway, 'fred.2', 'correct horse')).status).toBe(401);
    expect(gateway.log()).not.toContain('correct horse');
  });
});
