// npm itself, asked about this product at a registry of the test's own.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readAudit, runAudit } from '../../scripts/audit.ts';

const root = join(import.meta.dirname, '..', '..');
let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version: string }>;
};

/** What a registry says of a package: here, that it has the version which is locked. */
function describePackage(name: string): object {
  const { version = '0.0.0' } = packages[`node_modules/${name}`] ?? {};
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version } } };
}

/** The environment in which npm asks a registry that answers the question for weaknesses with this. */
async function registry(status: number, body: unknown): Promise<NodeJS.ProcessEnv> {
  const own = createServer(({ method, url = '' }, response) => {
    const answer = method === 'GET' ? describePackage(decodeURIComponent(url.slice(1))) : body;
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  server = own;
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  const { port } = own.address() as AddressInfo;
  return {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${port}/`,
    npm_config_offline: 'false',
    npm_config_noproxy: '127.0.0.1',
  };
}

const weakness = {
  id: 1,
  url: 'https://example.org/advisory',
  title: 'Says too much',
  severity: 'high',
  vulnerable_versions: '>=0.0.0',
};

describe('npm audit', () => {
  it('is clean when the registry knows of nothing', async () => {
    expect(await runAudit(root, await registry(200, {}))).toEqual({ kind: 'clean' });
  }, 60_000);

  it('finds what the registry knows of a package that the product runs with', async () => {
    const env = await registry(200, { hono: [weakness] });
    expect(await runAudit(root, env)).toMatchObject({
      kind: 'found',
      packages: expect.arrayContaining(['hono (high)']),
    });
  }, 60_000);

  it('does not look at what is for development only', async () => {
    expect(await runAudit(root, await registry(200, { vitest: [weakness] }))).toEqual({ kind: 'clean' });
  }, 60_000);

  it.each([405, 500])(
    'knows nothing when the registry refuses to answer (%i)',
    async (status) => {
      expect(await runAudit(root, await registry(status, {}))).toEqual({ kind: 'unknown' });
    },
    60_000,
  );

  it('knows nothing without a network', async () => {
    const env = await registry(200, {});
    server?.close();
    expect(await runAudit(root, env)).toEqual({ kind: 'unknown' });
  }, 60_000);

  it.each(['', 'npm error', '{}', '{"metadata":{}}', '{"metadata":{"vulnerabilities":{"total":2}}}', 'null'])(
    'takes %j for no result',
    (output) => {
      expect(readAudit(output)).toEqual({ kind: 'unknown' });
    },
  );
});
