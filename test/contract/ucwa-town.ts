// The real UCWA client at the real gateway, in one process: people who signed in the way a user does, each with a channel whose
// batches are committed one by one, as the worker does it.
import { vi } from 'vitest';
import { createTransport } from '../../background/transport.ts';
import type { UserIdentity } from '../../gateway/identity/users.ts';
import { defaultUcwaClocks, type UcwaClocks } from '../../gateway/ucwa/clocks.ts';
import type { ChatEvent } from '../../src/model/event.ts';
import type { Message } from '../../src/model/message.ts';
import type { OwnPresence } from '../../src/model/presence.ts';
import type { ChatService } from '../../src/service/service.ts';
import { createSkypeService } from '../../src/skype/client/service.ts';
import { createUcwaService } from '../../src/ucwa/client/service.ts';
import { findServer } from '../../src/ucwa/sign-in/find.ts';
import { signIn } from '../../src/ucwa/sign-in/sign-in.ts';
import type { Proof, SignedIn, SignInStep } from '../../src/ucwa/sign-in/step.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions, testPassword } from '../support/gateway.ts';

export const origin = 'http://127.0.0.1:8787';

/** Somebody who is signed in over UCWA. */
export type Resident = {
  service: ChatService;
  signedIn: SignedIn;
  events: ChatEvent[];
  unreadable: unknown[];
  securityEvents: unknown[];
  /** What the worker's loop ended with, if it has. */
  failure(): unknown;
  /** Texts of the messages that arrived, each with its sender; every id counts once. */
  texts(): string[];
  messages(): Message[];
  /** What is known of a contact after all events. */
  contact(id: string): Record<string, unknown>;
  /** The token that is used from now on. */
  setToken(token: string): void;
  /** Words for the gateway's fault mode, for every request from now on whose address fits. */
  setFault(fault: { words: string; on: RegExp } | undefined): void;
  /** Opens a session, if there is none, and polls until something fails or `rest`. */
  live(presence?: OwnPresence): Promise<void>;
  rest(): Promise<void>;
};

export type UcwaTown = {
  gateway: TestGateway;
  transport: ReturnType<typeof createTransport>;
  people: Map<string, UserIdentity>;
  find(address: string, server?: string): Promise<SignInStep>;
  /** Signs somebody in and opens a session; `fred.2`, `joe.4`, `anna.7`. */
  resident(name: string, presence?: OwnPresence): Promise<Resident>;
  /** Somebody who speaks the Skype protocol, with an open session. */
  visitor(name: string): Promise<ChatService>;
  close(): Promise<void>;
};

/** Waits until something is so, and says what when it is not. */
export const until = (what: string, condition: () => boolean | Promise<boolean>, timeoutMs = 8_000): Promise<unknown> =>
  vi.waitUntil(condition, { timeout: timeoutMs, interval: 5 }).catch(() => {
    throw new Error(`waited in vain: ${what}`);
  });

export const sip = (name: string) => `sip:${name}@skylark.example`;

function plain(message: Message): string {
  return message.content.kind === 'text'
    ? JSON.stringify(message.content.body).replace(/.*"text":"([^"]*)".*/s, '$1')
    : message.content.kind;
}

export async function openUcwaTown(
  options: Omit<TestGatewayOptions, 'settings'> & {
    settings?: TestGatewayOptions['settings'];
    clocks?: Partial<UcwaClocks>;
  } = {},
): Promise<UcwaTown> {
  const { clocks, settings, ...rest } = options;
  const ucwaClocks = { ...defaultUcwaClocks, ...clocks };
  const gateway = await startTestGateway({
    origin,
    ...rest,
    settings: { allowsUcwaFaults: true, ...settings, ucwaClocks },
  });
  const people = new Map<string, UserIdentity>();
  for (const [name, displayName] of [
    ['fred.2', 'Fred'],
    ['joe.4', 'Joe'],
    ['anna.7', 'Anna'],
  ] as const) {
    people.set(name, await gateway.createUser({ name, displayName }));
  }
  const residents: Resident[] = [];
  const transport = createTransport((input, init) => gateway.fetch(new Request(input, init)));
  const find = async (address: string, server = origin): Promise<SignInStep> => {
    const step = await findServer(transport, { address, server, approved: [] });
    if (step.step !== 'sign-in') throw new Error(`hosts have to be allowed: ${step.origins}`);
    return step;
  };

  async function resident(name: string, presence: OwnPresence = 'online'): Promise<Resident> {
    const { place } = await find(`${name}@skylark.example`);
    const proof: Proof = { grant: 'password', userName: `${name}@skylark.example`, password: testPassword };
    const signedIn = await signIn(transport, place, proof);
    if (signedIn.step !== 'done') throw new Error('hosts have to be allowed');
    const made = createResident(gateway, signedIn);
    residents.push(made);
    await made.live(presence);
    return made;
  }

  return {
    gateway,
    transport,
    people,
    find,
    resident,
    async visitor(name) {
      let session: unknown;
      const person = people.get(name);
      if (!person) throw new Error(`nobody is called ${name}`);
      const service = createSkypeService({
        server: origin,
        user: person.mri,
        transport,
        session: {
          read: async () => session,
          write: async (next) => {
            session = next;
          },
        },
        readToken: () => gateway.tokenFor(person),
        nowMs: () => Date.now(),
        sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))),
      });
      await service.open('online');
      return service;
    },
    async close() {
      await Promise.all(residents.map((one) => one.rest()));
      await gateway.close();
    },
  };
}

function createResident(gateway: TestGateway, signedIn: SignedIn): Resident {
  let session: unknown;
  let channel: unknown;
  let token = signedIn.tokens.accessToken;
  let fault: { words: string; on: RegExp } | undefined;
  let ending = new AbortController();
  let running: Promise<void> | undefined;
  let failure: unknown;
  let waiting: (() => void)[] = [];
  const events: ChatEvent[] = [];
  const unreadable: unknown[] = [];
  const securityEvents: unknown[] = [];

  const faulty = createTransport((input, init) => {
    const request = new Request(input, init);
    if (fault?.on.test(request.url)) request.headers.set('X-Skylark-Fault', fault.words);
    return gateway.fetch(request);
  });
  const service = createUcwaService({
    server: new URL(signedIn.place.applicationsUrl).origin,
    place: signedIn.place,
    keepPlace: async () => undefined,
    transport: faulty,
    session: {
      read: async () => structuredClone(session),
      write: async (state) => {
        session = structuredClone(state);
      },
    },
    channel: {
      read: async () => structuredClone(channel),
      nextCommit: (timeoutMs) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          waiting.push(() => {
            clearTimeout(timer);
            resolve();
          });
        }),
    },
    readToken: async () => token,
    nowMs: () => Date.now(),
    wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms).unref()),
    newId: () => crypto.randomUUID(),
    version: '1.2.3',
    endpointId: crypto.randomUUID(),
    culture: 'en-US',
    onSecurityEvent: (event) => void securityEvents.push(event),
  });

  async function loop(): Promise<void> {
    while (!ending.signal.aborted) {
      const batch = await service.poll(ending.signal);
      events.push(...batch.events);
      unreadable.push(...batch.unreadable);
      if (batch.channel === undefined) continue;
      channel = structuredClone(batch.channel);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    }
  }

  const messages = () => {
    const byId = new Map<string, Message>();
    for (const event of events) if (event.type === 'message') byId.set(event.message.id, event.message);
    return [...byId.values()];
  };

  return {
    ...{ service, signedIn, events, unreadable, securityEvents, messages },
    failure: () => failure,
    texts: () =>
      messages()
        .filter(({ content }) => content.kind === 'text')
        .map((message) => `${message.sender.replace(/^sip:|@.*$/g, '')}: ${plain(message)}`),
    contact(id) {
      const updates = events.flatMap((event) =>
        event.type === 'contact' && event.contact.id === id ? [event.contact] : [],
      );
      return Object.assign({}, ...updates);
    },
    setToken(next) {
      token = next;
    },
    setFault(next) {
      fault = next;
    },
    async live(presence = 'online') {
      ending = new AbortController();
      failure = undefined;
      if (!(await service.isOpen())) await service.open(presence);
      running = loop().catch((error: unknown) => {
        if (!ending.signal.aborted) failure = error;
      });
      // The first package is there: whoever writes from now on is heard.
      await until('the channel has begun', () => channel !== undefined || failure !== undefined);
    },
    async rest() {
      ending.abort();
      await running;
    },
  };
}
