// Reads the imports of the whole project and fails on an arrow that docs/architecture.md does not draw.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** From which folders each folder may import, besides itself. */
const arrows: Record<string, readonly string[]> = {
  src: [],
  extension: ['src'],
  background: ['extension', 'src'],
  popup: ['extension', 'src'],
  options: ['extension', 'src'],
  gateway: ['src'],
  // The pictures of the documentation are taken of what the tests send.
  scripts: ['src', 'test'],
  // Measures everything, and nothing imports it.
  bench: ['src', 'extension', 'background', 'gateway', 'scripts', 'test'],
  soak: ['extension', 'gateway', 'scripts', 'test'],
};

/** The same inside the core. */
const coreArrows: Record<string, readonly string[]> = {
  markup: [],
  model: ['markup'],
  service: ['model', 'markup'],
  sync: ['model', 'service'],
  skype: ['service', 'model', 'markup'],
  ucwa: ['service', 'model', 'markup'],
};

/** Packages each folder may use; everything else must stay out. */
const packages: Record<string, readonly string[]> = {
  src: ['valibot'],
  extension: ['preact', '@preact/signals', 'idb', 'valibot', 'webextension-polyfill'],
  background: ['idb', 'valibot', 'webextension-polyfill'],
  popup: ['preact', '@preact/signals'],
  options: ['preact', '@preact/signals'],
  gateway: ['hono', '@hono/node-server', '@electric-sql/pglite', 'pg', 'pino', 'valibot', 'sharp', 'htmlparser2'],
};

type Import = { from: string; to: string };

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file));
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2022, true);
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}

function importsOf(file: string): { specifier: string; isTypeOnly: boolean }[] {
  const found: { specifier: string; isTypeOnly: boolean }[] = [];
  visit(parse(file), (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const isTypeOnly = ts.isImportDeclaration(node) ? (node.importClause?.isTypeOnly ?? false) : node.isTypeOnly;
      found.push({ specifier: (node.moduleSpecifier as ts.StringLiteral).text, isTypeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const argument = node.arguments[0];
      if (argument && ts.isStringLiteral(argument)) found.push({ specifier: argument.text, isTypeOnly: false });
    }
  });
  return found;
}

const folders = Object.keys(arrows);
const files = folders.flatMap(sourceFiles);
const own: (Import & { isTypeOnly: boolean })[] = [];
const foreign: Import[] = [];
for (const file of files) {
  for (const { specifier, isTypeOnly } of importsOf(file)) {
    if (!specifier.startsWith('.')) foreign.push({ from: file, to: specifier });
    else if (/\.tsx?$/.test(specifier)) {
      own.push({ from: file, to: relative(root, normalize(join(root, dirname(file), specifier))), isTypeOnly });
    }
  }
}

const folderOf = (file: string) => file.split('/')[0] ?? '';
const describeImport = ({ from, to }: Import) => `${from} -> ${to}`;

describe('the arrows of the architecture', () => {
  it('finds the source it is meant to check', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(own.length).toBeGreaterThan(50);
  });

  it('is drawn with the folders that there are', () => {
    const drawing = /```\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/architecture.md'), 'utf8'))?.[1] ?? '';
    const drawn = (indent: string) =>
      [...drawing.matchAll(new RegExp(`^${indent}([a-z]+)/ `, 'gm'))].map(([, name]) => String(name)).sort();
    const here = (folder: string) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && /^[a-z]+$/.test(entry.name))
        .map(({ name }) => name)
        .filter((name) => !['node_modules', 'dist', 'data', 'screenshots', 'docs'].includes(name))
        .sort();
    expect(drawn('')).toEqual(here('.'));
    expect(drawn('  ')).toEqual(here('src'));
  });

  it('draws no arrow between folders but the documented ones', () => {
    const wrong = own.filter(({ from, to }) => {
      const [a, b] = [folderOf(from), folderOf(to)];
      return a !== b && !arrows[a]?.includes(b);
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it('keeps the parts of the core apart', () => {
    const part = (file: string) => (file.startsWith('src/') ? (file.split('/')[1] ?? '') : '');
    const wrong = own.filter(({ from, to }) => {
      const [a, b] = [part(from), part(to)];
      return a !== '' && b !== '' && a !== b && !coreArrows[a]?.includes(b);
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it('uses a package only where it belongs, and Node only in the gateway and the scripts', () => {
    const wrong = foreign.filter(({ from, to }) => {
      const folder = folderOf(from);
      if (to.startsWith('node:')) return !['gateway', 'scripts', 'bench', 'soak'].includes(folder);
      if (['scripts', 'bench', 'soak'].includes(folder)) return false;
      const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : (to.split('/')[0] ?? '');
      return !packages[folder]?.includes(name);
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it('has no import cycle', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, isTypeOnly } of own) if (!isTypeOnly) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (file: string, path: string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
        return;
      }
      if (done.has(file)) return;
      for (const target of next.get(file) ?? []) walk(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
    expect(cycles).toEqual([]);
  });

  it('calls fetch in one file of the extension', () => {
    const callers = files
      .filter((file) => ['extension', 'background', 'popup', 'options'].includes(folderOf(file)))
      .filter((file) => {
        let calls = false;
        visit(parse(file), (node) => {
          if (ts.isIdentifier(node) && (node.text === 'fetch' || node.text === 'XMLHttpRequest')) {
            const { parent } = node;
            const isMember =
              ts.isPropertyAssignment(parent) ||
              (ts.isPropertyAccessExpression(parent) &&
                parent.name === node &&
                parent.expression.getText() !== 'globalThis');
            if (!isMember) calls = true;
          }
        });
        return calls;
      });
    expect(callers).toEqual(['background/transport.ts']);
  });

  it('walks over no store with for await, which the build takes out of the library', () => {
    const walkers = files
      .filter((file) => ['extension', 'background', 'popup', 'options'].includes(folderOf(file)))
      .filter((file) => {
        let walks = false;
        visit(parse(file), (node) => {
          if (ts.isForOfStatement(node) && node.awaitModifier) walks = true;
          if (ts.isPropertyAccessExpression(node) && ['iterate', 'asyncIterator'].includes(node.name.text))
            walks = true;
        });
        return walks;
      });
    expect(walkers).toEqual([]);
  });

  it('writes chat data in the worker only', () => {
    const pages = files.filter(
      (file) => ['popup', 'options'].includes(folderOf(file)) || file === 'extension/queries.ts',
    );
    const writers = pages.filter((file) =>
      /['"]readwrite['"]|\.(put|add|delete|clear)\(\s*['"](messages|conversations|outbox|contacts)['"]/.test(
        readFileSync(join(root, file), 'utf8'),
      ),
    );
    expect(writers).toEqual([]);
  });

  it('keeps source files within 250 lines', () => {
    const long = files
      .map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 250);
    expect(long).toEqual([]);
  });
});
