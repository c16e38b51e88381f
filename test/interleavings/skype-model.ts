// What a server of the Skype protocol promises, and no more (skype.md 3.3, 4, 5, 6, 7, 11). Written from the protocol notes, not from
// our gateway: no acknowledgement, no positions, an event that was handed to a poll is gone whether anybody read it or not.
import { formatRegistrationToken } from '../../src/skype/registration-token.ts';
import type { Asked, Reply } from './network.ts';
import { beginMs } from './turns.ts';

export const origin = 'http://127.0.0.1:8787';
const gw = `${origin}/v1`;

/** How this server differs from others that keep to the same protocol. */
export type Manners = {
  /** A repeated client id is stored once. Rule 8 of skype.md 0.3 promises nothing. */
  knowsClientIds: boolean;
  /** A new message comes with a ConversationUpdate. */
  tellsConversations: boolean;
  /** An edit comes as a message of its own that names the client id, or as the message itself with a higher version. */
  editsUnderOwnId: boolean;
  /** Messages and conversations in one page of a listing, however many were asked for. */
  pageSize: number;
  /** The link that continues a listing. */
  continuesWith: 'syncState' | 'backwardLink';
};

export type Stored = {
  conversation: string;
  id: string;
  version: number;
  clientId: string | undefined;
  sender: string;
  text: string;
  isDeleted: boolean;
  isMention: boolean;
};

type Place = { id: string; version: number; horizon: number; messages: Stored[] };
type Event = { id: number; resourceType: string; resource: object; resourceLink: string };
type Poll = { respond: Respond; release(): void };
type Subscription = { nextId: number; queue: Event[]; polls: Poll[] };
type Endpoint = { id: string; subscription: Subscription | undefined };

type Respond = (reply: Reply) => void;

const reply = (status: number, json: unknown = {}, headers: Record<string, string> = {}): Reply => ({
  status,
  text: JSON.stringify(json),
  headers,
});
const refusal = (status: number, errorCode: number): Reply => reply(status, { errorCode, message: 'no' });

const holdMs = 30_000;
const iso = (ms: number): string => new Date(ms).toISOString();

export class SkypeModel {
  readonly user: string;
  readonly manners: Manners;
  readonly places = new Map<string, Place>();
  readonly endpoints = new Map<string, Endpoint>();
  /** Every text that came in by a request of the user's client, in order, repeated ones too. */
  readonly posted: { conversation: string; clientId: string; text: string; isRepeated: boolean }[] = [];
  isTokenGood: (token: string) => boolean = () => true;
  /** How events of one reply are changed on their way: repeated, in another order. */
  disturb: (events: Event[]) => Event[] = (events) => events;
  readonly #nowMs: () => number;
  readonly #after: (ms: number, run: () => void) => () => void;
  readonly #pages = new Map<string, { upper: number; lower: number }>();
  #lastMs = 0;
  #made = 0;

  constructor(
    user: string,
    manners: Manners,
    clock: { nowMs(): number; after(ms: number, run: () => void): () => void },
  ) {
    this.user = user;
    this.manners = manners;
    this.#nowMs = () => clock.nowMs();
    this.#after = (ms, run) => clock.after(ms, run);
  }

  /** A time that no message has yet. */
  #tick(): number {
    this.#lastMs = Math.max(this.#lastMs + 1, this.#nowMs());
    return this.#lastMs;
  }

  place(id: string): Place {
    const known = this.places.get(id);
    if (known) return known;
    const made = { id, version: this.#tick(), horizon: 0, messages: [] };
    this.places.set(id, made);
    return made;
  }

  post(conversation: string, sender: string, text: string, clientId?: string, isMention = false): Stored {
    const place = this.place(conversation);
    const id = this.#tick();
    const message = {
      ...{ conversation, id: String(id), version: id, sender, text, isDeleted: false, isMention },
      clientId: clientId ?? `9${id}`,
    };
    place.messages.push(message);
    place.version = id;
    this.#tellMessage(message, this.#resourceOf(message));
    return message;
  }

  change(message: Stored, text: string | undefined): number {
    const version = this.#tick();
    message.version = version;
    message.text = text ?? '';
    message.isDeleted = text === undefined;
    this.place(message.conversation).version = version;
    const resource = this.#resourceOf(message);
    const { clientmessageid, properties: _, ...rest } = resource;
    const own = { ...rest, id: String(version), version: String(version), skypeeditedid: clientmessageid };
    this.#tellMessage(message, this.manners.editsUnderOwnId ? own : resource);
    return version;
  }

  /** The user has read up to a message, at any endpoint. Never moves backwards (skype.md 6.6). */
  read(conversation: string, order: number): void {
    const place = this.place(conversation);
    if (order <= place.horizon) return;
    place.horizon = order;
    this.#tell('ConversationUpdate', this.#conversationResource(place), `${gw}/users/ME/conversations/${conversation}`);
  }

  expireEndpoints(): void {
    for (const { subscription } of this.endpoints.values()) if (subscription) this.#endPolls(subscription, 729);
    this.endpoints.clear();
  }

  expireSubscriptions(): void {
    for (const endpoint of this.endpoints.values()) {
      if (endpoint.subscription) this.#endPolls(endpoint.subscription, 450);
      endpoint.subscription = undefined;
    }
  }

  #endPolls({ polls }: Subscription, errorCode: number): void {
    for (const poll of polls.splice(0)) {
      poll.release();
      poll.respond(refusal(404, errorCode));
    }
  }

  #tell(resourceType: string, resource: object, resourceLink: string): void {
    for (const { subscription } of this.endpoints.values()) {
      if (!subscription) continue;
      subscription.queue.push({ id: subscription.nextId, resourceType, resource, resourceLink });
      subscription.nextId += 1;
      const poll = subscription.polls.shift();
      if (!poll) continue;
      poll.release();
      poll.respond(this.#handOut(subscription));
    }
  }

  #handOut(subscription: Subscription): Reply {
    const events = this.disturb(subscription.queue.splice(0));
    const time = `${iso(this.#nowMs()).slice(0, 19)}Z`;
    return reply(200, { eventMessages: events.map((event) => ({ ...event, type: 'EventMessage', time })) });
  }

  #tellMessage({ conversation }: Stored, resource: { id: string }): void {
    const link = `${gw}/users/ME/conversations/${conversation}`;
    this.#tell('NewMessage', resource, `${link}/messages/${resource.id}`);
    if (this.manners.tellsConversations)
      this.#tell('ConversationUpdate', this.#conversationResource(this.place(conversation)), link);
  }

  #resourceOf({ conversation, id, version, clientId, sender, text, isDeleted, isMention }: Stored) {
    const changed = version > Number(id);
    const mark = isDeleted ? 'deletetime' : 'edittime';
    return {
      ...{ id, version: String(version), type: 'Message', messagetype: 'RichText', contenttype: 'text' },
      content: isMention && !isDeleted ? `<at id="${this.user}">Fred</at> ${text}` : text,
      clientmessageid: clientId,
      composetime: iso(Number(id)),
      originalarrivaltime: iso(Number(id)),
      from: `${gw}/users/ME/contacts/${sender}`,
      imdisplayname: sender,
      conversationLink: `${gw}/users/ME/conversations/${conversation}`,
      ...(changed && { properties: { [mark]: String(version) } }),
    };
  }

  #conversationResource({ id, version, horizon, messages }: Place) {
    const last = messages.at(-1);
    const isThread = id.startsWith('19:');
    return {
      ...{ id, type: 'Conversation', version, messages: `${gw}/users/ME/conversations/${id}/messages` },
      targetLink: isThread ? `${gw}/threads/${id}` : `${gw}/users/ME/contacts/${id}`,
      lastMessage: last ? this.#resourceOf(last) : {},
      properties: horizon > 0 ? { consumptionhorizon: `${horizon};${horizon};${horizon}` } : {},
      ...(isThread && { threadProperties: { topic: 'Team', lastjoinat: String(beginMs - 1) } }),
    };
  }

  /** Answers one request; a poll perhaps much later. */
  handle(asked: Asked, respond: Respond): (() => void) | undefined {
    const url = new URL(asked.url);
    const path = decodeURIComponent(url.pathname);
    const token = asked.headers.RegistrationToken?.replace('registrationToken=', '') ?? '';
    const endpoint = this.endpoints.get(token);
    if (endpoint && path.endsWith('/poll')) return this.#poll(endpoint, respond);
    if (!path.startsWith('/v1/')) respond(this.#answerBeside(asked, path));
    else if (asked.method === 'POST' && path === '/v1/users/ME/endpoints') respond(this.#register(asked));
    else respond(endpoint ? this.#answer(asked, path.slice(3), url, endpoint, token) : refusal(404, 729));
    return undefined;
  }

  /** The services beside messaging: nobody has contacts, a profile or flags here. */
  #answerBeside({ headers }: Asked, path: string): Reply {
    if (path.startsWith('/.well-known')) return reply(404);
    if (!this.isTokenGood(headers['X-SkypeToken'] ?? '')) return reply(401);
    if (path.endsWith('/users/self/profile')) return reply(200, { username: this.user.slice(2), firstname: 'Fred' });
    if (path.endsWith('/invites')) return reply(200, { invite_list: [] });
    if (path.startsWith('/contacts.')) return reply(200, { contacts: [] });
    return path.startsWith('/flagsapi.') || path.startsWith('/profile.') ? reply(200, []) : reply(404);
  }

  #register({ headers }: Asked): Reply {
    const token = headers.Authentication?.replace('skypetoken=', '') ?? '';
    if (!this.isTokenGood(token)) return reply(401);
    this.#made += 1;
    const id = `{0000-${this.#made}}`;
    const value = `token${this.#made}`;
    this.endpoints.set(value, { id, subscription: undefined });
    return reply(
      201,
      {},
      {
        location: `${gw}/users/ME/endpoints/${encodeURIComponent(id)}`,
        'set-registrationtoken': formatRegistrationToken({
          value,
          expiresAtMs: this.#nowMs() + 86_400_000,
          endpointId: id,
        }),
      },
    );
  }

  #poll({ subscription }: Endpoint, respond: Respond): (() => void) | undefined {
    if (!subscription) respond(refusal(404, 450));
    else if (subscription.queue.length > 0) respond(this.#handOut(subscription));
    else return this.#hold(subscription, respond);
    return undefined;
  }

  #hold({ polls }: Subscription, respond: Respond): () => void {
    const poll: Poll = { respond, release: () => {} };
    const remove = () => void (polls.includes(poll) && polls.splice(polls.indexOf(poll), 1));
    polls.push(poll);
    poll.release = this.#after(holdMs, () => {
      remove();
      respond(reply(200, { eventMessages: [] }));
    });
    return () => {
      remove();
      poll.release();
    };
  }

  #answer(asked: Asked, path: string, url: URL, endpoint: Endpoint, token: string): Reply {
    const [, , , kind = '', id = '', part = '', last = ''] = path.split('/');
    const { method } = asked;
    const body = asked.body === '' ? {} : (JSON.parse(asked.body) as Record<string, string>);
    if (kind === 'endpoints' && part === 'subscriptions') {
      endpoint.subscription = { nextId: 1000, queue: [], polls: [] };
      return reply(201, {}, { location: `${gw}/users/ME/endpoints/SELF/subscriptions/0` });
    }
    if (kind === 'endpoints' && method === 'DELETE') {
      const [gone] = [...this.endpoints].find(([, known]) => known.id === id) ?? [token];
      const subscription = this.endpoints.get(gone)?.subscription;
      if (subscription) this.#endPolls(subscription, 729);
      this.endpoints.delete(gone);
      return reply(200);
    }
    if (kind === 'endpoints' || kind === 'presenceDocs') return reply(200);
    if (path.startsWith('/threads/')) return this.#thread(path.split('/')[2] ?? '');
    if (kind !== 'conversations') return refusal(404, 201);
    if (id === '') return this.#listConversations(url);
    if (part === '') {
      const place = this.places.get(id);
      return place ? reply(200, this.#conversationResource(place)) : refusal(404, 730);
    }
    if (part === 'properties') return this.#setHorizon(id, body.consumptionhorizon ?? '');
    if (method === 'GET') return this.#listMessages(id, url);
    if (last === '') return this.#takeMessage(id, body);
    return this.#takeChange(id, last, method === 'DELETE' ? undefined : body.content);
  }

  #thread(id: string): Reply {
    const members = [this.user, '8:joe.4', '8:anna.7'].map((member) => ({ id: member, role: 'User' }));
    const properties = { topic: 'Team' };
    return reply(200, { id, type: 'Thread', version: beginMs, members, properties });
  }

  #setHorizon(id: string, horizon: string): Reply {
    const [a = '', b = ''] = horizon.split(';');
    if (!/^\d+;\d+;\d+$/.test(horizon) || Number(b) > this.#nowMs() + 1000) return refusal(400, 201);
    const isMessage = this.place(id).messages.some((message) => message.id === a);
    this.read(id, Number(isMessage ? a : b));
    return reply(200);
  }

  #takeMessage(id: string, { content = '', clientmessageid = '', messagetype = '' }: Record<string, string>): Reply {
    if (messagetype.startsWith('Control/')) return reply(201, { OriginalArrivalTime: this.#nowMs() });
    const before = this.place(id).messages.find(
      (known) => known.clientId === clientmessageid && known.sender === this.user,
    );
    this.posted.push({ conversation: id, clientId: clientmessageid, text: content, isRepeated: before !== undefined });
    const message = before && this.manners.knowsClientIds ? before : this.post(id, this.user, content, clientmessageid);
    const location = `${gw}/users/ME/conversations/${id}/messages/${message.id}`;
    return reply(201, { OriginalArrivalTime: Number(message.id) }, { location });
  }

  #takeChange(id: string, message: string, content: string | undefined): Reply {
    const known = this.place(id).messages.find((stored) => stored.id === message && stored.sender === this.user);
    if (!known) return refusal(404, 404);
    const isDeletion = content === undefined || content === '';
    const version = this.change(known, isDeletion ? undefined : content);
    return reply(200, isDeletion ? { deletetime: version } : { edittime: version });
  }

  /** One page: what is newer than the upper edge, then what is older than the lower one (skype.md 6.4). */
  #page<T>(items: readonly T[], orderOf: (item: T) => number, url: URL): { page: T[]; metadata: object } {
    const asked = Number(url.searchParams.get('pageSize') ?? this.manners.pageSize);
    const size = Math.min(asked, this.manners.pageSize);
    const state = this.#pages.get(url.searchParams.get('state') ?? '');
    const sorted = [...items].sort((a, b) => orderOf(b) - orderOf(a));
    const isOlder = url.searchParams.get('way') === 'older';
    const newer = state && !isOlder ? sorted.filter((item) => orderOf(item) > state.upper) : [];
    const older = sorted.filter((item) => !state || orderOf(item) < state.lower);
    const page = [...newer, ...older.slice(0, Math.max(0, size - newer.length))];
    const orders = page.map(orderOf);
    const upper = Math.max(state?.upper ?? 0, ...orders);
    const lower = Math.min(state?.lower ?? Number.POSITIVE_INFINITY, ...orders);
    const name = `s${this.#pages.size}`;
    this.#pages.set(name, { upper, lower });
    const base = `${origin}${url.pathname}?pageSize=${size}&state=${name}`;
    const backwardLink = `${base}&way=older`;
    const links = this.manners.continuesWith === 'syncState' ? { syncState: base, backwardLink } : { backwardLink };
    return { page, metadata: { totalCount: page.length, ...links } };
  }

  #listConversations(url: URL): Reply {
    const { page, metadata } = this.#page([...this.places.values()], ({ version }) => version, url);
    return reply(200, { conversations: page.map((place) => this.#conversationResource(place)), _metadata: metadata });
  }

  #listMessages(id: string, url: URL): Reply {
    const place = this.places.get(id);
    if (!place) return refusal(404, 730);
    const { page, metadata } = this.#page(place.messages, (message) => Number(message.id), url);
    return reply(200, { messages: page.map((message) => this.#resourceOf(message)), _metadata: metadata });
  }
}
