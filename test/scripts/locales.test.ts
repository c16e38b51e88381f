import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinLocales, localesFolder, root } from '../../scripts/bundle.ts';
import { type AskedTexts, findAskedTexts } from './text-keys.ts';

type Texts = Record<string, { message: string }>;

const readTexts = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Texts;

/** Keys that a count is put behind, without their plural category. */
const pluralCategory = /_(zero|one|two|few|many|other)$/;

describe('the texts', () => {
  let folder: string;
  let texts: Texts;
  let found: AskedTexts;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skylark-locales-'));
    await joinLocales(folder);
    texts = readTexts(join(folder, '_locales', 'en', 'messages.json'));
    found = findAskedTexts();
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('exist for everything that the source and the manifest ask for', () => {
    const keys = found.asked.flatMap(({ key, isCounted, at }) =>
      (isCounted ? [`${key}_one`, `${key}_other`] : [key]).map((wanted) => ({ wanted, at })),
    );
    expect(keys.length).toBeGreaterThan(200);
    const manifest = readFileSync(join(root, 'manifest.json'), 'utf8');
    for (const [, wanted = ''] of manifest.matchAll(/__MSG_(\w+)__/g)) keys.push({ wanted, at: 'manifest.json' });
    expect(keys.filter(({ wanted }) => !(wanted in texts))).toEqual([]);
  });

  it('exist for everything that looks like a key where keys are handed on', () => {
    const looksLikeKey = /^(popup|options|ui|extension)[A-Z]\w+$|^(badge|notification|connection|error)_\w+$/;
    const missing = [...found.literals].filter(
      (literal) => looksLikeKey.test(literal) && !(literal in texts) && !(`${literal}_other` in texts),
    );
    expect(missing).toEqual([]);
    const idle = found.patterns.filter(({ pattern }) => !Object.keys(texts).some((key) => pattern.test(key)));
    expect(idle).toEqual([]);
  });

  it('are all used', () => {
    const manifest = readFileSync(join(root, 'manifest.json'), 'utf8');
    const asked = new Set(found.asked.map(({ key }) => key));
    const isUsed = (key: string) =>
      asked.has(key) ||
      found.literals.has(key) ||
      found.patterns.some(({ pattern }) => pattern.test(key)) ||
      manifest.includes(`__MSG_${key}__`);
    const unused = Object.keys(texts).filter((key) => !isUsed(key) && !isUsed(key.replace(pluralCategory, '')));
    expect(unused).toEqual([]);
  });

  it('get a value for each of their placeholders', () => {
    const wanting = found.asked.filter(({ key, isCounted, values }) => {
      const message = texts[isCounted ? `${key}_other` : key]?.message ?? '';
      const places = [...message.matchAll(/\$(\d)/g)].map(([, place]) => Number(place));
      return Math.max(0, ...places) > values;
    });
    expect(wanting).toEqual([]);
  });

  it('say something, and nothing twice in one language', () => {
    for (const language of readdirSync(localesFolder)) {
      const path = join(folder, '_locales', language, 'messages.json');
      expect(existsSync(path)).toBe(true);
      const translated = readTexts(path);
      expect(Object.keys(translated).sort()).toEqual(Object.keys(texts).sort());
      for (const [key, { message }] of Object.entries(translated)) expect(message.trim(), key).not.toBe('');
    }
  });

  it('are refused by the build when two parts define the same key', async () => {
    const source = join(folder, 'source');
    await mkdir(join(source, 'en'), { recursive: true });
    for (const part of ['one.json', 'two.json']) {
      await writeFile(join(source, 'en', part), JSON.stringify({ greeting: { message: 'Hello' } }));
    }
    await expect(joinLocales(join(folder, 'refused'), source)).rejects.toThrow(
      'text greeting is defined twice in language en (again in two.json)',
    );
  });
});
