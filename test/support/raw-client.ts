// Another person's client, written from the protocol notes alone: plain requests, no schema and no code of ours but the
// challenge answer, which has its own vectors. What it sees is what any client would see.
import { createHash } from 'node:crypto';
import { answerChallenge } from '../../src/skype/lock-and-key.ts';

type Json = Record<string, unknown>;
export type RawMessage = { id: string; content?: string; messagetype: string; from: string; clientmessageid?: string };

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

export class RawClient {
  readonly #origin: string;
  readonly #name: string;
  #skypeToken = '';
  #registration = '';
  endpoint = '';

  private constructor(origin: string, name: string) {
    this.#origin = origin;
    this.#name = name;
  }

  /** Signs in by password hash (skype.md 3.2, flow C), registers an endpoint and subscribes to everything. */
  static async connect(origin: string, name: string, password: string, status = 'Online'): Promise<RawClient> {
    const client = new RawClient(origin, name);
    const passwordHash = createHash('md5').update(`${name}\nskyper\n${password}`).digest('base64');
    const login = await client.#fetch('POST', '/api.skype.com/login/skypetoken', {
      username: name,
      passwordHash,
      scopes: 'client',
    });
    client.#skypeToken = String(((await login.json()) as Json).skypetoken);
    await client.#register();
    await client.request('PUT', `/v1/users/ME/endpoints/${client.endpoint}/presenceDocs/messagingService`, {
      id: 'messagingService',
      type: 'EndpointPresenceDoc',
      selfLink: 'uri',
      privateInfo: { epname: 'raw' },
      publicInfo: {
        capabilities: '',
        type: 1,
        skypeNameVersion: 'skype.com',
        nodeInfo: 'xx',
        version: '908/1.30.0.128',
      },
    });
    await client.request('POST', '/v1/users/ME/endpoints/SELF/subscriptions', {
      interestedResources: [
        '/v1/threads/ALL',
        '/v1/users/ME/contacts/ALL',
        '/v1/users/ME/conversations/ALL/messages',
        '/v1/users/ME/conversations/ALL/properties',
      ],
      template: 'raw',
      channelType: 'httpLongPoll',
    });
    await client.setStatus(status);
    return client;
  }

  async #fetch(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#origin}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async #register(): Promise<void> {
    const time = String(Math.floor(Date.now() / 1000));
    const reply = await this.#fetch(
      'POST',
      '/v1/users/ME/endpoints',
      { endpointFeatures: 'Agent' },
      {
        Authentication: `skypetoken=${this.#skypeToken}`,
        BehaviorOverride: 'redirectAs404',
        LockAndKey: `appId=msmsgs@msnmsgr.com; time=${time}; lockAndKeyResponse=${await answerChallenge(time, sha256)}`,
      },
    );
    const header = reply.headers.get('set-registrationtoken') ?? '';
    const parts = /^registrationToken=([A-Za-z0-9+/=]+); expires=\d+; endpointId=(\{[0-9a-f-]{36}\})$/.exec(header);
    if (reply.status !== 201 || !parts)
      throw new Error(`registration answered ${reply.status} with token header "${header}"`);
    this.#registration = String(parts[1]);
    this.endpoint = encodeURIComponent(String(parts[2]));
  }

  /** One request with the registration token; the path starts with `/v1`. @throws on any status but 2xx. */
  async request(method: string, path: string, body?: unknown): Promise<Json> {
    const reply = await this.#fetch(method, path, body, {
      RegistrationToken: `registrationToken=${this.#registration}`,
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Json);
  }

  /** One request with the skype token; the path starts with the production host name of its service. */
  async account(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await this.#fetch(method, path, body, { 'X-SkypeToken': this.#skypeToken });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Puts a content into the object store and answers the id of its object (skype.md 7.7). */
  async share(object: Json, part: 'original' | 'imgpsh', content: Uint8Array<ArrayBuffer>): Promise<string> {
    const place = '/api.asm.skype.com/v1/objects';
    const { id } = (await this.account('POST', place, object)) as { id: string };
    const reply = await fetch(`${this.#origin}${place}/${id}/content/${part}`, {
      method: 'PUT',
      headers: { Authorization: `skype_token ${this.#skypeToken}` },
      body: content,
    });
    if (!reply.ok) throw new Error(`the upload answered ${reply.status}`);
    return id;
  }

  setStatus(status: string): Promise<Json> {
    return this.request('PUT', '/v1/users/ME/presenceDocs/messagingService', { status });
  }

  /** Sends a message; answers its arrival time, ms. */
  async send(conversation: string, content: string, more: Json = {}): Promise<number> {
    const reply = await this.request('POST', `/v1/users/ME/conversations/${conversation}/messages`, {
      messagetype: 'RichText',
      contenttype: 'text',
      content,
      clientmessageid: `${Date.now()}${Math.floor(Math.random() * 1000)}`,
      imdisplayname: this.#name,
      ...more,
    });
    return Number(reply.OriginalArrivalTime);
  }

  async messages(conversation: string): Promise<RawMessage[]> {
    const reply = await this.request(
      'GET',
      `/v1/users/ME/conversations/${conversation}/messages?startTime=0&pageSize=100&view=msnp24Equivalent`,
    );
    return reply.messages as RawMessage[];
  }

  /** Marks a conversation read up to a message, as another client of the same user would. */
  async read(conversation: string, messageId: string): Promise<void> {
    const consumptionhorizon = `${messageId};${Date.now()};${messageId}`;
    await this.request('PUT', `/v1/users/ME/conversations/${conversation}/properties?name=consumptionhorizon`, {
      consumptionhorizon,
    });
  }

  /** The next batch of events; holds as long as the server does. */
  async poll(): Promise<Json[]> {
    const reply = await this.request('POST', '/v1/users/ME/endpoints/SELF/subscriptions/0/poll');
    return (reply.eventMessages ?? []) as Json[];
  }

  /** Polls until an event fits. @throws after 30 s. */
  async waitForEvent(fits: (event: Json) => boolean): Promise<Json> {
    const untilMs = Date.now() + 30_000;
    while (Date.now() < untilMs) {
      const found = (await this.poll()).find(fits);
      if (found) return found;
    }
    throw new Error('no such event within 30 s');
  }

  /** Polls until a message with this content arrives. */
  async waitForMessage(content: string): Promise<RawMessage> {
    const isIt = (event: Json) =>
      event.resourceType === 'NewMessage' && String((event.resource as Json).content ?? '').includes(content);
    return (await this.waitForEvent(isIt)).resource as RawMessage;
  }

  /** Removes the endpoint. */
  async disconnect(): Promise<void> {
    await this.request('DELETE', `/v1/users/ME/endpoints/${this.endpoint}`);
  }
}
