// Puts a browser's extension API in place, with the real texts. Import it before anything that needs the API.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';

const locales = join(import.meta.dirname, '../../extension/_locales/en');

function readTexts(): Record<string, { message: string }> {
  const parts = readdirSync(locales).map((file) => JSON.parse(readFileSync(join(locales, file), 'utf8')));
  return Object.assign({}, ...parts);
}

const own: Record<string, string> = { '@@bidi_dir': 'ltr', '@@ui_locale': 'en' };

/** A browser's extension API. A text that is not in the files is a fault, plural forms that may be missing apart. */
function fakeBrowser() {
  const texts = readTexts();
  const granted = new Set<string>(['http://127.0.0.1/*', 'http://localhost/*']);
  const settings = new Map<string, unknown>();
  const storageListeners = new Set<(changes: Record<string, unknown>, area: string) => void>();
  const permissionListeners = new Set<() => void>();
  const event = { addListener: (f: () => void) => permissionListeners.add(f), removeListener: () => {} };
  const all = (asked: { origins?: string[]; permissions?: string[] }) => [
    ...(asked.origins ?? []),
    ...(asked.permissions ?? []),
  ];
  const browser = {
    granted,
    /** What the user answers to the browser's question. */
    answer: true,
    settings,
    announcePermissions() {
      for (const listener of permissionListeners) listener();
    },
    runtime: { sendMessage: vi.fn(async (_envelope: unknown): Promise<unknown> => ({ ok: true, value: null })) },
    i18n: {
      getUILanguage: () => 'en',
      getMessage(key: string, values: string | string[] = []) {
        const text = texts[key]?.message ?? own[key];
        if (text === undefined && !/_(zero|one|two|few|many)$/.test(key)) throw new Error(`no text for ${key}`);
        return (text ?? '').replace(/\$(\d)/g, (_, digit) => [values].flat()[Number(digit) - 1] ?? '');
      },
    },
    permissions: {
      contains: vi.fn(async (asked: { origins?: string[]; permissions?: string[] }) =>
        all(asked).every((one) => granted.has(one)),
      ),
      request: vi.fn(async (asked: { origins?: string[]; permissions?: string[] }) => {
        if (browser.answer) for (const one of all(asked)) granted.add(one);
        return browser.answer;
      }),
      onAdded: event,
      onRemoved: event,
    },
    storage: {
      local: {
        get: async (key: string) => ({ [key]: settings.get(key) }),
        set: async (values: Record<string, unknown>) => {
          for (const [key, value] of Object.entries(values)) settings.set(key, value);
          for (const listener of storageListeners) listener(values, 'local');
        },
      },
      onChanged: {
        addListener: (f: (changes: Record<string, unknown>, area: string) => void) => storageListeners.add(f),
        removeListener: (f: (changes: Record<string, unknown>, area: string) => void) => storageListeners.delete(f),
      },
    },
    action: { getUserSettings: async () => ({ isOnToolbar: false }) },
  };
  return browser;
}

/** The browser of this test file. */
export const browser = fakeBrowser();
vi.stubGlobal('chrome', browser);
