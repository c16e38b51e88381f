// Our UCWA client on the real gateway, polled by a loop that can lose what a worker in a browser can lose: replies, and batches that
// were not committed when it died.
import { createTransport } from '../../background/transport.ts';
import type { UserIdentity } from '../../gateway/identity/users.ts';
import type { ChatEvent, EventBatch } from '../../src/model/event.ts';
import type { Message, ThreadActivity } from '../../src/model/message.ts';
import { ServiceError } from '../../src/service/error.ts';
import type { ChatService } from '../../src/service/service.ts';
import type { TransportRequest, TransportResponse } from '../../src/service/transport.ts';
import { readState } from '../../src/ucwa/channel/state.ts';
import { createUcwaService } from '../../src/ucwa/client/service.ts';
import type { Desk } from '../gateway/ucwa/desk.ts';
import { until } from '../support/mortal-worker.ts';

type Send = (request: TransportRequest) => Promise<TransportResponse>;

/** Between client and gateway: may lose the reply, or ask twice. */
export type Interference = (request: TransportRequest, pass: Send) => Promise<TransportResponse>;

export const isEvents = ({ url }: TransportRequest): boolean => /\/events\?|\/events$/.test(url);

export class Device {
  readonly service: ChatService;
  readonly uri: string;
  readonly events: ChatEvent[] = [];
  readonly unreadable: unknown[] = [];
  /** What the loop ended with. */
  failure: unknown;
  /** Answers false for a batch that is lost. */
  mayCommit: (batch: EventBatch) => boolean = () => true;
  interfere: Interference = (request, pass) => pass(request);
  session: unknown;
  channel: unknown;
  token: string;
  #waiting = new Set<() => void>();
  #ending = new AbortController();
  #running: Promise<void> | undefined;

  private constructor(desk: Desk, user: UserIdentity, token: string) {
    this.token = token;
    this.uri = `sip:${user.name}@skylark.example`;
    const { origin, context } = desk.gateway;
    const family = context.settings.ucwaPaths === 'real' ? '/ucwa/oauth/v1/applications' : '/ucwa/v1/applications';
    const transport = createTransport((input, init) => desk.gateway.fetch(new Request(input, init)));
    this.service = createUcwaService({
      server: origin,
      place: {
        address: `${user.name}@skylark.example`,
        userUrl: `${origin}/autodiscover/autodiscoverservice.svc/root/oauth/user`,
        applicationsUrl: `${origin}${family}`,
        tokenService: `${origin}/WebTicket/oauthtoken`,
        grants: ['password'],
        approved: [origin],
      },
      keepPlace: async () => undefined,
      transport: (request) => this.interfere(request, transport),
      session: {
        read: async () => structuredClone(this.session),
        write: async (state) => {
          this.session = structuredClone(state);
        },
      },
      channel: {
        read: async () => structuredClone(this.channel),
        nextCommit: (timeoutMs) => this.#nextCommit(timeoutMs),
      },
      readToken: async () => this.token,
      nowMs: () => Date.now(),
      wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms).unref()),
      newId: () => crypto.randomUUID(),
      version: '1.2.3',
      endpointId: crypto.randomUUID(),
      culture: 'en-US',
    });
  }

  static async connect(desk: Desk, user: UserIdentity): Promise<Device> {
    const device = new Device(desk, user, await desk.ticketFor(user.name));
    await device.begin();
    return device;
  }

  /** Opens a session if there is none, and polls until something fails or `end`. */
  async begin(): Promise<void> {
    this.#ending = new AbortController();
    this.failure = undefined;
    if (!(await this.service.isOpen())) await this.service.open('online');
    this.#running = this.#loop(this.#ending.signal);
    await until('the channel has begun', () => readState(this.channel)?.lookups.length === 0);
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const batch = await this.service.poll(signal);
        if (signal.aborted) return;
        if (this.mayCommit(batch)) this.#commit(batch);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ServiceError && error.kind === 'network') continue;
        this.failure = error;
        return;
      }
    }
  }

  #commit(batch: EventBatch): void {
    this.events.push(...batch.events);
    this.unreadable.push(...batch.unreadable);
    if (batch.channel === undefined) return;
    this.channel = structuredClone(batch.channel);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #nextCommit(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Every message that was stored; a later one with the same id takes its place. */
  get messages(): Message[] {
    const byId = new Map<string, Message>();
    for (const event of this.events) {
      if (event.type === 'message') byId.set(`${event.message.conversation} ${event.message.id}`, event.message);
    }
    return [...byId.values()].sort((a, b) => a.order - b.order);
  }

  texts(conversation?: string): string[] {
    const isHere = (message: Message) => conversation === undefined || message.conversation === conversation;
    return this.messages.filter((message) => message.content.kind === 'text' && isHere(message)).map(plainOf);
  }

  lines(): ThreadActivity[] {
    return this.messages.flatMap(({ content }) => (content.kind === 'activity' ? [content.activity] : []));
  }

  /** Who is where in a conversation, as it was told last. */
  members(conversation: string): Record<string, boolean | undefined> {
    const told = this.events.findLast(
      (event) => event.type === 'conversation' && event.conversation.id === conversation && event.conversation.members,
    );
    const members = (told?.type === 'conversation' && told.conversation.members) || [];
    return Object.fromEntries(members.map(({ id, isInChat }) => [id, isInChat]));
  }

  send(conversation: string, content: string, clientId: string, parts: object = {}) {
    return this.service.send(conversation, {
      messagetype: 'text/plain',
      content,
      clientId,
      composedAtMs: Date.now(),
      ...parts,
    });
  }
}

const plainOf = ({ raw: { type, content } }: Message): string =>
  (type === 'text/html' ? content.replace(/<[^>]*>/g, '') : content).trim();
