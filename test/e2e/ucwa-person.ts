// Somebody else who chats over UCWA, by plain requests along the server's links: no code of ours reads what the server answers.
import { until } from './until.ts';

type Json = Record<string, unknown>;
type Reply = { status: number; json: Json; text: string; location: string | undefined; challenge: string };

/** One event of the channel: `conversation participantMessaging deleted`, where it came from, and what it carries. */
export type HeardEvent = { line: string; href: string; sender: string; event: Json; embedded: Json | undefined };

const at = (value: unknown, ...path: string[]): unknown => {
  let found = value;
  for (const name of path) found = (found as Json | undefined)?.[name];
  return found;
};

const textAt = (value: unknown, ...path: string[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
};

/** The address of a link, which has to be there. */
function linkOf(resource: unknown, rel: string): string {
  const href = textAt(resource, '_links', rel, 'href');
  if (!href) throw new Error(`no link ${rel} in ${JSON.stringify(resource)?.slice(0, 300)}`);
  return href;
}

/** How an incoming invitation is answered by itself. */
export type Answering = 'accept' | 'decline' | 'ring';

export class UcwaPerson {
  readonly #origin: string;
  #token = '';
  #application = '';
  #me: Json = {};
  #communication: Json = {};
  #isEnded = false;
  #answered = new Set<string>();
  #listening: Promise<void> = Promise.resolve();
  readonly uri: string;
  answering: Answering = 'accept';
  /** Every event since the beginning. */
  readonly heard: HeardEvent[] = [];
  /** The last that was said of each conversation and of its messaging, by address. */
  readonly #known = new Map<string, Json>();

  private constructor(origin: string, uri: string) {
    this.#origin = origin;
    this.uri = uri;
  }

  /** Signs in with a password, makes an application that is available for chats, and listens. */
  static async connect(origin: string, name: string, password: string): Promise<UcwaPerson> {
    const person = new UcwaPerson(origin, `sip:${name}@skylark.example`);
    const root = await person.#must('GET', '/autodiscover/autodiscoverservice.svc/root');
    const user = linkOf(root.json, 'user');
    const { challenge } = await person.request('GET', user);
    const [, tokens = ''] = /MsRtcOAuth[^,]*href="?([^",]+)/i.exec(challenge) ?? [];
    const form = new URLSearchParams({ grant_type: 'password', username: `${name}@skylark.example`, password });
    const ticket = await person.#must(
      'POST',
      tokens,
      form.toString(),
      'application/x-www-form-urlencoded;charset=UTF-8',
    );
    person.#token = textAt(ticket.json, 'access_token');
    const applications = linkOf((await person.#must('GET', user)).json, 'applications');
    const input = { userAgent: 'Somebody', endpointId: crypto.randomUUID(), culture: 'en-US' };
    await person.#open((await person.#must('POST', applications, input)).json);
    return person;
  }

  async #open(made: Json): Promise<void> {
    this.#application = linkOf(made, 'self');
    const available = linkOf(at(made, '_embedded', 'me'), 'makeMeAvailable');
    const formats = { supportedModalities: ['Messaging'], supportedMessageFormats: ['Plain', 'Html'] };
    await this.#must('POST', available, formats);
    const { json } = await this.#must('GET', this.#application);
    this.#me = at(json, '_embedded', 'me') as Json;
    this.#communication = at(json, '_embedded', 'communication') as Json;
    this.#listening = this.#listen(linkOf(json, 'events'));
  }

  /** One request; never throws for a refusal. */
  async request(method: string, href: string, body?: unknown, type = 'application/json'): Promise<Reply> {
    const reply = await fetch(new URL(href, this.#origin), {
      method,
      headers: {
        Accept: 'application/json',
        ...(this.#token && { Authorization: `Bearer ${this.#token}` }),
        ...(body !== undefined && { 'Content-Type': type }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = (reply.headers.get('content-type') ?? '').includes('json');
    return {
      status: reply.status,
      json: isJson ? (JSON.parse(text) as Json) : {},
      text,
      location: reply.headers.get('location') ?? undefined,
      challenge: reply.headers.get('www-authenticate') ?? '',
    };
  }

  async #must(method: string, href: string, body?: unknown, type?: string): Promise<Reply> {
    const reply = await this.request(method, href, body, type);
    if (reply.status >= 300) throw new Error(`${method} ${href} answered ${reply.status}: ${reply.text.slice(0, 300)}`);
    return reply;
  }

  async #listen(first: string): Promise<void> {
    let next = first;
    while (!this.#isEnded) {
      const reply = await this.request('GET', next).catch(() => undefined);
      if (this.#isEnded || !reply) return;
      if (reply.status !== 200) throw new Error(`events answered ${reply.status}: ${reply.text.slice(0, 300)}`);
      for (const sender of (reply.json.sender ?? []) as Json[]) {
        for (const event of sender.events as Json[]) await this.#hear(sender, event);
      }
      const { resync, next: normal, resume } = (reply.json._links ?? {}) as Record<string, unknown>;
      next = textAt(resync ?? normal ?? resume, 'href');
    }
  }

  async #hear(sender: Json, event: Json): Promise<void> {
    const rel = textAt(event, 'link', 'rel');
    const href = textAt(event, 'link', 'href');
    const embedded = at(event, '_embedded', rel) as Json | undefined;
    const words = [textAt(sender, 'rel'), rel, textAt(event, 'type'), textAt(event, 'status')];
    if (embedded) this.#known.set(href, embedded);
    this.heard.push({ line: words.filter(Boolean).join(' '), href, sender: textAt(sender, 'href'), event, embedded });
    const isNew = rel === 'messagingInvitation' && embedded?.direction === 'Incoming' && !this.#answered.has(href);
    if (isNew && this.answering !== 'ring' && at(embedded, '_links', this.answering)) {
      this.#answered.add(href);
      await this.request(
        'POST',
        linkOf(embedded, this.answering),
        this.answering === 'decline' ? { reason: 'Local' } : undefined,
      );
    }
  }

  /** The first event of this line after `from`, in the order of hearing. */
  waitFor(line: string, from = 0, fits: (heard: HeardEvent) => boolean = () => true): Promise<HeardEvent> {
    const find = () => this.heard.slice(from).find((heard) => heard.line === line && fits(heard));
    return until(`${this.uri} hears "${line}"`, find).catch((cause) => {
      throw new Error(
        `${String(cause)}; heard: ${this.heard
          .slice(-20)
          .map((heard) => heard.line)
          .join(', ')}`,
      );
    });
  }

  /** Texts of the messages of others, in the order of arrival. */
  texts(): string[] {
    return this.heard.flatMap(({ line, embedded }) => {
      if (!line.startsWith('conversation message completed') || embedded?.direction !== 'Incoming') return [];
      const href =
        textAt(embedded, '_links', 'plainMessage', 'href') || textAt(embedded, '_links', 'htmlMessage', 'href');
      const [, isBase64, body = ''] = /^data:[^,]*?(;base64)?,(.*)$/s.exec(href) ?? [];
      const text = isBase64 ? Buffer.from(body, 'base64').toString() : decodeURIComponent(body.replaceAll('+', ' '));
      return [text.trim()];
    });
  }

  waitForText(text: string): Promise<true> {
    return until(`${this.uri} has "${text}"`, () => this.texts().includes(text) || undefined);
  }

  /** The address of the conversation that was heard of last. */
  lastConversation(): string {
    const last = this.heard.findLast(({ line }) => /^communication conversation (added|updated)/.test(line));
    if (!last) throw new Error('there is no conversation');
    return last.href;
  }

  async #messaging(conversation: string): Promise<Json> {
    const { json } = await this.#must('GET', conversation);
    return (await this.#must('GET', linkOf(json, 'messaging'))).json;
  }

  /** Begins a chat and writes; answers the address of the conversation. */
  async begin(to: string, text: string): Promise<string> {
    const from = this.heard.length;
    const start = linkOf(this.#communication, 'startMessaging');
    await this.#must('POST', start, { to, operationId: crypto.randomUUID() });
    await this.waitFor('communication messagingInvitation completed Success', from);
    const conversation = await until('a connected conversation', () => this.lastConversation());
    await this.write(conversation, text);
    return conversation;
  }

  async write(conversation: string, text: string): Promise<void> {
    const send = linkOf(await this.#messaging(conversation), 'sendMessage');
    const query = send.includes('?') ? '&' : '?';
    await this.#must('POST', `${send}${query}operationId=${crypto.randomUUID()}`, text, 'text/plain');
  }

  async leaveChat(conversation: string): Promise<void> {
    await this.#must('POST', linkOf(await this.#messaging(conversation), 'stopMessaging'));
  }

  async joinChat(conversation: string): Promise<void> {
    const join = linkOf(await this.#messaging(conversation), 'addMessaging');
    await this.#must('POST', join, { operationId: crypto.randomUUID() });
  }

  /** Asks somebody into a conversation. */
  async add(conversation: string, to: string): Promise<void> {
    const { json } = await this.#must('GET', conversation);
    await this.#must('POST', linkOf(json, 'addParticipant'), { to, operationId: crypto.randomUUID() });
  }

  /** Leaves a conversation; others go on. */
  async leave(conversation: string): Promise<void> {
    await this.#must('DELETE', conversation);
  }

  async setPresence(availability: string): Promise<void> {
    await this.#must('POST', linkOf(this.#me, 'presence'), { availability });
  }

  /** Ends the application. */
  async close(): Promise<void> {
    this.#isEnded = true;
    await this.request('DELETE', this.#application).catch(() => undefined);
    await this.#listening.catch(() => undefined);
  }
}
