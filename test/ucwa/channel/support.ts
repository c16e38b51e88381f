// A channel without a server: packages as the wire has them, folded by the real fold; look-ups answered from a table.
import type { ChatEvent } from '../../../src/model/event.ts';
import type { Message, ThreadActivity } from '../../../src/model/message.ts';
import { foldAnswer, foldGone } from '../../../src/ucwa/channel/answers.ts';
import { type Draft, type SentText, startDraft } from '../../../src/ucwa/channel/draft.ts';
import { foldPackage } from '../../../src/ucwa/channel/fold.ts';
import { settle } from '../../../src/ucwa/channel/settle.ts';
import { blankState, type ChannelState, readState } from '../../../src/ucwa/channel/state.ts';
import { readEventPackage } from '../../../src/ucwa/wire/events.ts';
import { readResource } from '../../../src/ucwa/wire/resource.ts';

export const pool = 'https://pool.example.org';
export const own = 'sip:ana@example.org';
export const bo = 'sip:bo@example.org';
export const cy = 'sip:cy@example.org';
export const beginMs = 1_700_000_000_000;

type Json = Record<string, unknown>;
type Links = Record<string, string | string[]>;

/** One of the two families of addresses (ucwa.md 1.6). */
export type Family = {
  application: string;
  conversation: string;
  participant(name: string): string;
  messaging(name: string): string;
  local: string;
};

const references = 'https://pool.example.org:443/ucwa/v1/applications/192';
const traces = '/ucwa/oauth/v1/applications/104082042405';
const numbers: Record<string, string> = { ana: '195', bo: '196', cy: '197' };

export const families: Record<'reference' | 'trace', Family> = {
  reference: {
    application: references,
    conversation: `${references}/communication/conversations/137`,
    participant: (name) => `${references}/communication/conversations/137/participants/${numbers[name]}`,
    messaging: (name) =>
      `${references}/communication/conversations/137/participants/${numbers[name]}/participantMessaging`,
    local: `${references}/communication/conversations/137/onlineMeeting/295`,
  },
  trace: {
    application: traces,
    conversation: `${traces}/communication/conversations/1c1`,
    participant: (name) => `${traces}/communication/conversations/1c1/participants/${name}@example.org`,
    messaging: (name) => `${traces}/communication/conversations/1c1/participants/${name}@example.org/messaging`,
    local: `${traces}/communication/conversations/1c1/participants/ana@example.org`,
  },
};

export function resource(
  rel: string,
  href: string,
  properties: Json = {},
  links: Links = {},
  embedded: Json = {},
): Json {
  const toLink = (target: string) => ({ href: target });
  const list = Object.entries(links).map(([name, value]) => [
    name,
    typeof value === 'string' ? toLink(value) : value.map(toLink),
  ]);
  return {
    rel,
    ...properties,
    _links: { self: { href }, ...Object.fromEntries(list) },
    ...(Object.keys(embedded).length > 0 && { _embedded: embedded }),
  };
}

export function event(
  rel: string,
  href: string,
  type: string,
  parts: { in?: Json; embedded?: Json; title?: string } & Json = {},
) {
  const { in: owner, embedded, title, ...others } = parts;
  return {
    link: { rel, href, ...(title !== undefined && { title }) },
    ...(owner && { in: owner }),
    ...(embedded && { _embedded: { [rel]: embedded } }),
    type,
    ...others,
  };
}

export const block = (rel: string, href: string, ...events: Json[]): Json => ({ rel, href, events });

/** A channel whose state is stored and read between any two packages, as it is in life. */
export class TestChannel {
  state: ChannelState;
  nowMs = beginMs;
  readonly sent: Record<string, SentText> = {};
  /** Chats that the user left on purpose. */
  leaving: Record<string, number> = {};
  readonly resources: Record<string, Json> = {};
  /** Everything that was told. */
  readonly events: ChatEvent[] = [];
  readonly unreadable: unknown[] = [];
  readonly asked: string[] = [];
  #ack = 1;
  readonly family: Family;

  constructor(family: Family = families.trace) {
    this.family = family;
    this.state = blankState(new URL(family.application, pool).href, `${family.application}/events?ack=1`, beginMs);
  }

  #draft(): Draft {
    const stored: unknown = JSON.parse(JSON.stringify(this.state));
    const read = readState(stored);
    if (!read) throw new Error('the state cannot be read back');
    return startDraft(read, { user: own, origin: pool, nowMs: this.nowMs, sent: this.sent, leaving: this.leaving });
  }

  commit(draft: Draft): ChatEvent[] {
    this.state = draft.state;
    this.events.push(...draft.events);
    this.unreadable.push(...draft.unreadable);
    return draft.events;
  }

  /** Folds a package without committing it. */
  fold(blocks: Json[], links?: Json): Draft {
    const self = { href: `${this.family.application}/events?ack=${this.#ack}` };
    const next = { href: `${this.family.application}/events?ack=${this.#ack + 1}` };
    const text = JSON.stringify({ _links: links ?? { self, next }, sender: blocks });
    const draft = this.#draft();
    foldPackage(draft, readEventPackage(text, 'application/json'));
    return draft;
  }

  /** Folds and commits a package, then answers what it asks for until nothing is left. */
  take(...blocks: Json[]): ChatEvent[] {
    const events = this.commit(this.fold(blocks));
    this.#ack += 1;
    return [...events, ...this.answer()];
  }

  takeLinks(links: Json, ...blocks: Json[]): ChatEvent[] {
    return [...this.commit(this.fold(blocks, links)), ...this.answer()];
  }

  answer(): ChatEvent[] {
    const told: ChatEvent[] = [];
    for (let round = 0; this.state.lookups.length > 0; round += 1) {
      if (round > 10) throw new Error(`asked in vain: ${JSON.stringify(this.state.lookups)}`);
      const draft = this.#draft();
      for (const lookup of draft.state.lookups.splice(0)) {
        const href = lookup.href.replace(pool, '');
        this.asked.push(href);
        const found = this.resources[href] ?? this.resources[lookup.href];
        if (found) foldAnswer(draft, lookup, readResource(JSON.stringify(found), 'application/json'));
        else foldGone(draft, lookup);
      }
      settle(draft);
      told.push(...this.commit(draft));
    }
    return told;
  }

  person(name: string, properties: Json = {}, links: Links = {}): void {
    const href = this.family.participant(name);
    const uri = `sip:${name}@example.org`;
    const titled = name.charAt(0).toUpperCase() + name.slice(1);
    this.resources[new URL(href, pool).href] = resource(
      'participant',
      href,
      { uri, name: titled, ...properties },
      links,
    );
  }

  conversationEvents(...events: Json[]): Json {
    return block('conversation', this.family.conversation, ...events);
  }

  communicationEvents(...events: Json[]): Json {
    return block('communication', `${this.family.application}/communication`, ...events);
  }

  conversation(state: string, properties: Json = {}): Json {
    const { conversation, local } = this.family;
    const isOn = ['Connected', 'Conferenced'].includes(state);
    const links: Links = {
      messaging: `${conversation}/messaging`,
      ...(isOn && { localParticipant: local, addParticipant: `${conversation}/add` }),
    };
    return resource('conversation', conversation, { state, threadId: 'thread-1', ...properties }, links);
  }

  messaging(state: string): Json {
    const { conversation } = this.family;
    const href = `${conversation}/messaging`;
    const open: Links = {
      sendMessage: `${href}/messages`,
      setIsTyping: `${href}/typing`,
      stopMessaging: `${href}/terminate`,
    };
    const links: Record<string, Links> = {
      Connecting: { stopMessaging: `${href}/terminate` },
      Connected: open,
      Disconnected: { addMessaging: `${href}/add` },
    };
    return resource(
      'messaging',
      href,
      { state, negotiatedMessageFormats: ['Plain', 'Html'] },
      { conversation, ...links[state] },
    );
  }

  conversationEvent(type: string, state: string, properties: Json = {}): Json {
    const embedded = type === 'deleted' ? {} : { embedded: this.conversation(state, properties) };
    return event('conversation', this.family.conversation, type, embedded);
  }

  messagingEvent(state: string): Json {
    return event('messaging', `${this.family.conversation}/messaging`, 'updated', { embedded: this.messaging(state) });
  }

  ownInChat(type: string): Json {
    const { local, messaging } = this.family;
    const embedded = resource('participantMessaging', messaging('ana'), {}, { participant: local });
    const parts = { in: { rel: 'localParticipant', href: local, title: 'Ana' } };
    return event('participantMessaging', messaging('ana'), type, { ...parts, ...(type === 'added' && { embedded }) });
  }

  inChat(name: string, type: string): Json {
    const { participant, messaging } = this.family;
    return event('participantMessaging', messaging(name), type, {
      in: { rel: 'participant', href: participant(name) },
    });
  }

  participant(name: string, type: string, parts: Parameters<typeof event>[3] = {}): Json {
    return event('participant', this.family.participant(name), type, parts);
  }

  localAdded(): Json {
    const { local } = this.family;
    const embedded = resource(
      'localParticipant',
      local,
      { uri: own, name: 'Ana' },
      { me: `${this.family.application}/me` },
    );
    return event('localParticipant', local, 'added', { embedded });
  }

  message(
    number: number,
    text: string,
    parts: { atMs?: number; name?: string; properties?: Json; links?: Links } = {},
  ): Json {
    const { atMs = this.nowMs, name = 'bo', properties = {}, links = {} } = parts;
    const href = `${this.family.conversation}/messaging/messages/${number}`;
    const plain = `data:text/plain;charset=utf-8,${encodeURIComponent(text).replaceAll('%20', '+')}%0d%0a`;
    return event('message', href, 'completed', {
      status: 'Success',
      embedded: resource(
        'message',
        href,
        { direction: 'Incoming', timeStamp: `/Date(${atMs})/`, ...properties },
        { plainMessage: plain, participant: this.family.participant(name), ...links },
      ),
    });
  }

  ownMessage(number: number, operationId: string, status = 'Success', reason?: Json): Json {
    const href = `${this.family.conversation}/messaging/messages/${number}`;
    const properties = { direction: 'Outgoing', operationId, timeStamp: `/Date(${this.nowMs})/` };
    const embedded = resource('message', href, properties, { messaging: `${this.family.conversation}/messaging` });
    return event('message', href, 'completed', { status, embedded, ...(reason && { reason }) });
  }

  invitation(
    type: string,
    parts: { text?: string; properties?: Json; links?: Links; embedded?: Json; status?: string; reason?: Json } = {},
  ): Json {
    const { text, properties = {}, links = {}, status, reason } = parts;
    const href = `${this.family.application}/communication/messagingInvitations/602`;
    const from = resource('participant', this.family.participant('bo'), { uri: bo, name: 'Bo Berg' });
    const message =
      text === undefined ? {} : { message: `data:text/plain;charset=utf-8,${encodeURIComponent(text)}%0d%0a` };
    const embedded = resource(
      'messagingInvitation',
      href,
      { direction: 'Incoming', state: 'Connecting', threadId: 'thread-1', ...properties },
      { conversation: this.family.conversation, ...message, ...links },
      parts.embedded ?? { from },
    );
    return event('messagingInvitation', href, type, { embedded, ...(status && { status }), ...(reason && { reason }) });
  }

  /** An incoming chat of two up to the accepted invitation, as in ucwa.md 10.2. */
  acceptIncoming(text = 'Hi'): ChatEvent[] {
    const accept = { accept: `${this.family.application}/communication/messagingInvitations/602/accept` };
    this.person('bo');
    return [
      ...this.take(
        this.communicationEvents(
          this.invitation('started', { text, links: accept }),
          this.conversationEvent('added', 'Incoming'),
        ),
        this.conversationEvents(this.localAdded()),
      ),
      ...this.take(this.conversationEvents(this.participant('bo', 'added', { title: '' }))),
      ...this.take(this.communicationEvents(this.invitation('updated'))),
      ...this.take(
        this.conversationEvents(this.messagingEvent('Connected')),
        this.communicationEvents(this.conversationEvent('updated', 'Connected')),
        this.conversationEvents(this.ownInChat('added'), this.inChat('bo', 'added'), this.participant('bo', 'updated')),
        this.communicationEvents(
          this.invitation('completed', { status: 'Success', properties: { state: 'Connected' } }),
        ),
      ),
    ];
  }

  /** A conversation of several that the user is in, with these others in its chat. */
  beginConference(...names: string[]): ChatEvent[] {
    for (const name of names) this.person(name);
    return this.take(
      this.communicationEvents(this.conversationEvent('added', 'Conferenced', { subject: 'Lunch' })),
      this.conversationEvents(
        this.localAdded(),
        ...names.flatMap((name) => [this.participant(name, 'added'), this.inChat(name, 'added')]),
        this.ownInChat('added'),
        this.messagingEvent('Connected'),
      ),
    );
  }
}

export const messagesOf = (events: readonly ChatEvent[]): Message[] =>
  events.flatMap((told) => (told.type === 'message' ? [told.message] : []));

/** The plain words of the messages that carry any. */
export const textsOf = (events: readonly ChatEvent[]): string[] =>
  messagesOf(events).flatMap(({ content, raw }) => (content.kind === 'text' ? [raw.content] : []));

export const linesOf = (events: readonly ChatEvent[]): ThreadActivity[] =>
  messagesOf(events).flatMap(({ content }) => (content.kind === 'activity' ? [content.activity] : []));

/** Who is where, as it was told last. */
export function membersOf(events: readonly ChatEvent[]): Record<string, boolean | undefined> {
  const told = events.findLast((entry) => entry.type === 'conversation' && entry.conversation.members !== undefined);
  if (told?.type !== 'conversation') return {};
  return Object.fromEntries((told.conversation.members ?? []).map(({ id, isInChat }) => [id, isInChat]));
}
