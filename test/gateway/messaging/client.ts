// A client of the messaging API for tests: plain requests against a gateway in this process, plus the few steps every test needs.
import { addContact } from '../../../gateway/account/contacts.ts';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import type { TestGateway } from '../../support/gateway.ts';

// biome-ignore lint/suspicious/noExplicitAny: a reply is whatever came; expectations say what it must be
export type Json = any;

export type Reply = { status: number; body: Json; headers: Headers };

export const allResources = [
  '/v1/threads/ALL',
  '/v1/users/ME/contacts/ALL',
  '/v1/users/ME/conversations/ALL/messages',
  '/v1/users/ME/conversations/ALL/properties',
];

export type Client = {
  readonly user: UserIdentity;
  readonly endpoint: string;
  readonly token: string;
  request(method: string, path: string, body?: unknown, init?: RequestInit): Promise<Reply>;
  subscribe(resources?: readonly string[]): Promise<void>;
  poll(signal?: AbortSignal): Promise<Json[]>;
  /** Polls until there is nothing more; answers everything that came. */
  drain(): Promise<Json[]>;
  /** Sends a text; answers its id. */
  send(cid: string, content: string, more?: object): Promise<string>;
  messages(cid: string): Promise<Json[]>;
};

export async function call(
  gateway: TestGateway,
  headers: Record<string, string>,
  method: string,
  path: string,
  body?: unknown,
  init: RequestInit = {},
): Promise<Reply> {
  const response = await gateway.fetch(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...init,
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}

/** Two users accept each other as contacts. */
export async function befriend(gateway: TestGateway, a: UserIdentity, b: UserIdentity): Promise<void> {
  await addContact(gateway.context, a, b.mri, '');
  await addContact(gateway.context, b, a.mri, '');
}

async function register(gateway: TestGateway, user: UserIdentity): Promise<{ token: string; endpoint: string }> {
  const headers = { Authentication: `skypetoken=${await gateway.tokenFor(user)}` };
  const reply = await call(gateway, headers, 'POST', '/v1/users/ME/endpoints', {});
  const [, token = '', endpoint = ''] =
    /^registrationToken=([^;]+); expires=\d+; endpointId=(.+)$/.exec(
      reply.headers.get('set-registrationtoken') ?? '',
    ) ?? [];
  if (reply.status !== 201) throw new Error(`registration answered ${reply.status}`);
  return { token, endpoint };
}

/** Registers an endpoint for a user. */
export async function connect(gateway: TestGateway, user: UserIdentity): Promise<Client> {
  const { token, endpoint } = await register(gateway, user);
  return clientOf(gateway, user, token, endpoint);
}

/** A client that already has a registration token. */
export function clientOf(gateway: TestGateway, user: UserIdentity, token: string, endpoint: string): Client {
  const headers = { RegistrationToken: `registrationToken=${token}` };
  const request: Client['request'] = (method, path, body, init) => call(gateway, headers, method, path, body, init);
  const must = async (method: string, path: string, body?: unknown, init?: RequestInit): Promise<Reply> => {
    const reply = await request(method, path, body, init);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply;
  };
  const client: Client = {
    user,
    endpoint,
    token,
    request,
    async subscribe(resources = allResources) {
      await must('POST', '/v1/users/ME/endpoints/SELF/subscriptions', {
        interestedResources: resources,
        template: 'raw',
        channelType: 'httpLongPoll',
      });
    },
    async poll(signal) {
      const path = '/v1/users/ME/endpoints/SELF/subscriptions/0/poll';
      return (await must('POST', path, undefined, signal ? { signal } : {})).body.eventMessages;
    },
    async drain() {
      const events: Json[] = [];
      for (let batch = await client.poll(); batch.length > 0; batch = await client.poll()) events.push(...batch);
      return events;
    },
    async send(cid, content, more = {}) {
      const reply = await must('POST', `/v1/users/ME/conversations/${cid}/messages`, {
        messagetype: 'Text',
        contenttype: 'text',
        content,
        ...more,
      });
      return String(reply.body.OriginalArrivalTime);
    },
    async messages(cid) {
      return (await must('GET', `/v1/users/ME/conversations/${cid}/messages?startTime=0&pageSize=100`)).body.messages;
    },
  };
  return client;
}

/** Registers and subscribes, and throws the first events away. */
export async function listen(gateway: TestGateway, user: UserIdentity): Promise<Client> {
  const client = await connect(gateway, user);
  await client.subscribe();
  await client.drain();
  return client;
}

export const ofType = (events: readonly Json[], resourceType: string): Json[] =>
  events.filter((event) => event.resourceType === resourceType);
