import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addUserByCommand, type GatewayProcess, startGatewayProcess } from './process.ts';

// biome-ignore lint/suspicious/noExplicitAny: replies are whatever came
type Json = any;

const password = 'correct horse battery';

/** One signed-in client of a gateway process, which may come back under another address. */
class Peer {
  url = '';
  #registration = '';

  constructor(readonly name: string) {}

  async fetch(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const token = this.#registration ? { RegistrationToken: `registrationToken=${this.#registration}` } : {};
    return fetch(this.url + path, {
      method,
      headers: { ...token, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async json(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Json> {
    const reply = await this.fetch(method, path, body, headers);
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${await reply.text()}`);
    return reply.json();
  }

  async signIn(url: string, contact: string): Promise<void> {
    this.url = url;
    const { createHash } = await import('node:crypto');
    const passwordHash = createHash('md5').update(`${this.name}\nskyper\n${password}`).digest('base64');
    const login = await this.json('POST', '/api.skype.com/login/skypetoken', {
      username: this.name,
      passwordHash,
      scopes: 'client',
    });
    const skype = { 'X-SkypeToken': login.skypetoken };
    await this.fetch(
      'POST',
      '/contacts.skype.com/contacts/v2/users/SELF/contacts',
      { mri: contact, greeting: '' },
      skype,
    );
    const reply = await this.fetch('POST', '/v1/users/ME/endpoints', {}, skype);
    this.#registration = /registrationToken=([^;]+)/.exec(reply.headers.get('set-registrationtoken') ?? '')?.[1] ?? '';
    await this.json('POST', '/v1/users/ME/endpoints/SELF/subscriptions', {
      interestedResources: ['/v1/users/ME/conversations/ALL/messages'],
      channelType: 'httpLongPoll',
    });
  }

  send(cid: string, content: string): Promise<Json> {
    return this.json('POST', `/v1/users/ME/conversations/${cid}/messages`, { messagetype: 'Text', content });
  }

  async poll(): Promise<string[]> {
    const { eventMessages } = await this.json('POST', '/v1/users/ME/endpoints/SELF/subscriptions/0/poll');
    return eventMessages.map((event: Json) => event.resource.content);
  }

  async history(cid: string): Promise<string[]> {
    const contents: string[] = [];
    let path = `/v1/users/ME/conversations/${cid}/messages?startTime=0&pageSize=200`;
    for (let page = await this.json('GET', path); page.messages.length > 0; page = await this.json('GET', path)) {
      contents.push(...page.messages.map((message: Json) => message.content));
      path = page._metadata.syncState.slice(this.url.length);
    }
    return contents.reverse();
  }
}

describe('a gateway process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skylark-restart-'));
  let running: GatewayProcess | undefined;
  const start = async (): Promise<string> => {
    running = await startGatewayProcess(folder, '--hold-seconds', '1');
    return running.url;
  };

  beforeAll(async () => {
    await addUserByCommand(folder, 'fred.2', password);
    await addUserByCommand(folder, 'joe.4', password);
  }, 60_000);
  afterEach(() => running?.kill());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('that is killed keeps every acknowledged message, the endpoints, the subscriptions and what was not delivered', async () => {
    const [fred, joe] = [new Peer('fred.2'), new Peer('joe.4')];
    const url = await start();
    await fred.signIn(url, '8:joe.4');
    await joe.signIn(url, '8:fred.2');
    await fred.send('8:joe.4', 'delivered');
    expect(await joe.poll()).toEqual(['delivered']);

    const acknowledged: string[] = [];
    const writer = (async () => {
      for (let i = 0; i < 500; i += 1) {
        await fred.send('8:joe.4', `message ${i}`);
        acknowledged.push(`message ${i}`);
      }
    })().catch(() => undefined);
    while (acknowledged.length < 40) await new Promise((resolve) => setTimeout(resolve, 1));
    await running?.kill();
    await writer;
    expect(acknowledged.length).toBeLessThan(500);

    fred.url = joe.url = await start();
    const received: string[] = [];
    for (let batch = await joe.poll(); batch.length > 0; batch = await joe.poll()) received.push(...batch);
    const stored = (await joe.history('8:fred.2')).slice(1);
    expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged);
    // The request that the kill interrupted may have been stored without an answer.
    expect(stored.length - acknowledged.length).toBeLessThanOrEqual(1);
    expect(received).toEqual(stored);
    await fred.send('8:joe.4', 'after');
    expect(await joe.poll()).toEqual(['after']);
    const history = await joe.history('8:fred.2');
    expect(history.at(-1)).toBe('after');
    expect(new Set(history).size).toBe(history.length);
  }, 120_000);

  it('ends in order on SIGTERM: held polls are answered, the exit code is 0, and a restart knows everything', async () => {
    const [fred, joe] = [new Peer('fred.2'), new Peer('joe.4')];
    const url = await start();
    await fred.signIn(url, '8:joe.4');
    await joe.signIn(url, '8:fred.2');
    await fred.send('8:joe.4', 'one more');
    const polling = fred.poll();
    expect(await running?.stop()).toBe(0);
    expect(Array.isArray(await polling)).toBe(true);
    joe.url = await start();
    expect(await joe.poll()).toEqual(['one more']);
  }, 120_000);
});
