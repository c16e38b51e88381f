// Reads docs/protocol-coverage.md: every row must name tests by their titles, on every side that says it has the thing, and everything
// that gateway, decoder and settings know must have a row.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
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
    if (!line.startsWith('| ') || line.startsWith('| What ') || section.startsWith('Open points')) continue;
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
    const [, what = '', gateway = '', client = '', screen = '', tests = ''] = cells;
    rows.push({ section, what, gateway, client, screen, tests });
  }
  return rows;
}

const rows = readRows();
const sectionsOf = (beginning: string) => rows.filter(({ section }) => section.startsWith(beginning));
const wordsOf = (beginning: string) =>
  sectionsOf(beginning)
    .map(({ what, gateway }) => `${what} ${gateway}`)
    .join(' ');
const endpointWords = wordsOf('Endpoints');
const ucwaWords = wordsOf('UCWA');

/** Where a test may lie that proves what the gateway does, the client, a page. */
const gatewaySide = ['gateway', 'contract', 'e2e'];
const pages = ['popup', 'options', 'e2e'];
const clientSide = ['skype', 'ucwa', 'markup', 'sync', 'background', 'contract', 'extension', ...pages];

const namedTests = (tests: string) =>
  [...tests.matchAll(/`([^`]+)` in (\S+\.test\.tsx?)/g)].map(([, words = '', file = '']) => ({ words, file }));

type Told = { titles: string[]; literals: string[] };

/** The name a call begins with: `it` of `it(...)`, of `it.each(...)(...)` and of `it.each<T>(...)(...)`. */
function calleeOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) return calleeOf(node.expression);
  return '';
}

/** The texts and numbers in a table; tables that are constants of the file are looked up. */
function literalsOf(table: ts.Node, source: ts.SourceFile): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) found.push(node.text);
    if (ts.isIdentifier(node) && !seen.has(node.text)) {
      seen.add(node.text);
      const find = (one: ts.Node): void => {
        const isConstant = ts.isVariableDeclaration(one) && ts.isIdentifier(one.name) && one.name.text === node.text;
        if (isConstant && one.initializer && ts.isArrayLiteralExpression(one.initializer)) visit(one.initializer);
        ts.forEachChild(one, find);
      };
      find(source);
    }
    ts.forEachChild(node, visit);
  };
  visit(table);
  return found;
}

const read = new Map<string, Told>();

/** What a test file says of itself: titles of suites and tests, and the tables that tests are made of. */
function readTests(file: string): Told {
  const known = read.get(file);
  if (known) return known;
  const content = readFileSync(join(root, 'test', file), 'utf8');
  const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true);
  const told: Told = { titles: [], literals: [] };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ['it', 'describe', 'test'].includes(calleeOf(node.expression))) {
      const [first] = node.arguments;
      const isTable = ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'each';
      if (first && isTable) told.literals.push(...literalsOf(first, source));
      else if (first && ts.isStringLiteralLike(first)) told.titles.push(first.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  read.set(file, told);
  return told;
}

/** Is there a test with these words in its title, or in its table? A word or number alone must be the whole of a table's cell. */
function hasTest(file: string, words: string): boolean {
  const { titles, literals } = readTests(file);
  const isSentence = /\s/.test(words);
  if (isSentence && titles.some((title) => title.includes(words))) return true;
  return literals.some((literal) => literal === words || (words.length > 8 && literal.includes(words)));
}

describe('the table of protocol coverage', () => {
  it('has rows, each once, with every cell filled', () => {
    expect(rows.length).toBeGreaterThan(300);
    expect(new Set(rows.map(({ section, what }) => `${section}: ${what}`)).size).toBe(rows.length);
    for (const row of rows) for (const cell of Object.values(row)) expect(cell, row.what).not.toBe('');
  });

  it('says of everything without a screen why', () => {
    for (const { what, screen } of rows) if (/^no\b/.test(screen)) expect(screen, what).toMatch(/^no screen: \w+/);
  });

  it.each(rows)('names tests of $section: $what', ({ tests }) => {
    const named = namedTests(tests);
    expect(named.length).toBeGreaterThan(0);
    expect(named.length, 'entries that cannot be read').toBe(tests.split('; `').length);
    for (const { words, file } of named) {
      expect(existsSync(join(root, 'test', file)), file).toBe(true);
      expect(hasTest(file, words), `${file} has no test "${words}"`).toBe(true);
    }
  });

  it.each(rows)('has a test on every side of $section: $what', ({ gateway, client, screen, tests }) => {
    const files = namedTests(tests).map(({ file }) => file);
    const isIn = (folders: readonly string[]) =>
      files.some((file) => folders.some((name) => file.startsWith(`${name}/`)));
    if (/^yes\b/.test(gateway)) expect(isIn(gatewaySide), 'a test of the gateway').toBe(true);
    if (/^yes\b/.test(client)) expect(isIn(clientSide), 'a test of the client').toBe(true);
    if (!/^no screen\b/.test(screen)) expect(isIn(pages), 'a test of the screen').toBe(true);
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
      // Below /ucwa the table of addresses counts: its rels are looked for one by one.
      if (path.startsWith('/ucwa/')) return [];
      const told = /^\/(autodiscover|webticket)\//i.test(path) ? ucwaWords : endpointWords;
      const absent = words.filter((word) => !told.toLowerCase().includes(word.toLowerCase()));
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

  it('for every rel that the gateway has an address for', () => {
    const table = readFileSync(join(root, 'gateway/ucwa/path-table.ts'), 'utf8');
    const rels = [...table.matchAll(/^ {2}(\w+): \[/gm)].map(([, rel]) => rel);
    expect(rels.length).toBeGreaterThan(60);
    expect(rels.filter((rel) => !ucwaWords.includes(`\`${rel}\``))).toEqual([]);
  });

  it('for every way to a UCWA server that is no rel', () => {
    const table = readFileSync(join(root, 'src/ucwa/wire/challenge.ts'), 'utf8');
    const grants = [...table.matchAll(/'(password|urn:microsoft\.rtc:\w+)'/g)].map(([, grant]) => grant);
    expect(new Set(grants).size).toBeGreaterThan(2);
    expect(grants.filter((grant) => !ucwaWords.includes(`\`${grant}\``))).toEqual([]);
  });

  it('for every UCWA status and subcode that gateway or client knows', () => {
    const [gateway, client] = [sourceOf('gateway/ucwa'), sourceOf('src/ucwa')];
    const told = sectionsOf('UCWA: errors').map(({ what }) => what);
    const statuses = /codes: [^{]*{([^}]*)}/.exec(gateway)?.[1]?.match(/\d{3}/g) ?? [];
    expect(statuses.length).toBeGreaterThan(15);
    expect(statuses.filter((status) => !told.some((what) => what.startsWith(status)))).toEqual([]);
    const tables = [...client.matchAll(/kindOfSubcode: .*new Map\(\[([^;]*)\]\);/g)].flatMap(([, table = '']) => [
      ...table.matchAll(/^ {2}\['(\w+)', '/gm),
    ]);
    const known = [
      ...tables,
      ...client.matchAll(/hasSubcode\([^'()]*'(\w+)'/g),
      ...gateway.matchAll(/ucwaError\(\s*\d+,\s*'\w*',\s*'(\w+)'/g),
      ...gateway.matchAll(/reason\(\s*'\w+',\s*'(\w+)'/g),
    ].map(([, subcode]) => subcode);
    expect(new Set(known).size).toBeGreaterThan(30);
    expect([...new Set(known)].filter((subcode) => !told.some((what) => what.includes(`\`${subcode}\``)))).toEqual([]);
  });

  it('for every target of events that the client looks at', () => {
    const told = sectionsOf('UCWA: events').map(({ what }) => what);
    const source = sourceOf('gateway/ucwa');
    const targets = [...source.matchAll(/link(?::|To\(context, view,| =) {? ?(?:rel: )?'(\w+)'/g)].map(
      ([, rel]) => rel,
    );
    expect(new Set(targets).size).toBeGreaterThan(5);
    expect(targets.filter((rel) => !told.some((what) => what.startsWith(`${rel} `)))).toEqual([]);
  });

  it('for every open point of the notes on UCWA: decided where the code makes it', () => {
    const points = text.slice(text.indexOf('## Open points')).matchAll(/^\| (\d+): ([^|]*)\|[^|]*\|([^|]*)\|$/gm);
    const decided = [...points].map(([, point = '', , files = '']) => ({
      point,
      files: files.match(/`[^`]+`/g) ?? [],
    }));
    expect(decided.map(({ point }) => Number(point))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const { point, files } of decided) {
      expect(files.length, point).toBeGreaterThan(0);
      for (const file of files.map((quoted) => quoted.slice(1, -1))) {
        const source = readFileSync(join(root, file), 'utf8').replace(/\s*\n\s*(\*|\/\/)\s*/g, ' ');
        expect(source, `${file} cites point ${point}`).toMatch(new RegExp(`ucwa\\.md 12, point ${point}\\b`));
      }
    }
  });
});
