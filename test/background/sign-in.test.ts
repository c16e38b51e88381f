import '../support/extension.ts';
import * as oauth4webapi from 'oauth4webapi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createContext } from '../../background/context.ts';
import { createCredentials } from '../../background/credentials.ts';
import { createSignIn, hostPermission, readServerAddress } from '../../background/sign-in.ts';
import { openDatabase } from '../../extension/database.ts';
import { extension } from '../support/extension.ts';
import { loadPart } from '../support/mortal-worker.ts';
import { type ScriptedSignIn, scriptedSignIn, testServer } from '../support/scripted-sign-in.ts';
import { account } from '../support/signed-in.ts';

let server: ScriptedSignIn;
let nowMs = 0;

function build() {
  const context = createContext({
    browser: extension.api,
    transport: (request) => server.transport(request),
    loadPart,
    openDatabase,
    nowMs: () => nowMs,
    random: () => 0,
    wait: () => new Promise(() => {}),
    version: '0',
    report: () => {},
  });
  return { signIn: createSignIn(context), credentials: createCredentials(context) };
}

let asked: URL | undefined;

/** A sign-in window that answers with these parameters; the state is that of the request unless given. */
function windowAnswers(parameters: Record<string, string>): void {
  extension.state.signInWindow = async (url) => {
    asked = new URL(url);
    const answer = new URL(asked.searchParams.get('redirect_uri') ?? '');
    const all = { state: asked.searchParams.get('state') ?? '', iss: testServer, ...parameters };
    for (const [name, value] of Object.entries(all)) if (value !== '') answer.searchParams.set(name, value);
    return answer.href;
  };
}

beforeEach(() => {
  extension.reset();
  server = scriptedSignIn();
  nowMs = 1_000_000;
  windowAnswers({ code: 'the-code' });
});
afterEach(() => {
  extension.state.signInWindow = async () => Promise.reject(new Error('The user did not approve access.'));
});

const failure = (kind: string) => expect.objectContaining({ kind });

describe('the address of a server', () => {
  it.each([
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['http://localhost:8787/some/path?x', 'http://localhost:8787'],
    ['localhost:8787', 'http://localhost:8787'],
    ['127.0.0.1', 'http://127.0.0.1'],
    [' chat.example ', 'https://chat.example'],
    ['https://chat.example:8443', 'https://chat.example:8443'],
    ['https://user:password@chat.example/', 'https://chat.example'],
  ])('"%s" is %s', (typed, origin) => {
    expect(readServerAddress(typed)).toBe(origin);
  });

  it.each([
    '',
    'http://chat.example',
    'ftp://127.0.0.1',
    'javascript:alert(1)',
    'https://',
    'http://127.0.0.1.evil.example',
  ])('"%s" is none that tokens may go to', (typed) => {
    expect(() => readServerAddress(typed)).toThrow(failure('not-skylark'));
  });

  it('needs the permission for its host, whatever the port', () => {
    expect(hostPermission('http://127.0.0.1:8787')).toEqual({ origins: ['http://127.0.0.1/*'] });
    expect(hostPermission('https://chat.example:8443')).toEqual({ origins: ['https://chat.example/*'] });
  });
});

describe('signing in', () => {
  it('leads to the sign-in page with a challenge that the library of reference computes alike', async () => {
    const tokens = await build().signIn(testServer);
    expect(tokens).toEqual({ accessToken: 'access-1', refreshToken: 'refresh-1', lifeMs: 3_600_000 });
    const [form] = server.state.forms;
    expect(Object.fromEntries(asked?.searchParams ?? [])).toMatchObject({
      response_type: 'code',
      client_id: 'skylark-extension',
      redirect_uri: `https://${extension.ownId}.chromiumapp.org/signed-in`,
      code_challenge_method: 'S256',
      code_challenge: await oauth4webapi.calculatePKCECodeChallenge(form?.code_verifier ?? ''),
    });
    expect(form).toMatchObject({ grant_type: 'authorization_code', code: 'the-code', client_id: 'skylark-extension' });
    expect(form?.code_verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('uses fresh secrets every time', async () => {
    const { signIn } = build();
    await signIn(testServer);
    const first = asked?.searchParams.get('state');
    await signIn(testServer);
    expect(asked?.searchParams.get('state')).not.toBe(first);
    expect(server.state.forms[0]?.code_verifier).not.toBe(server.state.forms[1]?.code_verifier);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an answer to another request', { code: 'c', state: 'forged' }, 'unreadable'],
    ['an answer without a state', { code: 'c', state: '' }, 'unreadable'],
    ['an answer of another server', { code: 'c', iss: 'https://evil.example' }, 'unreadable'],
    ['an answer that does not say who gave it', { code: 'c', iss: '' }, 'unreadable'],
    ['an answer without a code', {}, 'server'],
    ['a fault of the server', { error: 'server_error' }, 'server'],
    ['a user who declines', { error: 'access_denied' }, 'cancelled'],
  ])('takes no code from %s', async (_what, answer, kind) => {
    windowAnswers(answer);
    await expect(build().signIn(testServer)).rejects.toEqual(failure(kind));
    expect(server.state.forms).toEqual([]);
  });

  it('is cancelled when the window is closed', async () => {
    extension.state.signInWindow = async () => Promise.reject(new Error('The user did not approve access.'));
    await expect(build().signIn(testServer)).rejects.toEqual(failure('cancelled'));
  });

  it('says that the server is away when its page does not load', async () => {
    extension.state.signInWindow = async () => Promise.reject(new Error('Authorization page could not be loaded.'));
    await expect(build().signIn(testServer)).rejects.toEqual(failure('network'));
  });

  it('asks for the permission before it contacts anybody', async () => {
    await expect(build().signIn('https://chat.example')).rejects.toEqual(failure('permission'));
    expect(server.state.requests).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['another issuer', { issuer: 'https://evil.example' }],
    ['a sign-in page elsewhere', { authorization_endpoint: 'https://evil.example/authorize' }],
    ['a token endpoint elsewhere', { token_endpoint: 'https://evil.example/token' }],
    ['a revocation endpoint elsewhere', { revocation_endpoint: 'https://evil.example/revoke' }],
    ['no sign-in at all', { authorization_endpoint: undefined }],
    ['an address that is none', { token_endpoint: 'token' }],
  ])('does not trust a server that names %s', async (_what, metadata) => {
    Object.assign(server.state.metadata, metadata);
    await expect(build().signIn(testServer)).rejects.toEqual(failure('not-skylark'));
    expect(asked).toBeUndefined();
  });

  it('says that a server is no Skylark server when it is something else', async () => {
    server.transport = async () => ({ status: 404, text: '<html>', header: () => undefined });
    await expect(build().signIn(testServer)).rejects.toEqual(failure('not-skylark'));
  });

  it('says that a server is away when it is', async () => {
    server.state.isAway = true;
    await expect(build().signIn(testServer)).rejects.toEqual(failure('network'));
  });

  beforeEach(() => {
    asked = undefined;
  });
});

describe('the tokens of an account', () => {
  const keep = async (parts: ReturnType<typeof build>, lifeMs = 3_600_000) =>
    parts.credentials.keep(account.id, { accessToken: 'access-0', refreshToken: 'refresh-0', lifeMs });

  it('are in memory, but for the one that renews them', async () => {
    const parts = build();
    await keep(parts);
    expect(extension.local.peek()).toEqual({ [`refresh:${account.id}`]: 'refresh-0' });
    expect(JSON.stringify(extension.local.peek())).not.toContain('access');
    expect(await parts.credentials.accessToken(account)).toBe('access-0');
    expect(server.state.requests).toEqual([]);
  });

  it('are renewed when their life is over, once for all who ask at the same time', async () => {
    const parts = build();
    await keep(parts);
    nowMs += 3_600_000;
    const { credentials } = parts;
    const tokens = await Promise.all([credentials.accessToken(account), credentials.accessToken(account)]);
    expect(tokens).toEqual(['access-1', 'access-1']);
    expect(server.state.forms).toHaveLength(1);
  });

  it('are renewed ahead of time, and not before', async () => {
    const parts = build();
    await keep(parts);
    nowMs += 2_600_000;
    await parts.credentials.renewIfDue(account);
    expect(server.state.forms).toHaveLength(0);
    nowMs += 200_000;
    await parts.credentials.renewIfDue(account);
    expect(server.state.forms).toHaveLength(1);
  });

  it('are not believed after the clock was set back', async () => {
    const parts = build();
    await keep(parts);
    nowMs -= 10_000_000;
    expect(await parts.credentials.accessToken(account)).toBe('access-1');
    expect(await parts.credentials.accessToken(account)).toBe('access-1');
  });

  it('store the new refresh token before the new access token is there to be used', async () => {
    const parts = build();
    await keep(parts);
    const order: string[] = [];
    const { local, session } = extension;
    const writes = [
      [local, local.set, 'refresh'],
      [session, session.set, 'access'],
    ] as const;
    for (const [area, set, name] of writes) {
      area.set = async (items) => {
        order.push(name);
        await set(items);
      };
    }
    await parts.credentials.renew(account);
    for (const [area, set] of writes) area.set = set;
    expect(order).toEqual(['refresh', 'access']);
    expect(local.peek()).toEqual({ [`refresh:${account.id}`]: 'refresh-1' });
  });

  it('end when the server refuses, and only wait when it is away', async () => {
    const parts = build();
    await keep(parts);
    server.state.isAway = true;
    await expect(parts.credentials.renew(account)).rejects.toEqual(failure('network'));
    server.state.isAway = false;
    server.state.isEnded = true;
    await expect(parts.credentials.renew(account)).rejects.toEqual(failure('unauthorised'));
    await parts.credentials.forget(account.id);
    await expect(parts.credentials.accessToken(account)).rejects.toEqual(failure('unauthorised'));
  });

  it('do not come back when they are forgotten while they are renewed', async () => {
    const parts = build();
    await keep(parts);
    const { transport } = server;
    server.transport = async (request) => {
      const reply = await transport(request);
      if (request.url.endsWith('/token')) await parts.credentials.forget(account.id);
      return reply;
    };
    await expect(parts.credentials.renew(account)).rejects.toEqual(failure('unauthorised'));
    expect(extension.local.peek()).toEqual({});
    expect(extension.session.peek()).toEqual({});
  });
});
