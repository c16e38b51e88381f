// What a UCWA server promises, and no more (ucwa.md 4.4, 7, 8, 10): a package of events comes again until the next one is asked for; an
// application that ends takes with it what was not collected; an invitation is there for 30 seconds. Chats of two.
import { ServiceError } from '../../src/service/error.ts';
import { block, event, resource } from '../ucwa/channel/support.ts';
import {
  applicationResource,
  challenged,
  pool as origin,
  own,
  pathsOf,
  reason,
  ScriptedPool,
} from '../ucwa/support/scripted-pool.ts';
import { type Answer, respond as responseOf } from '../ucwa/support/scripted-web.ts';
import type { Asked, Reply } from './network.ts';

type Json = Record<string, unknown>;
type Block = { json: Json; texts: string[]; previews: string[] };
type Respond = (reply: Reply) => void;

export type Manners = {
  /** The same operation id again is the same message. Nothing in the notes promises it for messages. */
  knowsOperations: boolean;
  /** Embeds the chat in events about it, as the traces do; where it does not, it has to be asked for. Texts always come with theirs. */
  embeds: boolean;
};

type Chat = {
  href: string;
  number: number;
  partner: string;
  isIncoming: boolean;
  operationId: string | undefined;
  state: 'Incoming' | 'Connecting' | 'Connected' | 'Disconnected';
  /** What the partner wants to say as soon as the chat is open. */
  waiting: string[];
  messages: Json[];
  cancel(): void;
};

const scriptedNumber = '104082042405';
const holdMs = 180_000;
const invitationMs = 30_000;
const paths = pathsOf('real');

export class UcwaModel {
  readonly manners: Manners;
  /** Texts of others by chat, in the order in which the server told them, and whether that was confirmed. */
  readonly told: { chat: string; text: string }[] = [];
  readonly confirmed = new Set<string>();
  readonly confirmedPreviews = new Set<string>();
  /** What reached the others, copies too. */
  readonly delivered: { partner: string; text: string; operationId: string }[] = [];
  applications = 0;
  readonly #pool = new ScriptedPool();
  readonly #clock: { nowMs(): number; after(ms: number, run: () => void): () => void; random(): number };
  #lastMs = 0;
  #numbers = 0;
  #chats: Chat[] = [];
  #ack = 1;
  #package: { json: Json; blocks: Block[] } | undefined;
  #pending: Block[] = [];
  #poll: { respond: Respond; release(): void } | undefined;
  #next: 'resync' | 'resume' | undefined;
  #gone: 'ended' | 'expired' | undefined;
  #tokens = 0;

  constructor(
    manners: Manners,
    clock: { nowMs(): number; after(ms: number, run: () => void): () => void; random(): number },
  ) {
    this.manners = manners;
    this.#clock = clock;
    this.#pool.on('POST', paths.applications, () => {
      this.#begin();
      return { status: 201, json: this.#application() };
    });
    this.#pool.on('GET', paths.application, () => ({ json: this.#application() }));
  }

  get place(): object {
    return {
      ...{ address: 'ana@example.org', userUrl: `${origin}/root/user` },
      applicationsUrl: new URL(paths.applications, origin).href,
      tokenService: `${origin}/WebTicket/oauthtoken`,
      grants: ['urn:microsoft.rtc:windows'],
      approved: [origin],
    };
  }

  revokeToken(): void {
    this.#tokens += 1;
    this.#pool.token = `cwt=${this.#tokens}`;
  }

  get #base(): string {
    return paths.application.replace(scriptedNumber, String(this.applications));
  }

  #application(): object {
    const made = applicationResource(paths, this.#pool.isAvailable) as {
      _embedded: { communication: { _links: Json } };
    };
    made._embedded.communication._links.conversations = { href: `${paths.communication}/conversations?filter=active` };
    return made;
  }

  #begin(): void {
    this.#drop();
    this.applications += 1;
    this.#pool.isAvailable = false;
    this.#gone = undefined;
    this.#ack = 1;
  }

  #drop(): void {
    this.#forgetChats();
    this.#package = undefined;
    this.#pending = [];
    this.#next = undefined;
  }

  #forgetChats(): void {
    for (const chat of this.#chats) chat.cancel();
    this.#chats = [];
  }

  /** The application is over; what it did not collect was not delivered. */
  endApplication(how: 'ended' | 'expired'): void {
    if (this.applications === 0) return;
    this.#drop();
    this.#gone = how;
    this.#release(this.#goneAnswer());
  }

  /** The next answer of the channel says that events were lost: of the addresses, or with all conversations. */
  lose(how: 'resync' | 'resume'): void {
    if (this.applications === 0 || this.#gone) return;
    this.#next = how;
    if (how === 'resume') this.#forgetChats();
    if (how === 'resume') this.#pending = [];
    if (this.#poll) this.#answerPoll();
  }

  /** Somebody writes to the user. */
  say(partner: string, text: string): void {
    if (this.applications === 0 || this.#gone || !this.#pool.isAvailable) return;
    const chat = this.#chats.findLast((known) => known.partner === partner && known.state !== 'Disconnected');
    if (chat?.state === 'Connected') this.#tellMessage(chat, text);
    else if (chat) chat.waiting.push(text);
    else this.#invite(partner, text);
  }

  /** Somebody goes. */
  leave(partner: string): void {
    const chat = this.#chats.findLast((known) => known.partner === partner && known.state !== 'Disconnected');
    if (chat) this.#close(chat);
  }

  #chat(partner: string, isIncoming: boolean, operationId?: string): Chat {
    this.#numbers += 1;
    const number = this.#numbers;
    const chat: Chat = {
      ...{ href: `${this.#base}/communication/conversations/c${number}`, number, partner, isIncoming, operationId },
      ...{ state: isIncoming ? ('Incoming' as const) : ('Connecting' as const), waiting: [], messages: [] },
      cancel: () => {},
    };
    this.#chats.push(chat);
    return chat;
  }

  #invite(partner: string, text: string): void {
    const chat = this.#chat(partner, true);
    chat.waiting.push(text);
    chat.cancel = this.#clock.after(invitationMs, () => this.#refuse(chat, 'Timeout'));
    const started = this.#invitation(chat, 'started', text);
    this.#tell({ json: started, texts: [], previews: [text] });
    this.#tellAll(this.#conversationEvent(chat, 'added'));
    this.#tellAll(this.#participantEvent(chat, 'added'));
  }

  #refuse(chat: Chat, subcode: string): void {
    if (chat.state === 'Connected' || chat.state === 'Disconnected') return;
    this.#tellAll(
      this.#invitation(chat, 'completed', undefined, { status: 'Failure', reason: { code: 'RemoteFailure', subcode } }),
    );
    this.#close(chat);
  }

  #accept(chat: Chat): void {
    if (chat.state === 'Connected' || chat.state === 'Disconnected') return;
    chat.cancel();
    chat.state = 'Connected';
    const messaging = `${chat.href}/messaging`;
    this.#tellAll(
      block('conversation', chat.href, event('messaging', messaging, 'updated', this.#embed(this.#messaging(chat)))),
      this.#conversationEvent(chat, 'updated'),
      block(
        'conversation',
        chat.href,
        event('participantMessaging', `${this.#person(chat, own)}/messaging`, 'added', {
          in: { rel: 'localParticipant', href: this.#person(chat, own) },
        }),
        event('participantMessaging', `${this.#person(chat, chat.partner)}/messaging`, 'added', {
          in: { rel: 'participant', href: this.#person(chat, chat.partner) },
        }),
      ),
      this.#invitation(chat, 'completed', undefined, { status: 'Success' }),
    );
    for (const text of chat.waiting.splice(0)) this.#tellMessage(chat, text);
  }

  #close(chat: Chat): void {
    chat.cancel();
    chat.state = 'Disconnected';
    this.#tellAll(this.#conversationEvent(chat, 'updated'), this.#conversationEvent(chat, 'deleted'));
    this.#chats = this.#chats.filter((other) => other !== chat);
  }

  #tick(): number {
    this.#lastMs = Math.max(this.#lastMs + 1, this.#clock.nowMs());
    return this.#lastMs;
  }

  #tellMessage(chat: Chat, text: string): void {
    this.told.push({ chat: chat.href, text });
    const href = `${chat.href}/messaging/messages/${chat.messages.length + 1}`;
    const message = resource(
      'message',
      href,
      { direction: 'Incoming', status: 'Succeeded', timeStamp: `/Date(${this.#tick()})/` },
      {
        plainMessage: dataOf(text),
        participant: this.#person(chat, chat.partner),
        messaging: `${chat.href}/messaging`,
      },
    );
    chat.messages.push(message);
    const completed = event('message', href, 'completed', { status: 'Success', embedded: message });
    this.#tell({ json: block('conversation', chat.href, completed), texts: [text], previews: [] });
  }

  #tellOwn(chat: Chat, operationId: string): string {
    const href = `${chat.href}/messaging/messages/${chat.messages.length + 1}`;
    const properties = { direction: 'Outgoing', operationId, timeStamp: `/Date(${this.#tick()})/` };
    const message = resource('message', href, properties, { messaging: `${chat.href}/messaging` });
    chat.messages.push(message);
    this.#tellAll(
      block('conversation', chat.href, event('message', href, 'completed', { status: 'Success', embedded: message })),
    );
    return href;
  }

  #embed(embedded: Json): { embedded?: Json } {
    return this.manners.embeds ? { embedded } : {};
  }

  #person(chat: Chat, uri: string): string {
    return `${chat.href}/participants/${uri.replace('sip:', '')}`;
  }

  #participant(chat: Chat, uri: string): Json {
    const rel = uri === own ? 'localParticipant' : 'participant';
    return resource(rel, this.#person(chat, uri), { uri, name: uri });
  }

  #participantEvent(chat: Chat, type: string): Json {
    const href = this.#person(chat, chat.partner);
    return block('conversation', chat.href, event('participant', href, type, {}));
  }

  #conversation(chat: Chat): Json {
    const { href, state } = chat;
    const links = {
      ...{ messaging: `${href}/messaging`, participants: `${href}/participants` },
      ...(state === 'Connected' && { localParticipant: this.#person(chat, own), addParticipant: `${href}/add` }),
    };
    return resource(
      'conversation',
      href,
      { state, threadId: `t${chat.number}`, activeModalities: ['Messaging'] },
      links,
    );
  }

  #conversationEvent(chat: Chat, type: string): Json {
    const embedded = type === 'deleted' ? {} : { embedded: this.#conversation(chat) };
    return block('communication', paths.communication, event('conversation', chat.href, type, embedded));
  }

  #messaging(chat: Chat): Json {
    const href = `${chat.href}/messaging`;
    const isOpen = chat.state === 'Connected';
    return resource(
      'messaging',
      href,
      { state: isOpen ? 'Connected' : 'Connecting', negotiatedMessageFormats: ['Plain'] },
      {
        ...{ conversation: chat.href, stopMessaging: `${href}/terminate` },
        ...(isOpen && { sendMessage: `${href}/messages`, setIsTyping: `${href}/typing` }),
      },
    );
  }

  #invitationHref({ number }: Chat): string {
    return `${this.#base}/communication/messagingInvitations/i${number}`;
  }

  #invitationResource(chat: Chat, text?: string): Json {
    const href = this.#invitationHref(chat);
    const isPending = chat.state === 'Incoming';
    return resource(
      'messagingInvitation',
      href,
      {
        ...{ direction: chat.isIncoming ? 'Incoming' : 'Outgoing', state: chat.state, threadId: `t${chat.number}` },
        ...(chat.operationId !== undefined && { operationId: chat.operationId }),
      },
      {
        ...{ conversation: chat.href, messaging: `${chat.href}/messaging`, to: chat.isIncoming ? own : chat.partner },
        ...(isPending && { accept: `${href}/accept`, decline: `${href}/decline` }),
        ...(text !== undefined && { message: dataOf(text) }),
      },
      chat.isIncoming ? { from: this.#participant(chat, chat.partner) } : {},
    );
  }

  #invitation(chat: Chat, type: string, text?: string, parts: Json = {}): Json {
    const embedded = this.#invitationResource(chat, text);
    const happened = event('messagingInvitation', this.#invitationHref(chat), type, { embedded, ...parts });
    return block('communication', paths.communication, happened);
  }

  #tellAll(...blocks: Json[]): void {
    for (const json of blocks) this.#tell({ json, texts: [], previews: [] });
  }

  #tell(told: Block): void {
    this.#pending.push(told);
    // A server may collect for a moment, or release the request at once.
    if (this.#poll && this.#clock.random() < 0.5) this.#answerPoll();
    else if (this.#poll) this.#clock.after(5, () => this.#poll && this.#pending.length > 0 && this.#answerPoll());
  }

  #release(answer: Answer): void {
    const poll = this.#poll;
    this.#poll = undefined;
    poll?.release();
    poll?.respond(this.#replyOf(answer));
  }

  #eventsHref(ack: number): { href: string } {
    return { href: `${this.#base}/events?ack=${ack}` };
  }

  #answerPoll(): void {
    const lost = this.#next;
    if (lost === 'resync') {
      this.#next = undefined;
      this.#release({ json: { _links: { resync: this.#eventsHref(this.#ack) } } });
      return;
    }
    if (!this.#package) {
      this.#package = this.#makePackage(lost ?? 'next');
      this.#next = undefined;
    }
    this.#release({ json: this.#package.json });
  }

  #makePackage(way: 'next' | 'resume') {
    const blocks = this.#pending.splice(0);
    const links = { self: this.#eventsHref(this.#ack), [way]: this.#eventsHref(this.#ack + 1) };
    return { json: { _links: links, sender: blocks.map(({ json }) => json) }, blocks };
  }

  #takePoll(ack: number, respond: Respond): (() => void) | undefined {
    this.#release(reason(409, 'Conflict', 'PGetReplaced'));
    const isNext = ack === this.#ack + 1 && this.#package !== undefined;
    if (!isNext && ack !== this.#ack) {
      respond(this.#replyOf({ json: { _links: { resync: this.#eventsHref(this.#ack) } } }));
      return undefined;
    }
    if (isNext) this.#confirm();
    const poll = { respond, release: () => {} };
    this.#poll = poll;
    if (this.#package || this.#pending.length > 0 || this.#next) this.#answerPoll();
    else poll.release = this.#clock.after(holdMs, () => this.#answerPoll());
    return () => {
      poll.release();
      if (this.#poll === poll) this.#poll = undefined;
    };
  }

  #confirm(): void {
    for (const { texts, previews } of this.#package?.blocks ?? []) {
      for (const text of texts) this.confirmed.add(text);
      for (const text of previews) this.confirmedPreviews.add(text);
    }
    this.#package = undefined;
    this.#ack += 1;
  }

  #goneAnswer(): Answer {
    return this.#gone === 'expired'
      ? reason(410, 'Gone', 'InactiveApplicationExpired')
      : reason(404, 'NotFound', 'ApplicationNotFound');
  }

  #replyOf(answer: Answer): Reply {
    const { status, text, header } = responseOf(answer);
    const headers = Object.fromEntries(
      ['content-type', 'www-authenticate', 'location'].flatMap((name) => {
        const value = header(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    return { status, text: text.replaceAll(scriptedNumber, String(this.applications)), headers };
  }

  /** Answers one request; one of the channel perhaps much later. */
  handle(asked: Asked, respond: Respond): (() => void) | undefined {
    const url = new URL(asked.url);
    if (url.pathname === '/WebTicket/oauthtoken') {
      respond(this.#replyOf({ json: { access_token: this.#pool.token, token_type: 'Bearer', expires_in: 28_800 } }));
      return undefined;
    }
    if (asked.headers.Authorization !== `Bearer ${this.#pool.token}`) {
      respond(this.#replyOf(challenged));
      return undefined;
    }
    const [, application = ''] = /\/applications\/(\d+)/.exec(url.pathname) ?? [];
    if (application !== '' && (this.#gone || application !== String(this.applications))) {
      respond(this.#replyOf(this.#gone ? this.#goneAnswer() : reason(404, 'NotFound', 'ApplicationNotFound')));
      return undefined;
    }
    if (url.pathname.endsWith('/events')) return this.#takePoll(Number(url.searchParams.get('ack')), respond);
    const answer = this.#communicate(asked, url);
    if (answer) respond(this.#replyOf(answer));
    else this.#askPool(asked, respond);
    return undefined;
  }

  /** Everything that has nothing to do with conversations. */
  #askPool(asked: Asked, respond: Respond): void {
    const url = asked.url.replace(`/applications/${this.applications}`, `/applications/${scriptedNumber}`);
    const request = { ...asked, url, method: asked.method as 'GET' | 'POST', timeoutMs: 0 };
    void this.#pool.web.transport(request).then(
      ({ status, text, header }) => {
        const type = header('content-type') ?? '';
        respond({
          status,
          text: text.replaceAll(scriptedNumber, String(this.applications)),
          headers: { 'content-type': type },
        });
      },
      (error: unknown) => {
        if (!(error instanceof ServiceError)) throw error;
        respond({ status: 404, text: '', headers: {} });
      },
    );
  }

  #communicate({ method, body }: Asked, url: URL): Answer | undefined {
    const path = url.pathname.slice(this.#base.length);
    const notFound = reason(404, 'NotFound');
    if (path === '/communication/conversations') {
      const links = { conversation: this.#chats.map(({ href }) => href) };
      return { json: resource('conversations', url.pathname, {}, links) };
    }
    if (path === '/communication/messagingInvitations') return this.#startMessaging(body);
    const [, invitationNumber] = /^\/communication\/messagingInvitations\/i(\d+)/.exec(path) ?? [];
    if (invitationNumber !== undefined) {
      const chat = this.#chats.find(({ number }) => number === Number(invitationNumber));
      if (!chat) return notFound;
      if (method === 'GET') return { json: this.#invitationResource(chat, chat.waiting[0]) };
      if (chat.state !== 'Incoming') return notFound;
      this.#clock.after(10, () => this.#accept(chat));
      return { status: 204 };
    }
    const chat = this.#chats.find(({ href }) => url.pathname === href || url.pathname.startsWith(`${href}/`));
    if (!chat) return path.startsWith('/communication/conversations/') ? notFound : undefined;
    return this.#answerInChat(chat, method, url.pathname.slice(chat.href.length), body, url.searchParams);
  }

  #answerInChat(chat: Chat, method: string, part: string, body: string, query: URLSearchParams): Answer {
    if (part === '') return { json: this.#conversation(chat) };
    if (part === '/messaging') return { json: this.#messaging(chat) };
    if (part === '/participants')
      return {
        json: resource('participants', `${chat.href}${part}`, {}, { participant: [this.#person(chat, chat.partner)] }),
      };
    const [, message] = /^\/messaging\/messages\/(\d+)$/.exec(part) ?? [];
    const found = chat.messages[Number(message) - 1];
    if (found) return { json: found };
    if (part === '/messaging/messages' && method === 'POST')
      return this.#takeMessage(chat, body, query.get('operationId') ?? '');
    for (const uri of [own, chat.partner]) {
      if (`${chat.href}${part}` === this.#person(chat, uri)) return { json: this.#participant(chat, uri) };
      if (`${chat.href}${part}` === `${this.#person(chat, uri)}/messaging`)
        return chat.state === 'Connected'
          ? {
              json: resource(
                'participantMessaging',
                `${chat.href}${part}`,
                {},
                { participant: this.#person(chat, uri) },
              ),
            }
          : reason(404, 'NotFound');
    }
    return method === 'POST' ? { status: 204 } : reason(404, 'NotFound');
  }

  #startMessaging(body: string): Answer {
    const { to = '', operationId = '' } = JSON.parse(body) as Record<string, string>;
    const known = this.#chats.find((chat) => chat.operationId === operationId);
    const chat = known ?? this.#chat(to, false, operationId);
    const location = this.#invitationHref(chat);
    if (known) return { status: 201, headers: { Location: location } };
    this.#tellAll(
      this.#invitation(chat, 'started'),
      this.#conversationEvent(chat, 'added'),
      this.#participantEvent(chat, 'added'),
    );
    chat.cancel = this.#clock.after(10 + this.#clock.random() * 4_000, () => this.#accept(chat));
    return { status: 201, headers: { Location: location } };
  }

  #takeMessage(chat: Chat, text: string, operationId: string): Answer {
    if (chat.state !== 'Connected') return reason(404, 'NotFound');
    const before = this.delivered.some((known) => known.operationId === operationId && known.text === text);
    if (!(before && this.manners.knowsOperations)) this.delivered.push({ partner: chat.partner, text, operationId });
    const href =
      before && this.manners.knowsOperations ? `${chat.href}/messaging/messages/1` : this.#tellOwn(chat, operationId);
    return { status: 201, headers: { Location: href } };
  }
}

function dataOf(text: string): string {
  return `data:text/plain;charset=utf-8,${encodeURIComponent(text).replaceAll('%20', '+')}%0d%0a`;
}
