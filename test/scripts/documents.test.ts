import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/bundle.ts';

const documents = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

describe.each(documents)('%s', (document) => {
  const words = readFileSync(join(root, document), 'utf8');

  it('leads only to files that are there', () => {
    const inMarkdown = [...words.matchAll(/\]\(([^)#\s]+)/g)];
    const inHtml = [...words.matchAll(/(?:src|srcset|href)="([^"#]+)"/g)];
    const links = [...inMarkdown, ...inHtml].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });

  it('names only commands that are there', () => {
    const named = [...words.matchAll(/npm (?:run (?:-s )?)([a-z][\w-]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the pictures of the documentation', () => {
  const folder = join(root, 'docs', 'pictures');
  const pictures = readdirSync(folder);

  it('are there in light and dark, and all of them are shown', () => {
    const shown = documents.map((document) => readFileSync(join(root, document), 'utf8')).join('\n');
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) {
      expect(picture).toMatch(/-(light|dark)\.png$/);
      expect(pictures).toContain(
        picture.replace(/(light|dark)(?=\.png$)/, (one) => (one === 'light' ? 'dark' : 'light')),
      );
      expect(shown).toMatch(new RegExp(`(docs/)?pictures/${picture}`));
    }
  });

  it.each(pictures)('%s is small enough to load at once', (picture) => {
    expect(statSync(join(folder, picture)).size).toBeLessThan(150 * 1024);
  });
});
