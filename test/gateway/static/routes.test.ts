import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoticonOfShortcut } from '../../../src/markup/emoticon-shortcuts.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { insertGuest } from '../account/town.ts';

type Index = { items: { id: string; shortcuts: string[]; unicode: string }[] };

const personalization = '/a.config.skype.com/config/v1/Skype/0_0.0.0.0/SkypePersonalization';
const petoken = '/static.asm.skype.com/pes/v1/petoken';

describe('static resources', () => {
  let gateway: TestGateway;
  let nowMs = Date.UTC(2026, 0, 1);
  beforeAll(async () => {
    gateway = await startTestGateway({ now: () => nowMs });
  });
  afterAll(() => gateway.close());

  async function json<T>(path: string): Promise<T> {
    const reply = await gateway.fetch(path);
    expect(reply.status).toBe(200);
    return (await reply.json()) as T;
  }

  it('have a feature configuration that anybody may read', async () => {
    const path = '/a.config.skype.com/config/v1/SkypeLyncWebExperience/0_0.0.0.0?apikey=skype.com';
    const { SkypeLyncWebExperience } = await json<Record<string, Record<string, boolean>>>(path);
    expect(SkypeLyncWebExperience).toMatchObject({ calling: false, translation: false, urlPreviews: true });
  });

  it('name the emoticon index under the gateway that was asked', async () => {
    const { pes_config } = await json<{ pes_config: string }>(personalization);
    expect(pes_config).toMatch(
      /^https:\/\/gateway\.test\/static-asm\.secure\.skypeassets\.com\/pes\/v1\/configs\/[0-9a-f]{32}\/views\/en$/,
    );
  });

  it('have an index whose address is the hash of its text, to be kept for ever', async () => {
    const { pes_config } = await json<{ pes_config: string }>(personalization);
    const reply = await gateway.fetch(pes_config);
    expect(reply.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(reply.headers.get('content-type')).toContain('application/json');
    const text = await reply.text();
    expect(pes_config).toContain(`/${createHash('sha256').update(text).digest('hex').slice(0, 32)}/`);
  });

  it('have every emoticon with words that mean the same in our own client', async () => {
    const { pes_config } = await json<{ pes_config: string }>(personalization);
    const { items } = await json<Index>(pes_config);
    expect(items.length).toBeGreaterThan(60);
    expect(items.find(({ id }) => id === 'smile')?.shortcuts).toEqual(expect.arrayContaining([':)', ':-)', '(smile)']));
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    for (const { id, shortcuts, unicode } of items) {
      expect(shortcuts.length, id).toBeGreaterThan(0);
      expect(unicode, id).not.toBe('');
      for (const word of shortcuts) {
        const meant = emoticonOfShortcut(word);
        expect(meant ? meant.type : word, word).toBe(meant ? id : `(${id})`);
      }
    }
  });

  it.each(['/configs/00000000000000000000000000000000/views/en', '/configs/x/views/en'])(
    'have nothing at %s',
    async (path) => {
      const reply = await gateway.fetch(`/static-asm.secure.skypeassets.com/pes/v1${path}`);
      expect(reply.status).toBe(404);
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(await reply.json()).toEqual({ errorCode: 404, message: expect.any(String) });
    },
  );

  it('speak no other language than the one they name', async () => {
    const { pes_config } = await json<{ pes_config: string }>(personalization);
    expect((await gateway.fetch(pes_config.replace(/en$/, 'fr'))).status).toBe(404);
  });

  it.each([
    ['POST', personalization],
    ['PUT', '/a.config.skype.com/config/v1/SkypeLyncWebExperience/0_0.0.0.0'],
    ['POST', petoken],
  ])('answer %s %s with the methods there are', async (method, path) => {
    const reply = await gateway.fetch(path, { method, body: '{}' });
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET']);
  });

  describe('the token for assets', () => {
    it('is a new one each time, says when it ends and is kept by nobody', async () => {
      const Authorization = `skype_token ${await gateway.tokenFor(await gateway.createUser('fred.2'))}`;
      const tokens = new Set<string>();
      for (const _ of [1, 2]) {
        const reply = await gateway.fetch(petoken, { headers: { Authorization } });
        expect(reply.status).toBe(200);
        expect(reply.headers.get('cache-control')).toBe('no-store');
        expect(Date.parse(reply.headers.get('expires') ?? '') - nowMs).toBe(300_000);
        const body = (await reply.json()) as { token: string };
        expect(body).toEqual({ token: expect.stringMatching(/^\d{10}\.[\w-]{32}$/) });
        expect(Number(body.token.split('.')[0]) * 1000 - nowMs).toBe(300_000);
        tokens.add(body.token);
        nowMs += 1000;
      }
      expect(tokens.size).toBe(2);
    });

    it('is for those with a skype token, and not for guests', async () => {
      expect((await gateway.fetch(petoken)).status).toBe(401);
      const guest = await insertGuest(gateway);
      const headers = { Authorization: `skype_token ${await gateway.tokenFor(guest)}` };
      expect((await gateway.fetch(petoken, { headers })).status).toBe(401);
    });
  });
});
