// What is kept of the sign-in to a UCWA account, where, and what renews its token.
import '../support/extension.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createContext } from '../../background/context.ts';
import { createCredentials } from '../../background/credentials.ts';
import { withProof } from '../../background/proof.ts';
import { openDatabase } from '../../extension/database.ts';
import type { Account } from '../../src/model/account.ts';
import type { TransportRequest } from '../../src/service/transport.ts';
import type { Proof } from '../../src/ucwa/sign-in/step.ts';
import { ann } from '../support/channel-server.ts';
import { extension } from '../support/extension.ts';
import { loadPart } from '../support/mortal-worker.ts';

const pool = 'https://pool.example.org';
const grants = ['password', 'urn:microsoft.rtc:windows'];
const account: Account = {
  ...{ id: 'account-1', kind: 'ucwa', server: pool, user: ann, name: 'Ann', addedAtMs: 1 },
  place: {
    ...{ address: 'ann@example.org', userUrl: `${pool}/user`, applicationsUrl: `${pool}/applications` },
    ...{ tokenService: `${pool}/WebTicket/oauthtoken`, grants, approved: [pool] },
  },
};
const password: Proof = { grant: 'password', userName: 'ann', password: 'a secret of hers' };
const windows: Proof = { grant: 'windows' };

let asked: TransportRequest[];
let answer: { status: number; body: unknown };

async function build() {
  const context = createContext({
    browser: extension.api,
    transport: async (request) => {
      asked.push(request);
      return { status: answer.status, text: JSON.stringify(answer.body), header: () => undefined };
    },
    loadPart,
    openDatabase,
    nowMs: () => 1_000_000,
    random: () => 0,
    wait: () => new Promise(() => {}),
    version: '0',
    report: () => {},
  });
  await (await context.database()).put('accounts', account);
  return createCredentials(context);
}

const keep = (credentials: Awaited<ReturnType<typeof build>>, proof: Proof) =>
  credentials.keep(account.id, withProof({ accessToken: 'cwt=1', lifeMs: 1 }, proof));
const onDisk = () => JSON.stringify(extension.local.peek());

beforeEach(() => {
  extension.reset();
  asked = [];
  answer = { status: 200, body: { access_token: 'cwt=2', expires_in: 28_000 } };
});

describe('a password', () => {
  it('is in memory only, and renews the token at the token service of the account', async () => {
    const credentials = await build();
    await keep(credentials, password);
    expect(onDisk()).not.toContain('secret');
    await credentials.renew(account);
    expect(await credentials.accessToken(account)).toBe('cwt=2');
    expect(asked).toMatchObject([{ url: `${pool}/WebTicket/oauthtoken`, method: 'POST' }]);
    expect(asked[0]).not.toHaveProperty('usesSystemSignIn');
    expect(onDisk()).not.toContain('secret');
  });

  it('is gone with the browser, and then the user is asked', async () => {
    const credentials = await build();
    await keep(credentials, password);
    extension.restartBrowser();
    await expect(credentials.accessToken(account)).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(asked).toEqual([]);
  });

  it('is forgotten when it is refused, and not when the server has a problem', async () => {
    const credentials = await build();
    await keep(credentials, password);
    answer = { status: 503, body: {} };
    await expect(credentials.renew(account)).rejects.toMatchObject({ kind: 'server' });
    answer = { status: 400, body: { error: 'invalid_grant' } };
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(credentials.renew(account)).rejects.toMatchObject({ kind: 'unauthorised' });
    }
    expect(asked).toHaveLength(2);
    expect(JSON.stringify(extension.session.peek())).not.toContain('secret');
  });
});

describe('a proof by the system', () => {
  it('outlives the browser, since it holds no secret', async () => {
    const credentials = await build();
    await keep(credentials, windows);
    extension.restartBrowser();
    expect(await credentials.accessToken(account)).toBe('cwt=2');
    expect(asked).toMatchObject([{ usesSystemSignIn: true, body: 'grant_type=urn%3Amicrosoft.rtc%3Awindows' }]);
  });

  it('takes the place of a password, and the other way round', async () => {
    const credentials = await build();
    await keep(credentials, password);
    await keep(credentials, windows);
    expect(JSON.stringify(extension.session.peek())).not.toContain('secret');
    await keep(credentials, password);
    expect(extension.local.peek()).toEqual({});
  });

  it('is forgotten at sign-out', async () => {
    const credentials = await build();
    await keep(credentials, windows);
    await credentials.forget(account.id);
    await expect(credentials.accessToken(account)).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(extension.local.peek()).toEqual({});
    expect(asked).toEqual([]);
  });
});

describe('what was kept', () => {
  it.each([['nonsense'], ['{"grant":"other"}'], ['null']])(
    'and cannot be read asks for a new sign-in: %s',
    async (kept) => {
      const credentials = await build();
      await extension.local.set({ [`refresh:${account.id}`]: kept });
      await expect(credentials.renew(account)).rejects.toMatchObject({ kind: 'unauthorised' });
      expect(asked).toEqual([]);
    },
  );
});
