// Writes what a folded batch changes. Belongs to `apply.ts`, whose transaction it is given.
import { unwrap } from 'idb';
import type { ConversationRow, MessageRow, SkylarkSchema } from '../extension/database.ts';
import type { Account, ContactId, ConversationId } from '../src/model/account.ts';
import type { EventBatch } from '../src/model/event.ts';
import type { Changes, Echo } from '../src/sync/fold.ts';
import { weighUnread } from '../src/sync/unread.ts';
import type { Addition, Committed } from './addition.ts';
import { type ApplyTransaction, type appliedStores, type KnownRows, within } from './apply-read.ts';
import { deriveRow, peopleOf } from './derive.ts';
import { findCount, findLast, hasSamePeople, isSame } from './unchanged.ts';

/** How long somebody counts as typing after their client said so; clients repeat it every few seconds (skype.md 7.6). */
const typingMs = 10_000;
const mostIncidentsOfBatch = 20;

export class Writing {
  readonly changed = new Set<(typeof appliedStores)[number]>();
  /** The rows of conversations that were written. */
  readonly conversations: ConversationRow[] = [];
  readonly #transaction: ApplyTransaction;
  readonly #account: Account;
  readonly #known: KnownRows;
  readonly #changes: Changes;
  readonly #nowMs: number;
  readonly #renamed = new Set<ContactId>();
  /** Conversations from which messages were taken out. */
  readonly #thinned = new Set<ConversationId>();

  constructor(transaction: ApplyTransaction, account: Account, known: KnownRows, changes: Changes, nowMs: number) {
    this.#transaction = transaction;
    this.#account = account;
    this.#known = known;
    this.#changes = changes;
    this.#nowMs = nowMs;
  }

  async write(batch: EventBatch, addition: Addition): Promise<Committed> {
    const arrivals = this.#writeMessages();
    this.#writeEdits();
    this.#writePresence();
    this.#writeTyping();
    this.#writeRequests(addition);
    this.#writeIncidents(batch);
    if (batch.channel !== undefined) this.#put('channels', { account: this.#account.id, channel: batch.channel });
    const writeDerived = async () => {
      await Promise.all([this.#writeContacts(addition.resolved ?? []), this.#forget(addition)]);
      await this.#writeConversations(addition);
    };
    await Promise.all([this.#removeEchoed(), writeDerived()]);
    await addition.beside?.(this.#transaction);
    return { arrivals, strangers: await this.#findStrangers(), blanks: this.#findBlanks() };
  }

  /** The store of a name, noted as changed. */
  #change<Name extends (typeof appliedStores)[number]>(name: Name) {
    this.changed.add(name);
    return this.#transaction.objectStore(name);
  }

  /** Nobody waits for the request: should it fail, then so does the transaction. */
  #put<Name extends (typeof appliedStores)[number]>(name: Name, row: SkylarkSchema[Name]['value']): void {
    this.changed.add(name);
    unwrap(this.#transaction).objectStore(name).put(row);
  }

  #writeMessages(): MessageRow[] {
    const arrivals: MessageRow[] = [];
    for (const [key, message] of this.#changes.messages) {
      const incoming = weighUnread(message, this.#account.user);
      const row: MessageRow = { ...message, account: this.#account.id, incoming };
      this.#put('messages', row);
      if (incoming > 0 && !this.#known.messages.has(key)) arrivals.push(row);
    }
    return arrivals;
  }

  #writeEdits(): void {
    const account = this.#account.id;
    for (const [key, message] of this.#changes.edits) {
      const [conversation = '', replaces = ''] = key.split('\n');
      if (message) this.#put('edits', { account, conversation, replaces, message });
      else void this.#change('edits').delete([account, conversation, replaces]);
    }
  }

  #writePresence(): void {
    for (const presence of this.#changes.presence.values()) {
      this.#put('presence', { ...presence, account: this.#account.id });
    }
    for (const endpoint of this.#changes.endpoints) {
      this.#put('endpoints', { ...endpoint, account: this.#account.id });
    }
  }

  #writeRequests({ requests }: Addition): void {
    if (!requests) return;
    const account = this.#account.id;
    void this.#change('requests').delete(within(account));
    for (const request of requests) this.#put('requests', { ...request, account });
  }

  #writeTyping(): void {
    const account = this.#account.id;
    const { typing } = this.#changes;
    const untilMs = this.#nowMs + typingMs;
    for (const [, conversation, contact] of this.#known.typing) {
      const change = typing.get(`${conversation}\n${contact}`);
      if (change && !change.isTyping) void this.#change('typing').delete([account, conversation, contact]);
    }
    for (const { conversation, contact, isTyping } of typing.values()) {
      if (isTyping) this.#put('typing', { account, conversation, contact, untilMs });
    }
  }

  #writeIncidents({ unreadable }: EventBatch): void {
    for (const { what, path, reason } of unreadable.slice(0, mostIncidentsOfBatch)) {
      const detail = path === '' ? reason : `${path}: ${reason}`;
      void this.#change('incidents').add({
        account: this.#account.id,
        atMs: this.#nowMs,
        kind: 'unreadable',
        what,
        detail,
      });
    }
  }

  /** Writes contacts; those who were asked about carry the time, even if the server knows nothing of them. */
  async #writeContacts(resolved: readonly ContactId[]): Promise<void> {
    const account = this.#account.id;
    const asked = new Set(resolved);
    const blank = { kind: 'person', name: '', isContact: false, isAuthorised: false } as const;
    const write = async (id: ContactId) => {
      const before =
        this.#known.contacts.get(id) ?? (await this.#transaction.objectStore('contacts').get([account, id]));
      const after = {
        ...blank,
        isBlocked: false,
        isFavourite: false,
        ...before,
        ...this.#changes.contacts.get(id),
        id,
        account,
        ...(asked.has(id) && { resolvedAtMs: this.#nowMs }),
      };
      if ((before?.name ?? '') !== after.name) this.#renamed.add(id);
      if (!isSame(before, after)) this.#put('contacts', after);
    };
    await Promise.all([...new Set([...this.#changes.contacts.keys(), ...asked])].map(write));
  }

  /** What came back from the server is sent: by its client id, by the id the server gave, or as the edited message. */
  async #removeEchoed(): Promise<void> {
    const { echoes } = this.#changes;
    if (echoes.length === 0) return;
    const account = this.#account.id;
    const rows = await this.#transaction.objectStore('outbox').getAll(within(account));
    for (const row of rows) {
      const isEcho = ({ conversation, id, clientId, content }: Echo) =>
        conversation === row.conversation &&
        (clientId === row.clientId || id === row.sentId || (id === row.target && content === row.content));
      if (echoes.some(isEcho)) await this.#change('outbox').delete([account, row.clientId]);
    }
  }

  /** Takes out what was cleared from the history, and what lies below a gap that was too large to close. */
  async #forget({ history }: Addition): Promise<void> {
    for (const conversation of this.#changes.conversations.values()) {
      const clearedBefore = this.#known.conversations.get(conversation.id)?.clearedUpTo ?? 0;
      if (conversation.clearedUpTo > clearedBefore) await this.#deleteUpTo(conversation.id, conversation.clearedUpTo);
    }
    if (history?.forgetBelow !== undefined) await this.#deleteUpTo(history.conversation, history.forgetBelow, true);
  }

  async #deleteUpTo(conversation: ConversationId, order: number, isExclusive = false): Promise<void> {
    const { lower } = within(this.#account.id, conversation);
    const range = IDBKeyRange.bound(lower, [this.#account.id, conversation, order], false, isExclusive);
    this.#thinned.add(conversation);
    const index = this.#change('messages').index('order');
    for (let cursor = await index.openCursor(range); cursor; cursor = await cursor.continue()) await cursor.delete();
  }

  async #writeConversations({ history }: Addition): Promise<void> {
    const touched = new Set(this.#changes.conversations.keys());
    for (const message of this.#changes.messages.values()) touched.add(message.conversation);
    if (history) touched.add(history.conversation);
    const renamed = new Set(await this.#conversationsOfRenamed());
    for (const id of renamed) touched.add(id);
    const known = this.#known;
    const changes = this.#changes;
    const store = this.#transaction.objectStore('conversations');
    await Promise.all(
      [...touched].map(async (id) => {
        const before = this.#known.conversations.get(id) ?? (await store.get([this.#account.id, id]));
        const facts = this.#changes.conversations.get(id) ?? before;
        if (!facts) return;
        const own: Partial<NonNullable<Addition['history']>> = history?.conversation === id ? history : {};
        const { conversation: _, forgetBelow: _below, from, ...mark } = own;
        if ('from' in own && from !== (facts as Partial<ConversationRow>).older) delete mark.older;
        const after = await deriveRow(
          this.#transaction,
          this.#account,
          { ...facts, ...mark },
          {
            hasSameNames: !renamed.has(id) && hasSamePeople(id, known, changes),
            ...(!this.#thinned.has(id) && {
              last: findLast(id, known, changes),
              // Reconciling is also the time to count anew.
              count: history?.conversation === id ? undefined : findCount(id, known, changes, this.#account.user),
            }),
          },
        );
        if (isSame(before, after)) return;
        this.#put('conversations', after);
        this.conversations.push(after);
      }),
    );
  }

  async #conversationsOfRenamed(): Promise<ConversationId[]> {
    if (this.#renamed.size === 0) return [];
    const { id, user } = this.#account;
    const rows = await this.#transaction.objectStore('conversations').getAll(within(id));
    return rows.filter((row) => peopleOf(row, user).some((person) => this.#renamed.has(person))).map((row) => row.id);
  }

  #findBlanks(): ConversationId[] {
    const isBlank = (id: ConversationId) => {
      const conversation = this.#changes.conversations.get(id);
      return conversation?.kind === 'group' && conversation.members.length === 0 && conversation.isMember;
    };
    return [...this.#changes.conversations.keys()].filter((id) => !this.#known.conversations.has(id) && isBlank(id));
  }

  async #findStrangers(): Promise<ContactId[]> {
    const people = new Set<ContactId>();
    for (const message of this.#changes.messages.values()) people.add(message.sender);
    for (const conversation of this.#changes.conversations.values()) {
      if (hasSamePeople(conversation.id, this.#known, this.#changes)) continue;
      for (const person of peopleOf(conversation, this.#account.user)) people.add(person);
    }
    people.delete(this.#account.user);
    const contacts = this.#transaction.objectStore('contacts');
    const read = (id: ContactId) => this.#known.contacts.get(id) ?? contacts.get([this.#account.id, id]);
    const rows = await Promise.all([...people].map(read));
    return [...people].filter((_, index) => rows[index]?.resolvedAtMs === undefined);
  }
}
