// Reads docs/protocol-coverage.md: every row must have a test behind it, and everything that gateway, decoder and settings know
// must have a row.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { preferenceTable } from '../extension/preferences.ts';
import { createApp } from '../gateway/app.ts';
import { serviceHosts } from '../src/skype/wire/service-hosts.ts';
import { startTestGateway } from './support/gateway.ts';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'docs', 'protocol-coverage.md'), 'utf8');

type Row = { section: string; what: string; gateway: string; client: string; screen: string; tests: string };

function readRows(): Row[] {
  const rows: Row[] = [];
  let section = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('## ')) section = line.slice(3);
    if (!line.startsWith('| ') || line.startsWith('| What ')) continue;
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
    const [, what = '', gateway = '', client = '', screen = '', tests = ''] = cells;
    rows.push({ section, what, gateway, client, screen, tests });
  }
  return rows;
}

const rows = readRows();
const sectionsOf = (beginning: string) => rows.filter(({ section }) => section.startsWith(beginning));
const endpointWords = sectionsOf('Endpoints')
  .map(({ what }) => what)
  .join(' ');

describe('the table of protocol coverage', () => {
  it('has rows, each once, with every cell filled', () => {
    expect(rows.length).toBeGreaterThan(150);
    expect(new Set(rows.map(({ section, what }) => `${section}: ${what}`)).size).toBe(rows.length);
    for (const row of rows) for (const cell of Object.values(row)) expect(cell, row.what).not.toBe('');
  });

  it('says of everything without a screen why', () => {
    for (const { what, screen } of rows) if (/^no\b/.test(screen)) expect(screen, what).toMatch(/^no screen: \w+/);
  });

  it.each(rows)('names a test of $section: $what', ({ tests }) => {
    const named = [...tests.matchAll(/`([^`]+)` in (\S+\.test\.tsx?)/g)];
    expect(named.length).toBeGreaterThan(0);
    for (const [, words = '', file = ''] of named) {
      expect(existsSync(join(root, 'test', file)), file).toBe(true);
      expect(readFileSync(join(root, 'test', file), 'utf8'), file).toContain(words);
    }
  });
});

describe('the table of protocol coverage is complete', () => {
  const sourceOf = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, folder, file), 'utf8'))
      .join('\n');

  it('for every route of the gateway', async () => {
    const gateway = await startTestGateway();
    const routes = createApp(gateway.context).routes.filter(({ path }) => !path.endsWith('/*'));
    await gateway.close();
    expect(routes.length).toBeGreaterThan(100);
    const hosts: ReadonlySet<string> = new Set(Object.values(serviceHosts));
    const missing = routes.flatMap(({ path }) => {
      const segments = path.split('/').filter((segment) => segment !== '' && !/[:*{}]/.test(segment));
      // Hosts that serve under several names are written once; the pages of our own sign-in are one row.
      const words = segments.filter((segment) => !hosts.has(segment) && !['oauth', 'v1', 'v2'].includes(segment));
      const absent = words.filter((word) => !endpointWords.toLowerCase().includes(word.toLowerCase()));
      return absent.length > 0 ? [`${path}: ${absent.join(', ')}`] : [];
    });
    expect([...new Set(missing)]).toEqual([]);
  });

  it('for every service', () => {
    const unnamed = new Set(['client-s.gateway.messenger.live.com']);
    const hosts = Object.values(serviceHosts).filter((host) => !unnamed.has(host));
    expect(hosts.filter((host) => !endpointWords.includes(host))).toEqual([]);
  });

  it('for every message type that is decoded', () => {
    const types = sourceOf('src/skype/decode').matchAll(
      /['"]((?:RichText|Control|Event|Signal|ThreadActivity)\/\w+|Text|RichText)['"]/g,
    );
    const told = sectionsOf('Message types').map(({ what }) => what);
    const known = [...new Set([...types].map(([, type]) => type))];
    expect(known.length).toBeGreaterThan(10);
    expect(known.filter((type) => !told.some((what) => what.startsWith(`\`${type}\``)))).toEqual([]);
  });

  it('for every flag that a setting knows', () => {
    const flags = Object.values(preferenceTable).flatMap((row): number[] => {
      if (row.kind === 'switch') return [row.flag];
      return row.kind === 'flags' ? Object.keys(row.choices.anyone).map(Number) : [];
    });
    expect(flags.length).toBeGreaterThan(12);
    const told = sectionsOf('Flags').map(({ what }) => what);
    expect(flags.filter((flag) => !told.some((what) => what.startsWith(`${flag}:`)))).toEqual([]);
  });

  it('for every error code that the client knows', () => {
    const source = readFileSync(join(root, 'src/skype/client/failure.ts'), 'utf8');
    const table = /kindOfCode[^{]*{([^}]*)}/.exec(source)?.[1] ?? '';
    const codes = [...table.matchAll(/(\d+):/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(8);
    const told = sectionsOf('Errors').map(({ what }) => what);
    // 429 is the plain status, which "Retry-After" stands for.
    expect(codes.filter((code) => code !== '429' && !told.some((what) => what.startsWith(`${code}:`)))).toEqual([]);
  });
});
