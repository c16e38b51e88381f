// npm run conformance: drives clients that others wrote against the gateway, unmodified, and reports what works. Their code is
// not part of this project: the arguments say where it is.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { root } from '../bundle.ts';
import { type GatewayProcess, startGatewayProcess } from '../gateway-process.ts';
import { makeCertificate } from './certificate.ts';

const usage = `Usage: npm run conformance -- [--skpy <dir>] [--skype-http <dir>] [--python <path>] [--json <file>]

  --skpy <dir>        a checkout of SkPy (github.com/Terrance/SkPy); its requirements must be installed for Python 3
  --skype-http <dir>  a folder with node_modules/skype-http 0.0.15; it needs cheerio 1.0.0-rc.2:
                      npm install skype-http@0.0.15 cheerio@1.0.0-rc.2
  --python <path>     the Python to use (default python3)
  --json <file>       where to write the results besides
`;

type Outcome = { name: string; ok: boolean; detail: string };
type Client = { name: string; command: string; argv: string[] };

const password = 'skylark-demo';
/** Strangers who ask to become contacts. */
const strangers = ['new.1', 'new.2', 'new.3'];
const longestRunMs = 300_000;

function runGatewayCommand(argv: readonly string[], input: string): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), 'gateway/bin.ts', ...argv], {
      cwd: root,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.on('exit', (code) => (code === 0 ? done() : fail(new Error(`gateway ${argv.join(' ')} failed`))));
    child.stdin.end(input);
  });
}

type Page = { readonly url: string; close(): void };

/** A page on this machine whose description clients ask for. */
async function openPage(): Promise<Page> {
  const server = createServer((_, reply) => {
    reply.setHeader('Content-Type', 'text/html; charset=utf-8');
    reply.end('<!doctype html><title>A page &amp; more</title><meta name="description" content="What it says">');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => void server.close(),
  };
}

/** Runs one client; each line it prints is an outcome. */
async function drive(client: Client, gateway: GatewayProcess, certFile: string, page: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const child = spawn(client.command, client.argv, {
    cwd: root,
    env: {
      ...process.env,
      ...{ SKYLARK_PORT: new URL(gateway.url).port, SKYLARK_PASSWORD: password, SKYLARK_PAGE: page },
      PYTHONDONTWRITEBYTECODE: '1',
      ...{
        REQUESTS_CA_BUNDLE: certFile,
        SSL_CERT_FILE: certFile,
        NODE_EXTRA_CA_CERTS: certFile,
        NODE_NO_WARNINGS: '1',
      },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words = (words + chunk).slice(-4000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const outcome = readOutcome(line);
    if (!outcome) return;
    outcomes.push(outcome);
    console.log(
      `  ${outcome.ok ? 'ok    ' : 'FAILED'}  ${outcome.name}${outcome.ok ? '' : `\n          ${outcome.detail}`}`,
    );
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), longestRunMs);
  const code = await new Promise<number | null>((done) => {
    child.on('close', (status) => done(status));
    child.on('error', () => done(null));
  });
  clearTimeout(timer);
  if (code !== 0 || outcomes.length === 0) {
    const outcome = { name: `${client.name} ran to its end`, ok: false, detail: words.trim() || `ended with ${code}` };
    console.log(`  FAILED  ${outcome.name}\n          ${outcome.detail}`);
    outcomes.push(outcome);
  }
  return outcomes;
}

function readOutcome(line: string): Outcome | undefined {
  try {
    const value = JSON.parse(line) as Outcome;
    return typeof value.name === 'string' && typeof value.ok === 'boolean' ? value : undefined;
  } catch {
    return undefined;
  }
}

function readClients(): { clients: Client[]; json: string | undefined } {
  const { values } = parseArgs({
    options: {
      skpy: { type: 'string' },
      'skype-http': { type: 'string' },
      python: { type: 'string', default: 'python3' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const clients: Client[] = [];
  const script = (name: string) => join(import.meta.dirname, name);
  if (values.skpy) {
    const folder = resolve(values.skpy);
    if (!existsSync(join(folder, 'skpy'))) throw new Error(`There is no SkPy in ${folder}.`);
    clients.push({ name: 'SkPy', command: values.python, argv: [script('skpy.py'), folder] });
  }
  if (values['skype-http']) {
    const folder = resolve(values['skype-http']);
    if (!existsSync(join(folder, 'node_modules', 'skype-http')))
      throw new Error(`There is no skype-http in ${folder}.`);
    clients.push({ name: 'skype-http', command: process.execPath, argv: [script('skype-http.cjs'), folder] });
  }
  if (clients.length === 0 || values.help) throw new Error(usage.trimEnd());
  return { clients, json: values.json && resolve(values.json) };
}

async function main(): Promise<number> {
  const { clients, json } = readClients();
  const folder = await mkdtemp(join(tmpdir(), 'skylark-conformance-'));
  const results: Record<string, Outcome[]> = {};
  const page = await openPage();
  try {
    const { certFile, keyFile } = makeCertificate(folder);
    for (const client of clients) {
      const data = join(folder, client.name);
      const gateway = await startGatewayProcess([
        ...['--host', '127.0.0.1', '--port', '0', '--data', data, '--demo', '--hold-seconds', '3'],
        ...['--tls-cert', certFile, '--tls-key', keyFile, '--allow-private-previews'],
      ]);
      try {
        for (const name of strangers) {
          await runGatewayCommand(['user', 'add', name, '--password-stdin', '--stranger', '--data', data], password);
        }
        console.log(`${client.name}`);
        results[client.name] = await drive(client, gateway, certFile, page.url);
      } finally {
        await gateway.stop();
      }
    }
  } finally {
    page.close();
    await rm(folder, { recursive: true, force: true });
  }
  const all = Object.values(results).flat();
  if (json) await writeFile(json, `${JSON.stringify(results, null, 2)}\n`);
  const failed = all.filter(({ ok }) => !ok).length;
  console.log(`${all.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exit(
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }),
);
