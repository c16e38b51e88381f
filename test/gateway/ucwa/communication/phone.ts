// Somebody who chats over UCWA by plain requests: follows `next`, keeps every event, and says in one line what each was.
import type { UserIdentity } from '../../../../gateway/identity/users.ts';
import type { UcwaClocks } from '../../../../gateway/ucwa/clocks.ts';
import { type Answer, at, type Desk, href, type Json, openDesk } from '../desk.ts';

export type Told = {
  /** `conversation: participantMessaging added in participant`, with state, status and subcode where there are any. */
  readonly line: string;
  readonly event: Json;
  readonly embedded: Json | undefined;
  readonly href: string;
};

export type Phone = {
  readonly user: UserIdentity;
  readonly uri: string;
  readonly application: Json;
  /** Address of the next request for events. */
  next: string;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Must succeed. */
  must(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** One package. */
  poll(headers?: Record<string, string>): Promise<Told[]>;
  /** Everything until an event has this line, or begins with it; at most 40 packages. */
  until(line: string): Promise<Told[]>;
  /** Everything until nothing comes for one hold. */
  drain(): Promise<Told[]>;
  link(rel: string): string;
};

/** Short enough for tests, long enough for a machine that does other things. */
export const quickClocks: Partial<UcwaClocks> = {
  pollMs: 250,
  leastPollMs: 50,
  lowMs: 60,
  mediumMs: 30,
  leastCollectMs: 10,
  invitationMs: 20_000,
  typingMs: 200,
};

export const openExchange = (
  clocks: Partial<UcwaClocks> = {},
  options: Omit<Parameters<typeof openDesk>[0] & object, 'clocks'> = {},
): Promise<Desk> =>
  openDesk({
    ...options,
    clocks: { ...quickClocks, ...clocks },
    settings: { holdSeconds: 0.05, ...options.settings },
  });

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function toldOf(sender: unknown, event: Json): Told {
  const rel = text(at(event, 'link', 'rel'));
  const embedded = at(event, '_embedded', rel) as Json | undefined;
  const owner = text(at(event, 'in', 'rel'));
  const words = [
    rel,
    text(event.type),
    owner === '' ? '' : `in ${owner}`,
    text(embedded?.state),
    text(event.status),
    text(at(event, 'reason', 'subcode')),
  ];
  return {
    line: `${text(at(sender, 'rel'))}: ${words.filter((word) => word !== '').join(' ')}`,
    event,
    embedded,
    href: text(at(event, 'link', 'href')),
  };
}

/** All events of a package, in order. */
export function eventsOf(body: Json): Told[] {
  const senders = (body.sender ?? []) as Json[];
  return senders.flatMap((sender) => (sender.events as Json[]).map((event) => toldOf(sender, event)));
}

export const linesOf = (told: readonly Told[]): string[] => told.map(({ line }) => line);

/** The first event with this line. */
export function find(told: readonly Told[], line: string): Told {
  const found = told.find((one) => one.line.startsWith(line));
  if (!found) throw new Error(`"${line}" is not among:\n${linesOf(told).join('\n')}`);
  return found;
}

/** The resource in the first event with this line. */
export function embedded(told: readonly Told[], line: string): Json {
  const found = find(told, line).embedded;
  if (!found) throw new Error(`"${line}" has nothing embedded`);
  return found;
}

type PhoneOptions = {
  /** False for one that only lurks; its channel is untouched. */
  readonly isAvailable?: boolean;
  readonly formats?: string[];
  readonly endpointId?: string;
};

/** Signs a user in with one application, available unless told otherwise, and throws its first events away. */
export async function connectPhone(desk: Desk, user: UserIdentity, options: PhoneOptions = {}): Promise<Phone> {
  const ticket = await desk.ticketFor(user.name);
  const application = await desk.apply(ticket, { endpointId: options.endpointId ?? `phone of ${user.name}` });
  const me = at(application, '_embedded', 'me') as Json;
  const communication = at(application, '_embedded', 'communication') as Json;
  const phone: Phone = {
    user,
    uri: text(me.uri),
    application,
    next: href(application, 'events'),
    ask: (method, path, body, headers) => desk.ask(ticket, method, path, body, headers),
    async must(method, path, body, headers) {
      const answer = await phone.ask(method, path, body, headers);
      if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
      return answer;
    },
    async poll(headers) {
      const { json } = await phone.must('GET', phone.next, undefined, headers);
      phone.next = href(json, '_links' in json && at(json, '_links', 'resume') ? 'resume' : 'next');
      return eventsOf(json);
    },
    async until(line) {
      const told: Told[] = [];
      for (let packages = 0; packages < 40; packages += 1) {
        told.push(...(await phone.poll()));
        if (told.some((one) => one.line.startsWith(line))) return told;
      }
      throw new Error(`"${line}" did not come; what came:\n${linesOf(told).join('\n')}`);
    },
    async drain() {
      const told: Told[] = [];
      for (;;) {
        const more = await phone.poll();
        if (more.length === 0) return told;
        told.push(...more);
      }
    },
    link: (rel) => href(communication, rel),
  };
  if (options.isAvailable === false) return phone;
  await phone.must('POST', href(me, 'makeMeAvailable'), {
    supportedModalities: ['Messaging'],
    ...(options.formats ? { supportedMessageFormats: options.formats } : {}),
  });
  await phone.drain();
  return phone;
}

/** Calls somebody; answers the address of the invitation. */
export async function call(phone: Phone, to: string, more: Json = {}): Promise<string> {
  const answer = await phone.must('POST', phone.link('startMessaging'), { to, operationId: 'op-1', ...more });
  return answer.headers.get('location') ?? '';
}

/** Waits for an invitation and takes it; answers everything that was told until the chat is connected. */
export async function takeCall(phone: Phone): Promise<Told[]> {
  const before = await phone.until('communication: messagingInvitation started');
  await phone.must('POST', href(embedded(before, 'communication: messagingInvitation started'), 'accept'));
  return [...before, ...(await phone.until('communication: messagingInvitation completed'))];
}
