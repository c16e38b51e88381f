// A small fake of the extension API: storage, alarms, toolbar, notifications, permissions, sign-in window. Import it
// before anything of the extension. What the browser would keep survives a worker; `restartBrowser` loses what it loses.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import type { Browser } from 'webextension-polyfill';

type Listener = (...values: never[]) => unknown;

function createEvent() {
  const listeners = new Set<Listener>();
  return {
    addListener: (listener: Listener) => void listeners.add(listener),
    removeListener: (listener: Listener) => void listeners.delete(listener),
    hasListener: (listener: Listener) => listeners.has(listener),
    fire: (...values: unknown[]) => {
      for (const listener of listeners) listener(...(values as never[]));
    },
  };
}

type StoredValues = Record<string, unknown>;

function createArea(name: string, changed: (changes: StoredValues, area: string) => void) {
  let values: StoredValues = {};
  const copy = <T>(value: T): T => structuredClone(value);
  return {
    get: async (keys?: string | string[] | null) => {
      const wanted = keys === undefined || keys === null ? Object.keys(values) : [keys].flat();
      return copy(Object.fromEntries(wanted.filter((key) => key in values).map((key) => [key, values[key]])));
    },
    set: async (items: StoredValues) => {
      const before = values;
      values = { ...values, ...copy(items) };
      changed(
        Object.fromEntries(Object.keys(items).map((key) => [key, { oldValue: before[key], newValue: items[key] }])),
        name,
      );
    },
    remove: async (keys: string | string[]) => {
      values = Object.fromEntries(Object.entries(values).filter(([key]) => ![keys].flat().includes(key)));
    },
    setAccessLevel: async () => {},
    reset: () => {
      values = {};
    },
    peek: () => values,
  };
}

function readTexts(): Record<string, string> {
  const folder = join(import.meta.dirname, '../../extension/_locales/en');
  const parts = readdirSync(folder).map((part) => JSON.parse(readFileSync(join(folder, part), 'utf8')) as object);
  const texts = Object.assign({}, ...parts) as Record<string, { message: string }>;
  return Object.fromEntries(Object.entries(texts).map(([key, { message }]) => [key, message]));
}

const ownId = 'abcdefghijklmnopabcdefghijklmnop';
const ownUrl = `chrome-extension://${ownId}/`;

export type Notice = { title: string; message: string; silent?: boolean };

function createExtension() {
  const texts = readTexts();
  const storageChanged = createEvent();
  const session = createArea('session', storageChanged.fire);
  const local = createArea('local', storageChanged.fire);
  const state = {
    badge: '',
    badgeColour: '',
    title: '',
    icon: '',
    alarms: new Map<string, { name: string; periodInMinutes?: number }>(),
    notices: new Map<string, Notice>(),
    /** Every notification ever shown, in order. */
    notified: [] as Notice[],
    permissions: { origins: new Set(['http://127.0.0.1/*']), names: new Set<string>() },
    /** What the sign-in window does: leads from the page's address to the one it redirects to. */
    signInWindow: (async () => {
      throw new Error('The user did not approve access.');
    }) as (url: string) => Promise<string>,
    /** What the browser knows about the user. */
    activity: 'active',
    openedPopups: 0,
    canOpenPopup: true,
    tabs: [] as { id: number; windowId: number; url: string }[],
  };
  const notificationClicked = createEvent();
  const show = (shown: Partial<typeof state>) => void Object.assign(state, shown);
  const api = {
    runtime: {
      id: ownId,
      getURL: (path: string) => ownUrl + path.replace(/^\//, ''),
      getPlatformInfo: async () => ({ os: 'linux' }),
      getManifest: () => ({ version: '0.0.0' }),
      onMessage: createEvent(),
      onInstalled: createEvent(),
      onStartup: createEvent(),
    },
    i18n: {
      getUILanguage: () => 'en',
      getMessage: (key: string, values: string | string[] = []) =>
        (texts[key] ?? '').replace(/\$(\d)/g, (_, place: string) => [values].flat()[Number(place) - 1] ?? ''),
    },
    storage: { session, local, onChanged: storageChanged },
    alarms: {
      get: async (name: string) => state.alarms.get(name),
      create: (name: string, info: { periodInMinutes?: number }) => void state.alarms.set(name, { name, ...info }),
      onAlarm: createEvent(),
    },
    action: {
      setBadgeText: async ({ text }: { text: string }) => show({ badge: text }),
      setTitle: async ({ title }: { title: string }) => show({ title }),
      setBadgeBackgroundColor: async ({ color }: { color: string }) => show({ badgeColour: color }),
      setBadgeTextColor: async () => {},
      setIcon: async ({ path }: { path: Record<string, string> }) => show({ icon: path['16'] ?? '' }),
      openPopup: async () => {
        if (!state.canOpenPopup) throw new Error('not allowed');
        state.openedPopups += 1;
      },
    },
    notifications: {
      create: async (id: string, options: Notice) => {
        state.notices.set(id, options);
        state.notified.push(options);
        return id;
      },
      clear: async (id: string) => state.notices.delete(id),
      onClicked: notificationClicked,
    },
    permissions: {
      contains: async ({ origins = [], permissions = [] }: { origins?: string[]; permissions?: string[] }) =>
        origins.every((origin) => state.permissions.origins.has(origin)) &&
        permissions.every((name) => state.permissions.names.has(name)),
      onAdded: createEvent(),
      onRemoved: createEvent(),
    },
    idle: { queryState: async () => state.activity },
    identity: {
      getRedirectURL: (path = '') => `https://${ownId}.chromiumapp.org/${path}`,
      launchWebAuthFlow: ({ url }: { url: string }) => state.signInWindow(url),
    },
    tabs: {
      query: async ({ url }: { url: string }) => state.tabs.filter((tab) => tab.url.startsWith(url.replace(/\*$/, ''))),
      create: async ({ url }: { url: string }) => void state.tabs.push({ id: state.tabs.length, windowId: 1, url }),
      update: async () => {},
    },
    windows: { update: async () => {} },
  };
  return {
    api: api as unknown as Browser,
    state,
    session,
    local,
    ownId,
    ownUrl,
    /** Ends the browser: memory and toolbar are gone, the disk stays. */
    restartBrowser() {
      session.reset();
      state.alarms.clear();
      state.notices.clear();
      state.badge = '';
      state.title = '';
    },
    /** A new profile. */
    reset() {
      this.restartBrowser();
      local.reset();
      state.notified.length = 0;
      state.tabs.length = 0;
      state.openedPopups = 0;
      state.canOpenPopup = true;
      state.activity = 'active';
      state.permissions = { origins: new Set(['http://127.0.0.1/*']), names: new Set() };
      globalThis.indexedDB = new IDBFactory();
    },
  };
}

/** The one browser of a test file. */
export const extension = createExtension();
Object.assign(globalThis, { chrome: extension.api });
