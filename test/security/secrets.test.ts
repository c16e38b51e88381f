// A whole run with every kind of secret there is, and afterwards a search for each of them in everything that outlives it: the
// gateway's log at its most talkative, the extension's disk, its memory, its console and errors, refusals, and the addresses of
// requests. Where a secret may be is said in docs/security.md; anywhere else it must not be.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../src/model/account.ts';
import type { DirectReply, DirectRequest } from '../../src/service/operations.ts';
import { createSkypeOperations } from '../../src/skype/operations/operations.ts';
import { openTown, origin, type Town } from '../contract/town.ts';
import { composed } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { testPassword } from '../support/gateway.ts';
import { until } from '../support/mortal-worker.ts';
import { ask } from '../support/signed-in.ts';

const address = 'fred.2@skylark.example';
const wrongPassword = 'a-password-that-is-wrong';
const words = 'words-for-nobody-else';

/** Every secret of the run, by what it is. */
const secrets = new Map<string, Set<string>>();
const keep = (kind: string, secret: string | null | undefined) => {
  if (!secret) return;
  secrets.set(kind, (secrets.get(kind) ?? new Set()).add(secret));
};
const all = (...but: string[]) =>
  [...secrets].flatMap(([kind, values]) =>
    but.includes(kind) ? [] : [...values].map((value) => [kind, value] as const),
  );

/** The secrets that a text holds, as what they are. */
const foundIn = (text: string, ...but: string[]) => [
  ...new Set(
    all(...but).flatMap(([kind, value]) =>
      text.includes(value) || text.includes(encodeURIComponent(value)) ? [kind] : [],
    ),
  ),
];

let town: Town;
const addresses: string[] = [];
const refusals: string[] = [];
const errors: string[] = [];
let printed = '';
let disk = '';
let memory = '';
let local = '';

function watch(): void {
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, name).mockImplementation((...values: unknown[]) => {
      printed += values.map((value) => (value instanceof Error ? `${value.stack}` : JSON.stringify(value))).join(' ');
    });
  }
}

async function notice(request: Request, reply: Response): Promise<void> {
  addresses.push(request.url);
  for (const name of ['x-skypetoken', 'authentication', 'registrationtoken', 'authorization']) {
    const value = request.headers.get(name);
    if (value !== null) keep('token', value.replace(/^(?:skypetoken=|registrationToken=|Bearer (?:cwt=)?)/, ''));
  }
  keep('token', /registrationToken=([^;]+)/.exec(reply.headers.get('set-registrationtoken') ?? '')?.[1]);
  for (const cookie of reply.headers.getSetCookie()) keep('cookie', /^[^=]+=([^;]{8,})/.exec(cookie)?.[1]);
  if (reply.status >= 400) refusals.push(`${await reply.clone().text()} ${JSON.stringify([...reply.headers])}`);
  if (!/token$/i.test(new URL(request.url).pathname)) return;
  const body = (await reply
    .clone()
    .json()
    .catch(() => ({}))) as Record<string, unknown>;
  keep('token', typeof body.access_token === 'string' ? body.access_token.replace(/^cwt=/, '') : undefined);
  keep('refresh token', typeof body.refresh_token === 'string' ? body.refresh_token : undefined);
}

type Worker = ReturnType<Town['start']>['worker'];

async function signIn(worker: Worker): Promise<Account> {
  const window = extension.state.signInWindow;
  extension.state.signInWindow = async (url) => {
    const answer = await window(url);
    keep('authorization code', new URL(answer).searchParams.get('code'));
    return answer;
  };
  const added = (await ask(worker, 'account.add', { server: origin })) as { value: Account };
  await until('Fred is online', async () => (await town.state()) === 'online');
  return added.value;
}

async function live(worker: Worker, account: Account): Promise<void> {
  const command = async (name: string, payload: object) => {
    const reply = (await ask(worker, name, { account: account.id, ...payload })) as { ok: boolean; value: DirectReply };
    if (!reply.ok) errors.push(JSON.stringify(reply));
    return reply;
  };
  const send = async (request: DirectRequest) => (await command('server.request', request)).value;
  const { groups, joining } = createSkypeOperations(send, '8:fred.2');
  const thread = String(await groups?.create(['8:joe.4'], 'Team'));
  await groups?.setRule(thread, 'joining', true);
  keep('join code', (await joining?.readLink(thread))?.split('/').at(-1));
  await command('message.send', { conversation: '8:joe.4', ...composed(words) });
  await until('it is sent', async () => (await town.database.count('outbox')) === 0);
  await command('server.request', {
    place: 'profile',
    method: 'GET',
    path: `/users/nobody/profile?password=${testPassword}`,
  });
  await command('object.fetch', { uri: 'https://evil.example/v1/objects/x' });
}

/** What goes wrong: a token that has ended, requests without rights, passwords that do not fit, in every form of the sign-in. */
async function goWrong(worker: Worker): Promise<void> {
  const { gateway } = town;
  await gateway.context.database.query('update skype_tokens set expires_at_ms = 1 where true');
  await ask(worker, 'wake', {});
  await ask(worker, 'account.addWith', {
    ...{ address, server: origin, approved: [], grant: 'password', userName: address, password: wrongPassword },
  }).then((reply) => errors.push(JSON.stringify(reply)));
  const token = [...(secrets.get('token') ?? [])][0] ?? '';
  const refresh = [...(secrets.get('refresh token') ?? [])][0] ?? '';
  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
  const tries: [string, RequestInit][] = [
    [
      '/oauth/token',
      form({ client_id: 'skylark-extension', grant_type: 'refresh_token', refresh_token: `${refresh}x` }),
    ],
    [
      '/oauth/token',
      form({ client_id: 'skylark-extension', grant_type: 'authorization_code', code: refresh, code_verifier: token }),
    ],
    ['/oauth/authorize', form({ username: 'fred.2', password: wrongPassword, client_id: 'x' })],
    ['/login.live.com/ppsecure/post.srf', form({ login: 'fred.2', passwd: wrongPassword })],
    ['/WebTicket/oauthtoken', form({ grant_type: 'password', username: address, password: wrongPassword })],
    [
      '/api.skype.com/login/skypetoken',
      { method: 'POST', body: `{"username":"fred.2","passwordHash":"${wrongPassword}","scopes":"${token}` },
    ],
    ['/login.live.com/RST.srf', { method: 'POST', body: `<Envelope><Password>${wrongPassword}</Password>` }],
    [
      '/edge.skype.com/rps/v1/rps/skypetoken',
      { method: 'POST', body: `{"access_token":"${token}","partner":["${token}"]}` },
    ],
    [
      `/v1/users/ME/properties?skypetoken=${token}`,
      { headers: { 'X-SkypeToken': `${token}x`, RegistrationToken: token } },
    ],
    [`/oauth/authorize?code=${token}&password=${wrongPassword}`, {}],
  ];
  for (const [path, init] of tries) {
    const reply = await gateway.fetch(path, init);
    if (reply.status >= 400) refusals.push(`${await reply.text()} ${JSON.stringify([...reply.headers])}`);
  }
}

beforeAll(async () => {
  watch();
  town = await openTown();
  town.gateway.context.log.level = 'trace';
  town.interfere(async (request, send) => {
    const reply = await send();
    await notice(request, reply);
    return reply;
  });
  keep('password', testPassword);
  keep('wrong password', wrongPassword);
  keep('words', words);
  const { worker, life } = town.start();
  const account = await signIn(worker);
  await live(worker, account);
  const proof = { grant: 'password', userName: address, password: testPassword };
  await ask(worker, 'account.addWith', { address, server: origin, approved: [], ...proof });
  await until('both are online', async () =>
    (await town.database.getAll('sessions')).every(({ state }) => state === 'online'),
  );
  await goWrong(worker);
  await until('a new token', () => (secrets.get('refresh token')?.size ?? 0) > 1, 15_000);
  errors.push(
    ...life.faults.map((fault) => (fault instanceof Error ? `${fault.stack} ${String(fault.cause)}` : String(fault))),
  );
  const stores = await Promise.all([...town.database.objectStoreNames].map((name) => town.database.getAll(name)));
  disk = JSON.stringify(stores);
  local = JSON.stringify(extension.local.peek());
  memory = JSON.stringify(extension.session.peek());
}, 120_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await town?.close();
});

describe('a run with every kind of secret', () => {
  it('had them: passwords, tokens, codes, join codes, cookies', () => {
    expect([...secrets.keys()].sort()).toEqual(
      [
        'authorization code',
        'cookie',
        'join code',
        'password',
        'refresh token',
        'token',
        'words',
        'wrong password',
      ].sort(),
    );
    expect(secrets.get('token')?.size).toBeGreaterThan(3);
    expect(foundIn(`x${testPassword}y`)).toEqual(['password']);
    expect(refusals.length).toBeGreaterThan(8);
    expect(errors.length).toBeGreaterThan(2);
  });

  it('left none in the log of the gateway, though it says what was asked', () => {
    const log = town.gateway.logged();
    for (const path of ['/oauth/token', '/poll', '/WebTicket/oauthtoken', '/v1/meetings'])
      expect(log.toLowerCase()).toContain(path.toLowerCase());
    expect(foundIn(log)).toEqual([]);
  });

  it('left on the disk the one refresh token that is good, once, and what people wrote', () => {
    expect(foundIn(disk, 'words')).toEqual([]);
    expect(disk).toContain(words);
    expect(foundIn(local)).toEqual(['refresh token']);
    const stored = [...(secrets.get('refresh token') ?? [])].filter((secret) => local.includes(secret));
    expect(stored).toHaveLength(1);
    expect(local.split(String(stored[0]))).toHaveLength(2);
  });

  it('left in memory the tokens in use, and the password of the account that has no sign-in page', () => {
    expect(foundIn(memory).sort()).toEqual(['password', 'token']);
    expect(memory.split(testPassword)).toHaveLength(2);
  });

  it('left none on the console, in errors that pages see, or in faults that are reported', () => {
    expect(foundIn(printed)).toEqual([]);
    expect(foundIn(errors.join('\n'))).toEqual([]);
  });

  it('left none in a refusal, whatever the request held', () => {
    expect(foundIn(refusals.join('\n'), 'cookie')).toEqual([]);
  });

  it('left none in the address of a request', () => {
    expect(addresses.length).toBeGreaterThan(40);
    const typed = addresses.filter((url) => !url.includes(`password=${testPassword}`));
    expect(foundIn(typed.join('\n'))).toEqual([]);
  });
});
