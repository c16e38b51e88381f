// One gateway with everything that somebody could want to reach who must not, and one of everybody who could want it.
import { afterAll, beforeAll } from 'vitest';
import { hashSecret } from '../../../gateway/identity/tokens.ts';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { befriend, call, type Json, type Reply } from '../messaging/client.ts';

/** Stands in everything that is not everybody's, so that a reply which has it has said too much. */
export const mark = 'not-for-you';

/**
 * Who asks for what is fred's. `visitor` is a guest of another conversation, `guest` one of fred's group; `left` and `removed` were
 * in the group; `member` is in it and fred's contact, but no administrator; fred has blocked `blocked`, a contact of old.
 */
export const people = ['stranger', 'blocked', 'left', 'removed', 'visitor', 'member', 'guest'] as const;
/** `liar` has made tokens up; `expired` has fred's own, which are past their end. */
export const everybody = ['nobody', 'liar', 'expired', ...people] as const;
export type Person = (typeof people)[number];
export type Who = (typeof everybody)[number];

type Proofs = Record<string, string>;

export class Scene {
  readonly gateway: TestGateway;
  readonly #proofs = new Map<string, Proofs>();
  /** Fred's group, closed to joining, with everybody's history in it; its link; an object and a message of fred's in it. */
  thread = '';
  code = '';
  object = '';
  message = '';
  /** Fred's message to the member, and an object for nobody else. */
  direct = '';
  ownObject = '';
  contactGroup = '';
  endpoint = '';
  #tables: string[] = [];

  private constructor(gateway: TestGateway) {
    this.gateway = gateway;
  }

  /** `clock`: the gateway's. */
  static async set(clock: { nowMs: number }): Promise<Scene> {
    const settings = { endpointIdleSeconds: 1_000_000, holdSeconds: 0.02 };
    const scene = new Scene(await startTestGateway({ now: () => clock.nowMs, settings }));
    await scene.#build();
    return scene;
  }

  close(): Promise<void> {
    return this.gateway.close();
  }

  proofsOf(who: Who | 'fred'): Proofs {
    if (who === 'nobody') return {};
    if (who === 'liar') return { 'X-SkypeToken': 'nonsense', RegistrationToken: 'registrationToken=bm9uZQ==' };
    const proofs = this.#proofs.get(who);
    if (!proofs) throw new Error(`${who} is not there`);
    return proofs;
  }

  /** A request of somebody; the reply's text besides, whatever its type. */
  async ask(
    who: Who | 'fred',
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    const content = body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
    const response = await this.gateway.fetch(path, {
      method,
      headers: this.proofsOf(who),
      ...(body === undefined ? {} : { body: content }),
    });
    return { status: response.status, text: await response.text() };
  }

  /** The same when it has to work. */
  async must(who: Person | 'fred', method: string, path: string, body?: unknown): Promise<Reply> {
    const reply = await call(this.gateway, this.proofsOf(who), method, path, body);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply;
  }

  async send(who: Person | 'fred', cid: string, content: string): Promise<string> {
    const body = { messagetype: 'Text', contenttype: 'text', content };
    return String(
      (await this.must(who, 'POST', `/v1/users/ME/conversations/${cid}/messages`, body)).body.OriginalArrivalTime,
    );
  }

  /** Registers anew: a request may have ended the endpoint, or even the sign-in. */
  async connect(who: Person | 'fred' | 'expired', skypeToken: string): Promise<Json> {
    const headers = { Authentication: `skypetoken=${skypeToken}` };
    const reply = await call(this.gateway, headers, 'POST', '/v1/users/ME/endpoints', {});
    const [token = '', , endpoint = ''] = (reply.headers.get('set-registrationtoken') ?? '').split('; ');
    this.#proofs.set(who, { 'X-SkypeToken': skypeToken, RegistrationToken: token });
    return endpoint.replace('endpointId=', '');
  }

  async share(readers: string[], content: string): Promise<string> {
    const permissions = Object.fromEntries(readers.map((reader) => [reader, ['read']]));
    const base = '/api.asm.skype.com/v1/objects';
    const { id } = (await this.must('fred', 'POST', base, { type: 'sharing/file', permissions })).body;
    const bytes = new TextEncoder().encode(content);
    const stored = await this.ask('fred', 'PUT', `${base}/${id}/content/original`, bytes);
    if (stored.status !== 201) throw new Error(`the upload answered ${stored.status}`);
    return id;
  }

  async makeGroup(members: readonly string[], topic: string): Promise<string> {
    const reply = await this.must('fred', 'POST', '/v1/threads', {
      members: [{ id: '8:fred.2', role: 'Admin' }, ...members.map((id) => ({ id, role: 'User' }))],
      properties: { topic, joiningenabled: 'true' },
    });
    return reply.headers.get('location')?.split('/').at(-1) ?? '';
  }

  /** A guest of a group of fred's. */
  async #welcome(who: Person, thread: string): Promise<string> {
    const code = (await this.must('fred', 'POST', '/api.join.skype.com/v1/meetings', { threadId: thread })).body.url;
    const joined = await call(this.gateway, {}, 'POST', `/api.join.skype.com/v1/threads/${thread}/members`, {
      displayName: who,
    });
    await this.connect(who, String(joined.body.skypetoken));
    return String(code).split('/').at(-1) ?? '';
  }

  async #settle(): Promise<Map<string, UserIdentity>> {
    const users = new Map<string, UserIdentity>();
    for (const name of ['fred.2', 'extra', 'stranger', 'blocked', 'left', 'removed', 'member']) {
      const user = await this.gateway.createUser(name);
      const fred = users.get('fred.2');
      if (fred && name !== 'stranger') await befriend(this.gateway, fred, user);
      users.set(name, user);
      if (name === 'extra') continue;
      const who = name === 'fred.2' ? 'fred' : (name as Person);
      const endpoint = await this.connect(who, await this.gateway.tokenFor(user));
      if (who === 'fred') this.endpoint = endpoint;
    }
    return users;
  }

  /** Tokens that were fred's until now. */
  async #letExpire(fred: UserIdentity): Promise<void> {
    await this.connect('expired', await this.gateway.tokenFor(fred));
    const { 'X-SkypeToken': skype = '', RegistrationToken: registration = '' } = this.proofsOf('expired');
    for (const [table, token] of [
      ['skype_tokens', skype],
      ['registration_tokens', registration.replace('registrationToken=', '')],
    ] as const) {
      const changed = await this.gateway.context.database.query(
        `update ${table} set expires_at_ms = 1 where token_hash = $1 returning token_hash`,
        [hashSecret(token)],
      );
      if (changed.length !== 1) throw new Error(`no token in ${table}`);
    }
  }

  async #furnish(): Promise<void> {
    const contacts = '/contacts.skype.com/contacts/v2/users/fred.2';
    this.contactGroup = (await this.must('fred', 'POST', `${contacts}/groups`, { name: mark })).body.id;
    await this.must('fred', 'PUT', '/options.skype.com/options/v1/users/self/options/any', { value: mark });
    await this.must('fred', 'POST', '/api.skype.com/users/self/profile/partial', { payload: { phoneHome: mark } });
    await this.must('fred', 'PUT', `/v1/users/ME/properties?name=note`, { note: mark });
    const document = { id: 'messagingService', privateInfo: { epname: mark }, publicInfo: { capabilities: '' } };
    await this.must('fred', 'PUT', '/v1/users/ME/endpoints/SELF/presenceDocs/messagingService', document);
    await this.must('stranger', 'POST', '/contacts.skype.com/contacts/v2/users/self/contacts', {
      mri: '8:fred.2',
      greeting: 'Hello',
    });
  }

  async #build(): Promise<void> {
    const users = await this.#settle();
    await this.#furnish();
    this.thread = await this.makeGroup(['8:extra', '8:left', '8:removed', '8:member'], 'Team chat');
    this.code = await this.#welcome('guest', this.thread);
    await this.#welcome('visitor', await this.makeGroup([], 'Another group'));
    await this.send('blocked', '8:fred.2', 'hello');
    await this.must('left', 'DELETE', `/v1/threads/${this.thread}/members/8:left`);
    await this.must('fred', 'DELETE', `/v1/threads/${this.thread}/members/8:removed`);
    await this.must('fred', 'PUT', '/contacts.skype.com/contacts/v2/users/self/contacts/blocklist/8:blocked', {});
    await this.must('fred', 'PUT', `/v1/threads/${this.thread}/properties?name=joiningenabled`, {
      joiningenabled: false,
    });
    const fred = users.get('fred.2');
    if (fred) await this.#letExpire(fred);
    this.message = await this.send('fred', this.thread, mark);
    this.direct = await this.send('fred', '8:member', mark);
    this.object = await this.share([this.thread], mark);
    this.ownObject = await this.share([], mark);
    const tables = await this.gateway.context.database.query<{ name: string }>(
      "select table_name::text as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    this.#tables = tables.map(({ name }) => name).filter((name) => !['login_attempts', 'endpoints'].includes(name));
  }

  /**
   * A sum over each table of all that is stored, but for counted attempts, the time of an endpoint's last request, and tokens past their
   * end, which the gateway takes out when it gets to it.
   */
  async state(): Promise<string> {
    const whole = this.#tables.map((name) => {
      const alive = name === 'registration_tokens' ? 'where expires_at_ms > 1' : '';
      return `(select '${name}=' || coalesce(md5(string_agg(t::text, ';' order by t::text)), '') from "${name}" t ${alive})`;
    });
    const endpoints = `(select 'endpoints=' || md5(string_agg(concat_ws(',', user_id, id, status, document, properties), ';' order by user_id, id))
      from endpoints)`;
    const [row] = await this.gateway.context.database.query<{ state: string }>(
      `select concat_ws(E'\\n', ${[...whole, endpoints].join(', ')}) as state`,
    );
    return row?.state ?? '';
  }
}

export type Stage = { readonly scene: Scene; pass(ms: number): void };

/**
 * The scene for the tests of one suite: set before the first, gone after the last. So much is asked that who lets no time `pass` meets the
 * limits of what may be done in a minute.
 */
export function setStage(): Stage {
  const clock = { nowMs: Date.UTC(2026, 0, 1) };
  let set: Scene | undefined;
  beforeAll(async () => {
    set = await Scene.set(clock);
  }, 60_000);
  afterAll(() => set?.close());
  return {
    get scene() {
      if (!set) throw new Error('the scene is not set yet');
      return set;
    },
    pass(ms) {
      clock.nowMs += ms;
    },
  };
}
