// Who may command Skylark, whose message it is, and where tokens are and are not. What servers and messages try is in
// hostile-server.test.ts and hostile-markup.test.ts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, WebWorker } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, password, until, type World } from './harness.ts';
import { openConversation, shownMessages, waitForMessage, waitForRow } from './screens.ts';

/** Another extension in the same browser, with every permission that may help it; answers its worker. */
async function installStranger(world: World, folder: string): Promise<WebWorker> {
  const manifest = {
    manifest_version: 3,
    name: 'Stranger',
    version: '1',
    permissions: ['tabs', 'scripting', 'storage'],
    host_permissions: ['<all_urls>'],
    background: { service_worker: 'worker.js' },
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'worker.js'), 'chrome.runtime.onMessage.addListener(() => {});');
  const id = await world.live.browser.installExtension(folder);
  const target = await world.live.browser.waitForTarget(
    (candidate) => candidate.type() === 'service_worker' && candidate.url().includes(id),
  );
  const worker = await target.worker();
  if (!worker) throw new Error('the other extension has no worker');
  return worker;
}

/** A command as our own pages send it. */
const envelope = (name: string, payload: unknown) => ({ 'skylark-command': name, payload });

/** Everything in the extension's storage on disk, as text: extension storage, page storage, database, caches. */
function readAllStored(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { storage } = (
      globalThis as unknown as { chrome: { storage: Record<'local', { get(key: null): Promise<unknown> }> } }
    ).chrome;
    const found: unknown[] = [await storage.local.get(null), { ...localStorage }, { ...sessionStorage }];
    found.push(await caches.keys(), document.cookie);
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(String(name)));
      for (const store of database.objectStoreNames) {
        found.push([store, await done(database.transaction(store).objectStore(store).getAll())]);
      }
      database.close();
    }
    return JSON.stringify(found);
  });
}

let world: World;
let proxy: FaultProxy;
let joe: RawClient;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skylark-stranger-'));
  world = await createWorld();
  proxy = await startFaultProxy(world.gateway.url);
  joe = await world.connect('joe.4');
  await world.signIn('fred.2', proxy.url);
  await joe.send('8:fred.2', 'The password of the vault is swordfish');
  await world.waitForBadge('1');
});
afterAll(async () => {
  await world?.close();
  await proxy?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a command', () => {
  const account = () => world.openPopup().then(readAccount);

  async function readAccount(page: Page): Promise<string> {
    const id = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const opening = indexedDB.open('skylark');
          opening.onsuccess = () => {
            const reading = opening.result.transaction('accounts').objectStore('accounts').getAllKeys();
            reading.onsuccess = () => {
              opening.result.close();
              resolve(String(reading.result[0]));
            };
          };
        }),
    );
    await page.close();
    return id;
  }

  it('of another extension reaches nobody, whatever it claims to be', async () => {
    const stranger = await installStranger(world, folder);
    const id = await account();
    const commands = [
      envelope('wake', {}),
      envelope('account.signOut', { account: id, keepMessages: false }),
      envelope('message.send', { account: id, conversation: '8:joe.4', text: 'sent by a stranger' }),
      { ...envelope('account.remove', { account: id }), sender: { id: world.live.extensionId } },
      'ping',
    ];
    const answers = await stranger.evaluate(
      async (to, messages) => {
        type Port = { onDisconnect: { addListener(listener: () => void): void }; postMessage(message: unknown): void };
        type Runtime = {
          lastError?: { message: string };
          sendMessage(to: string, message: unknown): Promise<unknown>;
          connect(to: string): Port;
        };
        const { runtime } = (globalThis as unknown as { chrome: { runtime: Runtime } }).chrome;
        const told: string[] = [];
        for (const message of messages) {
          told.push(
            await runtime.sendMessage(to, message).then(
              (answer) => `answered ${JSON.stringify(answer)}`,
              (error) => String(error),
            ),
          );
        }
        const port = runtime.connect(to);
        await new Promise<void>((resolve) =>
          port.onDisconnect.addListener(() => {
            told.push(String(runtime.lastError?.message));
            resolve();
          }),
        );
        return told;
      },
      world.live.extensionId,
      commands,
    );
    expect(answers).toHaveLength(commands.length + 1);
    for (const answer of answers) expect(answer).toMatch(/Receiving end does not exist/);
    await joe.send('8:fred.2', 'Still signed in?');
    await world.waitForBadge('2');
    expect((await joe.messages('8:fred.2')).map(({ content }) => content)).not.toContain('sent by a stranger');
  });

  it('cannot be got at through our pages: no other page may frame, fetch, open or script them', async () => {
    const target = await world.live.browser.waitForTarget((candidate) => /worker\.js$/.test(candidate.url()));
    const stranger = await target.worker();
    const address = `chrome-extension://${world.live.extensionId}/popup/index.html`;
    const fetched = await stranger?.evaluate(
      (url) =>
        fetch(url).then(
          () => 'fetched',
          () => 'refused',
        ),
      address,
    );
    expect(fetched).toBe('refused');
    const popup = await world.openPopup();
    const scripted = await stranger?.evaluate(async (url) => {
      type Api = {
        tabs: { query(query: object): Promise<{ id: number; url?: string }[]> };
        scripting: { executeScript(injection: object): Promise<unknown> };
      };
      const { tabs, scripting } = (globalThis as unknown as { chrome: Api }).chrome;
      const tab = (await tabs.query({})).find((candidate) => candidate.url?.startsWith(url));
      if (!tab) return 'not found';
      return scripting.executeScript({ target: { tabId: tab.id }, func: () => document.title }).then(
        () => 'scripted',
        (error) => String(error),
      );
    }, address);
    expect(scripted).toMatch(/Cannot access/);
    await popup.close();

    const web = await world.live.browser.newPage();
    await web.goto(`${world.gateway.url}/.well-known/skylark`);
    const framed = await web.evaluate(
      (url) =>
        new Promise<string>((resolve) => {
          const frame = document.createElement('iframe');
          frame.src = url;
          frame.onload = () => {
            try {
              resolve(frame.contentDocument ? `readable: ${frame.contentDocument.title}` : 'not ours to read');
            } catch {
              resolve('not ours to read');
            }
          };
          document.body.append(frame);
        }),
      address,
    );
    expect(framed).toBe('not ours to read');
    expect(web.frames().map((frame) => frame.url())).not.toContain(address);
    const asked = await web.evaluate(
      (to, message) => {
        type Runtime = { sendMessage?(to: string, message: unknown): Promise<unknown> };
        const { chrome } = globalThis as unknown as { chrome?: { runtime?: Runtime } };
        if (!chrome?.runtime?.sendMessage) return 'no way to send';
        return chrome.runtime.sendMessage(to, message).then(
          (answer) => `answered ${JSON.stringify(answer)}`,
          (error) => String(error),
        );
      },
      world.live.extensionId,
      envelope('wake', {}),
    );
    expect(asked).toBe('no way to send');
    await web.close();
  });

  it('from our own page is refused when it is none, or its payload is not what its schema says', async () => {
    const page = await world.openPopup();
    const ask = (message: unknown) =>
      page.evaluate((sent) => {
        type Runtime = {
          sendMessage(message: unknown): Promise<{ ok: boolean; error?: { kind: string } } | undefined>;
        };
        return (globalThis as unknown as { chrome: { runtime: Runtime } }).chrome.runtime.sendMessage(sent);
      }, message);
    expect(await ask(envelope('wake', {}))).toMatchObject({ ok: true });
    for (const [name, payload] of [
      ['no.such.command', {}],
      ['__proto__', {}],
      ['constructor', {}],
      ['message.send', { account: 'a', conversation: 'b' }],
      ['message.send', { account: 'a', conversation: 'b', text: 7 }],
      ['message.send', { account: 'a', conversation: 'b', text: 'x'.repeat(8001) }],
      ['presence.set', { account: 'a', presence: 'king' }],
      ['preferences.read', { account: 1 }],
      ['account.signOut', null],
    ] as const) {
      expect(await ask(envelope(name, payload))).toMatchObject({ ok: false, error: { kind: 'refused' } });
    }
    await page.close();
  });
});

describe('a message', () => {
  it('claims no other author by what it says of itself', async () => {
    const members = ['8:joe.4', '8:fred.2', '8:anna.7'].map((id) => ({
      id,
      role: id === '8:joe.4' ? 'Admin' : 'User',
    }));
    await joe.request('POST', '/v1/threads', { members, properties: { topic: 'Accounts' } });
    const list = (await joe.request(
      'GET',
      '/v1/users/ME/conversations?startTime=0&pageSize=10&view=msnp24Equivalent&targetType=Thread',
    )) as { conversations: { id: string }[] };
    const thread = String(list.conversations[0]?.id);
    await joe.send(thread, 'Please pay me', {
      from: `${world.gateway.url}/v1/users/ME/contacts/8:anna.7`,
      imdisplayname: 'Anna Cooper',
      author: '8:anna.7',
      sender: '8:anna.7',
      creator: '8:anna.7',
      id: '1',
      version: '9999999999999',
      originalarrivaltime: '2001-01-01T00:00:00.000Z',
      conversationLink: `${world.gateway.url}/v1/users/ME/conversations/8:anna.7`,
    });
    await joe.send(thread, '<e_m a="anna.7" ts_ms="1" ts="1" t="61"/>Anna Cooper: pay Joe, it is fine');
    const page = await world.openPopup();
    await openConversation(page, 'Accounts');
    await waitForMessage(page, 'pay Joe');
    const senders = await page.$$eval('.group-sender', (names) => names.map((name) => name.textContent?.trim()));
    expect(new Set(senders)).toEqual(new Set(['Joe Bloggs']));
    await page.close();
    const fresh = await world.openPopup();
    await waitForRow(fresh, 'Accounts', ({ line }) => line.startsWith('Joe Bloggs:'));
    expect((await fresh.$$('.list .row')).length).toBeGreaterThan(1);
    await openConversation(fresh, 'Joe Bloggs');
    expect(await shownMessages(fresh)).not.toContain('Please pay me');
    await fresh.close();
  });

  it('cannot pretend that the group itself says something', async () => {
    const thread = String(
      (
        (await joe.request(
          'GET',
          '/v1/users/ME/conversations?startTime=0&pageSize=10&view=msnp24Equivalent&targetType=Thread',
        )) as { conversations: { id: string }[] }
      ).conversations[0]?.id,
    );
    const forged =
      '<topicupdate><eventtime>1</eventtime><initiator>8:anna.7</initiator><value>Forged</value></topicupdate>';
    await expect(joe.send(thread, forged, { messagetype: 'ThreadActivity/TopicUpdate' })).rejects.toThrow('403');
    await joe.send(thread, forged);
    await joe.send(thread, 'After the forged change');
    const page = await world.openPopup();
    await waitForRow(page, 'Accounts', ({ line }) => line.includes('After the forged change'));
    await page.close();
  });
});

describe('secrets', () => {
  /** Every token that went over the wire so far. */
  function tokensSeen(): { access: Set<string>; refresh: string[] } {
    const access = new Set<string>();
    const refresh: string[] = [];
    for (const { path, requestHeaders, headers, body } of proxy.seen) {
      for (const name of ['x-skypetoken', 'authentication', 'registrationtoken']) {
        const value = requestHeaders[name]?.replace(/^(skypetoken|registrationToken)=/, '');
        if (value) access.add(value);
      }
      const registered = /registrationToken=([^;]+)/.exec(headers['set-registrationtoken'] ?? '');
      if (registered?.[1]) access.add(registered[1]);
      if (path !== '/oauth/token') continue;
      const tokens = JSON.parse(body) as { access_token?: string; refresh_token?: string };
      if (tokens.access_token) access.add(tokens.access_token);
      if (tokens.refresh_token) refresh.push(tokens.refresh_token);
    }
    return { access, refresh };
  }

  it('other than the one refresh token that can be revoked are not stored on disk', async () => {
    const page = await world.openPopup();
    const { access, refresh } = tokensSeen();
    expect(access.size).toBeGreaterThanOrEqual(2);
    expect(refresh.length).toBeGreaterThanOrEqual(1);
    const stored = await readAllStored(page);
    expect(stored).toContain('The password of the vault');
    for (const token of access) expect(stored).not.toContain(token);
    for (const old of refresh.slice(0, -1)) expect(stored).not.toContain(old);
    expect(stored.split(String(refresh.at(-1)))).toHaveLength(2);
    expect(stored).not.toContain(password);
    await page.close();
  });

  it('are gone from memory and disk after signing out', async () => {
    const { access, refresh } = tokensSeen();
    const options = await world.openOptions('#accounts');
    await options.locator('::-p-aria([name="Sign out…"][role="button"])').click();
    await options.locator('::-p-aria([name="Sign out"][role="button"])').click();
    await until('signed out', async () =>
      /Signed out/.test(await options.$eval('.account', (card) => card.textContent ?? '')),
    );
    const memory = await options.evaluate(() => {
      type Area = { get(key: null): Promise<unknown> };
      const { storage } = (globalThis as unknown as { chrome: { storage: { session: Area } } }).chrome;
      return storage.session.get(null).then((values) => JSON.stringify(values));
    });
    const stored = await readAllStored(options);
    for (const token of [...access, ...refresh]) {
      expect(stored).not.toContain(token);
      expect(memory).not.toContain(token);
    }
    expect(stored).not.toContain('The password of the vault');
    const reused = await fetch(`${world.gateway.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: 'skylark-extension',
        grant_type: 'refresh_token',
        refresh_token: String(refresh.at(-1)),
      }),
    });
    expect(reused.status).toBe(400);
    for (const token of access) {
      const answer = await fetch(`${world.gateway.url}/api.skype.com/users/self/profile`, {
        headers: { 'X-SkypeToken': token },
      });
      expect(answer.status).toBe(401);
    }
    await options.close();
  });

  it('and what people write are in no log of the gateway', async () => {
    const log = world.gateway.log();
    expect(log).toContain('/oauth/token');
    expect(log).toContain('/subscriptions/0/poll');
    const { access, refresh } = tokensSeen();
    for (const secret of [...access, ...refresh, password, 'swordfish', 'Please pay me', 'Accounts']) {
      expect(log).not.toContain(secret);
    }
    expect(log).not.toMatch(/"(level)":(50|60)/);
  });
});
