// Desktop notifications for tests. The browser asks for the permission in a window of its own, which no program can answer.
// So the extension is copied with one change: the permission that is optional in its manifest is there from the start.
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dist, type World } from './harness.ts';

type Manifest = { permissions: string[]; optional_permissions: string[] };

/** A folder with the built extension that may notify; the caller removes it. */
export async function copyThatMayNotify(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'skylark-notifying-'));
  await cp(join(dist, 'chrome'), folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
  manifest.optional_permissions = manifest.optional_permissions.filter((name) => name !== 'notifications');
  manifest.permissions.push('notifications');
  await writeFile(path, JSON.stringify(manifest));
  return folder;
}

export type Told = { id: string; title: string; message: string; silent: boolean };

// The browser tells which notifications there are, not what they say, and takes them off the screen by itself after some
// seconds: what is said, and what is taken back, is written down as it is handed over.
const listen = `(() => {
  if (globalThis.told) return;
  globalThis.told = [];
  globalThis.takenBack = [];
  const { notifications } = chrome;
  const clear = notifications.clear.bind(notifications);
  notifications.clear = (id) => {
    takenBack.push(id);
    return clear(id);
  };
  const create = notifications.create.bind(notifications);
  notifications.create = (id, options) => {
    told.push({ id, title: options.title, message: options.message, silent: options.silent === true });
    return create(id, options);
  };
})()`;

/** Begins to write down what the running worker tells; once per worker. */
export async function listenToNotifications(world: World): Promise<void> {
  await (await world.live.worker()).evaluate(listen);
}

/** Everything told since the worker was listened to, oldest first. */
export async function toldSoFar(world: World): Promise<Told[]> {
  return (await (await world.live.worker()).evaluate('told')) as Told[];
}

/** Identifiers of the notifications that were taken back since the worker was listened to. */
export async function takenBackSoFar(world: World): Promise<string[]> {
  return (await (await world.live.worker()).evaluate('takenBack')) as string[];
}

/** Identifiers of the notifications that are on the screen now, as the browser knows them. */
export async function shownNotifications(world: World): Promise<string[]> {
  const worker = await world.live.worker();
  return (await worker.evaluate('chrome.notifications.getAll().then(Object.keys)')) as string[];
}

/** Clicks a notification: headless there is no screen, so the browser's own event is set off. */
export async function clickNotification(world: World, id: string): Promise<void> {
  await (await world.live.worker()).evaluate(`chrome.notifications.onClicked.dispatch(${JSON.stringify(id)})`);
}

/** What the extension believes to be on the screen, kept in the memory of the browser. */
export async function notedNotifications(world: World): Promise<string[]> {
  const worker = await world.live.worker();
  const noted = await worker.evaluate('chrome.storage.session.get("notified").then(({ notified }) => notified ?? [])');
  return (noted as { id: string }[]).map(({ id }) => id);
}

/** Removes a notification as its close button does: it is gone, and nothing in the extension did it. */
export async function dismissNotification(world: World, id: string): Promise<void> {
  await (await world.live.worker()).evaluate(`chrome.notifications.clear(${JSON.stringify(id)})`);
}
