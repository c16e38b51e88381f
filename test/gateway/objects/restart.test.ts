// Over sockets and with a gateway that dies: what was confirmed is there afterwards, what was not can be sent again.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addUserByCommand, type GatewayProcess, startGatewayProcess } from '../messaging/process.ts';
import { noise, picture } from './desk.ts';

const password = 'correct horse battery';

describe('the objects of a gateway process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skylark-objects-'));
  let running: GatewayProcess | undefined;
  let token = '';
  const start = async () => {
    running = await startGatewayProcess(folder, '--max-object-mb', '3');
  };
  beforeAll(() => addUserByCommand(folder, 'fred.2', password), 60_000);
  afterEach(() => running?.kill());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${running?.url}${path}`, { ...init, headers: { Authorization: `skype_token ${token}` } });

  async function signIn(): Promise<void> {
    const passwordHash = createHash('md5').update(`fred.2\nskyper\n${password}`).digest('base64');
    const body = JSON.stringify({ username: 'fred.2', passwordHash, scopes: 'client' });
    const reply = await call('/api.skype.com/login/skypetoken', { method: 'POST', body });
    token = ((await reply.json()) as { skypetoken: string }).skypetoken;
  }

  async function create(): Promise<string> {
    const body = JSON.stringify({ type: 'sharing/file', permissions: {}, filename: 'a.bin' });
    const reply = await call('/api.asm.skype.com/v1/objects', { method: 'POST', body });
    expect(reply.status).toBe(201);
    return `/api.asm.skype.com/v1/objects/${((await reply.json()) as { id: string }).id}`;
  }

  const put = (path: string, bytes: Uint8Array<ArrayBuffer>) =>
    call(`${path}/content/original`, { method: 'PUT', body: bytes });
  const state = async (path: string) =>
    (await (await call(`${path}/views/original/status`)).json()) as Record<string, unknown>;

  /** Begins an upload of a mebibyte and sends the half of it. */
  function beginHalf(path: string): ClientRequest {
    const outgoing = request(new URL(`${path}/content/original`, running?.url), {
      method: 'PUT',
      headers: { Authorization: `skype_token ${token}`, 'Content-Length': 1024 * 1024 },
    });
    outgoing.on('error', () => undefined);
    outgoing.write(noise(512 * 1024));
    return outgoing;
  }

  it('survive its death; an upload that it interrupted left nothing and may be sent again', async () => {
    await start();
    await signIn();
    const bytes = noise(900_000);
    const whole = await create();
    expect((await put(whole, bytes)).status).toBe(201);
    expect(
      (await call('/avatar.skype.com/v1/avatars/self', { method: 'PUT', body: await picture('png', 8, 8) })).status,
    ).toBe(200);
    const half = await create();
    beginHalf(half);
    await expect.poll(async () => (await state(half)).content_length, { timeout: 10_000 }).toBe(524_288);
    await running?.kill();
    await start();
    const read = Buffer.from(await (await call(`${whole}/views/original`)).arrayBuffer());
    expect(Buffer.compare(read, Buffer.from(bytes))).toBe(0);
    expect((await call('/avatar.skype.com/v1/avatars/fred.2/public?returnDefaultImage=false')).status).toBe(200);
    expect(await state(half)).toMatchObject({ content_state: 'no content', view_state: 'none' });
    expect((await call(`${half}/views/original`)).status).toBe(404);
    expect((await put(half, bytes)).status).toBe(201);
    expect(await state(half)).toMatchObject({ content_state: 'ready', content_length: 900_000 });
  }, 120_000);

  it('are not made of uploads whose client goes away', async () => {
    await start();
    await signIn();
    const path = await create();
    const outgoing = beginHalf(path);
    await expect.poll(async () => (await state(path)).content_length, { timeout: 10_000 }).toBe(524_288);
    outgoing.destroy();
    await expect.poll(async () => (await state(path)).content_length, { timeout: 10_000 }).toBe(0);
    expect((await call(`${path}/views/original`)).status).toBe(404);
  }, 60_000);

  it('refuse too much with an answer that the client gets to read', async () => {
    await start();
    await signIn();
    const path = await create();
    const reply = await put(path, noise(4 * 1024 * 1024));
    expect([reply.status, await reply.json()]).toEqual([
      413,
      { errorCode: 413, message: 'The file is larger than this gateway takes (3 MB).' },
    ]);
    expect((await put(path, noise(2_500_000))).status).toBe(201);
    expect((await put(path, noise(2_500_000))).status).toBe(409);
  }, 60_000);
});
