// A chat server in a few lines, for tests of the worker: conversations, messages with versions, one subscription whose
// events are delivered once. It can lose replies, forget sessions, refuse tokens and be away.
import type { ContactId, ConversationId } from '../../src/model/account.ts';
import type { ContactRequest } from '../../src/model/contact.ts';
import type { Conversation } from '../../src/model/conversation.ts';
import type { ChatEvent } from '../../src/model/event.ts';
import type { Message } from '../../src/model/message.ts';
import type { OwnPresence } from '../../src/model/presence.ts';
import { ServiceError } from '../../src/service/error.ts';
import type { ChatService, Page, Preferences, SessionStore } from '../../src/service/service.ts';
import { fred, textMessage } from './chat.ts';

type Held = { resolve: (events: ChatEvent[]) => void; reject: (error: Error) => void };

const pageSize = 5;

export class ScriptedServer {
  readonly user = fred;
  readonly conversations = new Map<ConversationId, Conversation & { messages: Message[] }>();
  readonly sent: { conversation: ConversationId; clientId: string; text: string }[] = [];
  readonly changed: { id: string; text: string }[] = [];
  /** Objects by id: how often each was created and filled. */
  readonly objects = new Map<string, { content?: string; uploads: number }>();
  readonly typing: string[] = [];
  readonly requests: string[] = [];
  /** What the next requests of a kind fail with. */
  readonly faults = new Map<string, Error[]>();
  presence: OwnPresence | undefined;
  preferences: Preferences = { flags: [], callPolicy: 'contacts' };
  names = new Map<ContactId, string>();
  listed: ContactId[] = [];
  /** Who asks to be a contact. */
  readonly contactRequests: ContactRequest[] = [];
  isAway = false;
  /** How long uploads take. */
  holdUpload: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Own messages come back through the subscription. */
  echoes = true;
  private epoch = 1;
  private tick = 1_000;
  private subscription: { epoch: number; queue: ChatEvent[] } | undefined;
  private held: Held | undefined;

  /** Somebody writes a message; it is stored, then told to the subscription. */
  post(conversation: ConversationId, sender: ContactId, text: string, changes: Partial<Message> = {}): Message {
    this.tick += 10;
    const message = textMessage(this.tick, { conversation, sender, text, ...changes });
    const place = this.conversation(conversation);
    place.messages.push(message);
    place.version = this.tick;
    if (sender === this.user) place.readUpTo = this.tick;
    if (sender !== this.user || this.echoes) this.tell({ type: 'message', message });
    return message;
  }

  /** The user's own message of this id reads like this from now on; without text it is deleted. */
  change(conversation: ConversationId, id: string, text: string): { id: string; arrivedAtMs: number } {
    const { messages } = this.conversation(conversation);
    const at = messages.findIndex((message) => message.id === id && message.sender === this.user);
    const original = messages[at];
    if (!original) throw new ServiceError('not-found', 'no such message');
    this.tick += 10;
    const content =
      text === ''
        ? { kind: 'deleted' as const }
        : { kind: 'text' as const, body: [{ kind: 'text' as const, text }], isAction: false };
    const edited = {
      ...original,
      version: this.tick,
      editedAtMs: this.tick,
      content,
      raw: { type: 'RichText', content: text },
    };
    messages[at] = edited;
    this.changed.push({ id, text });
    // As servers tell it: a message of its own that names the client id of the original (skype.md 7.4).
    const { clientId, ...rest } = edited;
    if (this.echoes)
      this.tell({ type: 'message', message: { ...rest, id: String(this.tick), replaces: clientId ?? '' } });
    const fault = this.faults.get('send reply')?.shift();
    if (fault) throw fault;
    return { id, arrivedAtMs: this.tick };
  }

  /** The user reads on another device. */
  readElsewhere(conversation: ConversationId): void {
    const place = this.conversation(conversation);
    this.tick += 10;
    place.version = this.tick;
    place.readUpTo = place.messages.at(-1)?.order ?? 0;
    this.tell({
      type: 'conversation',
      conversation: { id: place.id, version: place.version, readUpTo: place.readUpTo },
    });
  }

  /** Changes a conversation without saying so to anybody. */
  conversation(id: ConversationId): Conversation & { messages: Message[] } {
    const known = this.conversations.get(id);
    if (known) return known;
    const isGroup = id.startsWith('19:');
    const made = {
      id,
      kind: isGroup ? ('group' as const) : ('direct' as const),
      ...(!isGroup && { partner: id }),
      topic: '',
      members: isGroup ? [{ id: this.user, role: 'admin' as const }] : [],
      ...{ version: this.tick, readUpTo: 0, clearedUpTo: 0, notifyLevel: 'all' as const, isMember: true },
      messages: [] as Message[],
    };
    this.conversations.set(id, made);
    return made;
  }

  tell(...events: ChatEvent[]): void {
    if (!this.subscription) return;
    this.subscription.queue.push(...events);
    const { held } = this;
    if (held && this.subscription.queue.length > 0) {
      this.held = undefined;
      held.resolve(this.subscription.queue.splice(0));
    }
  }

  /** Ends the held poll with nothing, as a server does after some time. */
  endHold(): void {
    this.held?.resolve([]);
    this.held = undefined;
  }

  isHolding(): boolean {
    return this.held !== undefined;
  }

  /** The server forgets every session. */
  restart(): void {
    this.epoch += 1;
    this.subscription = undefined;
    this.held?.reject(new ServiceError('network', 'connection reset'));
    this.held = undefined;
  }

  fail(request: string, ...errors: Error[]): void {
    this.faults.set(request, [...(this.faults.get(request) ?? []), ...errors]);
  }

  private begin(request: string): void {
    this.requests.push(request);
    if (this.isAway) throw new ServiceError('network', 'no reply');
    const fault = this.faults.get(request)?.shift();
    if (fault) throw fault;
  }

  private async requireSession(store: SessionStore): Promise<void> {
    if ((await store.read()) !== this.epoch) throw new ServiceError('session-lost', 'no session');
  }

  private factsOf({ messages: _, toldAt: _toldAt, ...facts }: Conversation & { messages: Message[] }): ChatEvent {
    return { type: 'conversation', conversation: facts };
  }

  private page<T>(all: readonly T[], place: string | undefined, size: number): { items: T[]; next?: string } {
    const start = Number(place ?? 0);
    const items = all.slice(start, start + size);
    return { items, ...(start + size < all.length && { next: String(start + size) }) };
  }

  /** A client of this server as its one user. */
  connect(store: SessionStore): ChatService {
    const guarded = async (request: string) => {
      this.begin(request);
      await this.requireSession(store);
    };
    return {
      capabilities: {
        ...{
          readPositions: true,
          typing: true,
          invisiblePresence: true,
          finePresence: false,
          history: true,
          modalities: false,
          groups: true,
          contacts: true,
          preferences: true,
        },
      },
      pollTimeoutMs: 45_000,
      whoAmI: async () => {
        this.begin('whoAmI');
        return { id: this.user, name: 'Fred' };
      },
      open: async (presence) => {
        this.begin('open');
        this.presence = presence;
        this.subscription = { epoch: this.epoch, queue: [] };
        await store.write(this.epoch);
      },
      request: async () => {
        this.begin('request');
        return { text: '{}' };
      },
      isOpen: async () => (await store.read()) !== undefined,
      poll: async (signal) => {
        await guarded('poll');
        const { subscription } = this;
        if (!subscription) throw new ServiceError('session-lost', 'no subscription');
        if (subscription.queue.length > 0) return { events: subscription.queue.splice(0), unreadable: [] };
        const events = await new Promise<ChatEvent[]>((resolve, reject) => {
          this.held = { resolve, reject };
          const cut = () => {
            if (this.held?.reject === reject) this.held = undefined;
            reject(new ServiceError('network', 'cut'));
          };
          if (signal?.aborted) cut();
          else signal?.addEventListener('abort', cut);
        });
        return { events, unreadable: [] };
      },
      keepAlive: () => guarded('keepAlive'),
      close: async () => {
        await store.write(undefined);
        this.begin('close');
        this.subscription = undefined;
      },
      listConversations: async (place) => {
        await guarded('listConversations');
        const all = [...this.conversations.values()].sort((a, b) => b.version - a.version);
        const { items, next } = this.page(all, place, pageSize);
        const events = items.flatMap((item): ChatEvent[] => {
          const message = item.messages.at(-1);
          return message ? [this.factsOf(item), { type: 'message', message }] : [this.factsOf(item)];
        });
        return { events, unreadable: [], ...(next !== undefined && { next }) } satisfies Page;
      },
      readConversation: async (id) => {
        await guarded('readConversation');
        return { events: [this.factsOf(this.conversation(id))], unreadable: [] };
      },
      listMessages: async (id, place) => {
        await guarded('listMessages');
        const { items, next } = this.page([...this.conversation(id).messages].reverse(), place, pageSize);
        const events = items.map((message): ChatEvent => ({ type: 'message', message }));
        return { events, unreadable: [], ...(next !== undefined && { next }) } satisfies Page;
      },
      send: async (conversation, { clientId, content: text, target }) => {
        await guarded('send');
        if (target !== undefined) return this.change(conversation, target, text);
        const before = this.conversation(conversation).messages.find((message) => message.clientId === clientId);
        if (!before) this.sent.push({ conversation, clientId, text });
        const message = before ?? this.post(conversation, this.user, text, { clientId });
        const fault = this.faults.get('send reply')?.shift();
        if (fault) throw fault;
        return { id: message.id, arrivedAtMs: message.order };
      },
      presence: {
        publish: async (presence) => {
          await guarded('publish presence');
          this.presence = presence;
        },
      },
      reading: {
        publishReadUpTo: async (id, order) => {
          await guarded('publishReadUpTo');
          const place = this.conversation(id);
          place.readUpTo = Math.max(place.readUpTo, order);
        },
      },
      typing: {
        show: async (conversation, isTyping) => {
          await guarded('typing');
          this.typing.push(`${conversation} ${isTyping}`);
        },
      },
      files: {
        create: async () => {
          await guarded('create object');
          const id = `object-${this.objects.size + 1}`;
          this.objects.set(id, { uploads: 0 });
          return id;
        },
        upload: async (id, _part, content, signal) => {
          await guarded('upload');
          const object = this.objects.get(id);
          if (!object) throw new ServiceError('not-found', 'no such object');
          if (object.content !== undefined) throw new ServiceError('conflict', 'it has its content');
          await this.holdUpload?.(signal);
          object.content = await (content as Blob).text();
          object.uploads += 1;
          const fault = this.faults.get('upload reply')?.shift();
          if (fault) throw fault;
        },
      },
      contacts: {
        list: async () => {
          await guarded('contacts');
          const events = this.listed.map(
            (id): ChatEvent => ({
              type: 'contact',
              contact: { id, name: this.names.get(id) ?? '', isContact: true },
            }),
          );
          return { events, unreadable: [] };
        },
        listRequests: async () => {
          await guarded('requests');
          return { requests: [...this.contactRequests], unreadable: [] };
        },
        resolve: async (ids) => {
          await guarded('resolve');
          const known = ids.filter((id) => this.names.has(id));
          const events = known.map(
            (id): ChatEvent => ({
              type: 'contact',
              contact: { id, name: this.names.get(id) ?? '' },
            }),
          );
          return { events, unreadable: [] };
        },
      },
      preferences: {
        read: async () => {
          await guarded('read preferences');
          return structuredClone(this.preferences);
        },
      },
    };
  }
}
