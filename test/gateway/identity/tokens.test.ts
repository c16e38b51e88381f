import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticateSkypeToken } from '../../../gateway/identity/principal.ts';
import { pruneIdentity } from '../../../gateway/identity/prune.ts';
import { removeUser } from '../../../gateway/identity/user-accounts.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { obtainCode, redeem, refresh, signInCompletely } from '../../support/sign-in.ts';

eachDatabase((openDatabase) => {
  let gateway: TestGateway;
  let nowMs = Date.UTC(2026, 0, 1);
  beforeAll(async () => {
    gateway = await startTestGateway({ database: await openDatabase(), now: () => nowMs });
    await gateway.createUser('fred.2');
  });
  afterAll(() => gateway.close());

  async function isAccepted(token: string): Promise<boolean> {
    const headers = new Headers({ 'x-skypetoken': token });
    return authenticateSkypeToken(gateway.context, headers).then(
      () => true,
      () => false,
    );
  }

  describe('a code', () => {
    it('gives a skype token that every client can carry, and a refresh token', async () => {
      const { status, body } = await redeem(gateway, await obtainCode(gateway, 'fred.2'));
      expect(status).toBe(200);
      expect(body).toEqual({
        access_token: expect.stringMatching(/^[A-Za-z0-9]{48}$/),
        token_type: 'Bearer',
        expires_in: 86_400,
        refresh_token: expect.stringMatching(/^[A-Za-z0-9]{48}$/),
        skypeid: 'fred.2',
      });
      expect(await isAccepted(body.access_token)).toBe(true);
    });

    it('works once, and a second use ends the sign-in of the first', async () => {
      const code = await obtainCode(gateway, 'fred.2');
      const first = (await redeem(gateway, code)).body;
      const second = await redeem(gateway, code);
      expect({ status: second.status, error: second.body.error }).toEqual({ status: 400, error: 'invalid_grant' });
      expect(await isAccepted(first.access_token)).toBe(false);
      expect((await refresh(gateway, first.refresh_token)).status).toBe(400);
    });

    it('works once when used many times at once', async () => {
      const code = await obtainCode(gateway, 'fred.2');
      const replies = await Promise.all([1, 2, 3, 4, 5].map(() => redeem(gateway, code)));
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('ends after a minute', async () => {
      const code = await obtainCode(gateway, 'fred.2');
      nowMs += 60_000;
      expect((await redeem(gateway, code)).body.error).toBe('invalid_grant');
    });

    it.each([
      ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
      ['another address', { redirect_uri: 'http://127.0.0.1/' }, 'invalid_grant'],
      ['an unknown client', { client_id: 'other' }, 'invalid_client'],
      ['no verifier', { code_verifier: undefined }, 'invalid_request'],
      ['a short verifier', { code_verifier: 'abc' }, 'invalid_request'],
      ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ])('with %s is refused', async (_, changes, error) => {
      const reply = await redeem(gateway, await obtainCode(gateway, 'fred.2'), changes);
      expect(reply.body.error).toBe(error);
    });
  });

  describe('a refresh token', () => {
    it('gives a new pair and leaves the old skype token to its end', async () => {
      const first = await signInCompletely(gateway, 'fred.2');
      const { status, body: second } = await refresh(gateway, first.refresh_token);
      expect(status).toBe(200);
      expect(second.refresh_token).not.toBe(first.refresh_token);
      expect(await isAccepted(second.access_token)).toBe(true);
      expect(await isAccepted(first.access_token)).toBe(true);
    });

    it('is accepted again while its successor was never used, and the lost successor is not', async () => {
      const first = await signInCompletely(gateway, 'fred.2');
      const lost = (await refresh(gateway, first.refresh_token)).body;
      const second = await refresh(gateway, first.refresh_token);
      expect(second.status).toBe(200);
      expect(await isAccepted(lost.access_token)).toBe(false);
      const third = await refresh(gateway, second.body.refresh_token);
      expect(third.status).toBe(200);
      expect(await isAccepted(third.body.access_token)).toBe(true);
    });

    it('used again after its successor was used ends the whole sign-in', async () => {
      const first = await signInCompletely(gateway, 'fred.2');
      const second = (await refresh(gateway, first.refresh_token)).body;
      const third = (await refresh(gateway, second.refresh_token)).body;
      expect((await refresh(gateway, first.refresh_token)).body.error).toBe('invalid_grant');
      expect((await refresh(gateway, third.refresh_token)).body.error).toBe('invalid_grant');
      for (const { access_token } of [first, second, third]) expect(await isAccepted(access_token)).toBe(false);
    });

    it('that was replaced shows that a copy exists, and ends the whole sign-in', async () => {
      const first = await signInCompletely(gateway, 'fred.2');
      const replaced = (await refresh(gateway, first.refresh_token)).body;
      const thief = (await refresh(gateway, first.refresh_token)).body;
      expect((await refresh(gateway, replaced.refresh_token)).status).toBe(400);
      expect((await refresh(gateway, thief.refresh_token)).status).toBe(400);
    });

    it('used many times at once leaves exactly one usable successor', async () => {
      const first = await signInCompletely(gateway, 'fred.2');
      const replies = await Promise.all([1, 2, 3, 4].map(() => refresh(gateway, first.refresh_token)));
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const states = await gateway.context.database.query(
        `select state, count(*) as count from refresh_tokens
         where sign_in_id = (select max(sign_in_id) from refresh_tokens) group by state order by state`,
      );
      expect(states).toEqual([
        { state: 'current', count: 1 },
        { state: 'replaced', count: 3 },
        { state: 'spent', count: 1 },
      ]);
    });

    it('of one sign-in does not touch another of the same user', async () => {
      const desk = await signInCompletely(gateway, 'fred.2');
      const lap = await signInCompletely(gateway, 'fred.2');
      const second = (await refresh(gateway, desk.refresh_token)).body;
      await refresh(gateway, second.refresh_token);
      await refresh(gateway, desk.refresh_token);
      expect(await isAccepted(desk.access_token)).toBe(false);
      expect(await isAccepted(lap.access_token)).toBe(true);
    });

    it('ends when it is not used for 90 days', async () => {
      const first = await signInCompletely(gateway, 'fred.2');
      nowMs += 89 * 86_400_000;
      const second = await refresh(gateway, first.refresh_token);
      expect(second.status).toBe(200);
      nowMs += 90 * 86_400_000;
      expect((await refresh(gateway, second.body.refresh_token)).status).toBe(400);
    });
  });

  describe('revoking', () => {
    it.each(['access_token', 'refresh_token'] as const)('by %s ends every token of the sign-in', async (kind) => {
      const tokens = await signInCompletely(gateway, 'fred.2');
      const body = new URLSearchParams({ token: tokens[kind], client_id: 'skylark-extension' });
      const reply = await gateway.fetch('/oauth/revoke', { method: 'POST', body });
      expect({ status: reply.status, text: await reply.text() }).toEqual({ status: 200, text: '' });
      expect(await isAccepted(tokens.access_token)).toBe(false);
      expect((await refresh(gateway, tokens.refresh_token)).status).toBe(400);
    });

    it('an unknown token succeeds, and a missing one is an error', async () => {
      const unknown = { method: 'POST', body: new URLSearchParams({ token: 'unknown' }) };
      expect((await gateway.fetch('/oauth/revoke', unknown)).status).toBe(200);
      const missing = await gateway.fetch('/oauth/revoke', { method: 'POST', body: new URLSearchParams() });
      expect(missing.status).toBe(400);
      expect(await missing.json()).toMatchObject({ error: 'invalid_request' });
    });
  });

  describe('a skype token', () => {
    it.each([
      ['X-SkypeToken', (token: string) => token],
      ['Authorization', (token: string) => `skype_token ${token}`],
      ['Authorization', (token: string) => `Bearer ${token}`],
      ['Authentication', (token: string) => `skypetoken=${token}`],
    ])('is read from %s', async (header, spell) => {
      const { access_token } = await signInCompletely(gateway, 'fred.2');
      const principal = await authenticateSkypeToken(gateway.context, new Headers({ [header]: spell(access_token) }));
      expect(principal).toMatchObject({ name: 'fred.2', mri: '8:fred.2', kind: 'user', home: null });
    });

    it('ends after a day', async () => {
      const { access_token } = await signInCompletely(gateway, 'fred.2');
      nowMs += 86_399_999;
      expect(await isAccepted(access_token)).toBe(true);
      nowMs += 1;
      expect(await isAccepted(access_token)).toBe(false);
    });

    it('ends with its user', async () => {
      const anna = await gateway.createUser('anna.7');
      const token = await gateway.tokenFor(anna);
      await removeUser(gateway.context, 'ANNA.7');
      expect(await isAccepted(token)).toBe(false);
    });
  });

  it('no secret is stored as it was given', async () => {
    const code = await obtainCode(gateway, 'fred.2');
    const tokens = (await redeem(gateway, code)).body;
    const { database } = gateway.context;
    const tables = ['users', 'sign_ins', 'skype_tokens', 'refresh_tokens', 'authorization_codes', 'login_attempts'];
    const rows = await Promise.all(tables.map((table) => database.query(`select * from ${table}`)));
    const stored = JSON.stringify(rows);
    expect(stored).toContain('scrypt$');
    for (const secret of [code, tokens.access_token, tokens.refresh_token, 'test-password']) {
      expect(stored).not.toContain(secret);
    }
  });

  it('what can never be accepted again is deleted, and nothing else', async () => {
    const count = async (table: string) => {
      const [row] = await gateway.context.database.query<{ count: number }>(`select count(*) as count from ${table}`);
      return row?.count;
    };
    nowMs += 200 * 86_400_000;
    await pruneIdentity(gateway.context);
    const kept = await signInCompletely(gateway, 'fred.2');
    await pruneIdentity(gateway.context);
    expect(await isAccepted(kept.access_token)).toBe(true);
    expect((await refresh(gateway, kept.refresh_token)).status).toBe(200);
    expect(await count('sign_ins')).toBe(1);
    nowMs += 200 * 86_400_000;
    await pruneIdentity(gateway.context);
    for (const table of ['sign_ins', 'skype_tokens', 'refresh_tokens', 'authorization_codes', 'login_attempts']) {
      expect(await count(table), table).toBe(0);
    }
  });
});
