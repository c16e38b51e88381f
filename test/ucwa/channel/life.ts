// The channel of an open application, with a store that commits like the worker does: a batch is either committed as a whole, or lost.
import type { ChatEvent, EventBatch } from '../../../src/model/event.ts';
import { createChannel } from '../../../src/ucwa/channel/channel.ts';
import type { PeopleEvent } from '../../../src/ucwa/channel/people.ts';
import { createSending } from '../../../src/ucwa/channel/sending.ts';
import { type ChannelState, readState } from '../../../src/ucwa/channel/state.ts';
import { createTyping } from '../../../src/ucwa/channel/typing.ts';
import { openApplication } from '../../../src/ucwa/client/application.ts';
import { createConnection } from '../../../src/ucwa/client/connection.ts';
import type { UcwaServiceOptions } from '../../../src/ucwa/client/options.ts';
import { ScriptedPool } from '../support/scripted-pool.ts';
import { families, resource, TestChannel } from './support.ts';

type Json = Record<string, unknown>;

export class ChannelLife {
  readonly pool = new ScriptedPool();
  /** Makes packages in the words of the pool's addresses. */
  readonly wire = new TestChannel(families.trace);
  readonly events: ChatEvent[] = [];
  readonly unreadable: unknown[] = [];
  readonly news: PeopleEvent[] = [];
  readNews: (event: PeopleEvent) => Promise<Pick<EventBatch, 'events' | 'unreadable'>> = async () => ({
    events: [],
    unreadable: [],
  });
  restored = 0;
  stored: unknown;
  #waiting: (() => void)[] = [];
  #timers: { leftMs: number; resolve(): void }[] = [];
  #ids = 0;

  readonly options: UcwaServiceOptions = {
    ...this.pool.serviceOptions,
    newId: () => {
      this.#ids += 1;
      return `fresh-${this.#ids}`;
    },
    channel: {
      read: async () => structuredClone(this.stored),
      nextCommit: () => new Promise((resolve) => this.#waiting.push(resolve)),
    },
    wait: (leftMs) => new Promise((resolve) => this.#timers.push({ leftMs, resolve })),
  };
  readonly connection = createConnection(this.options);
  readonly sending = createSending(this.connection);
  readonly typing = createTyping(this.connection);
  readonly channel = createChannel(this.connection, {
    read: async (event) => {
      this.news.push(event);
      return this.readNews(event);
    },
    restore: async () => {
      this.restored += 1;
      return { events: [], unreadable: [] };
    },
  });

  static async open(): Promise<ChannelLife> {
    const life = new ChannelLife();
    await openApplication(life.connection, 'online');
    life.pool.web.requests.length = 0;
    return life;
  }

  get application(): string {
    return this.pool.paths.application;
  }

  get state(): ChannelState {
    const state = readState(this.stored);
    if (!state) throw new Error('nothing is committed');
    return state;
  }

  address(ack: number): string {
    return `${this.application}/events?ack=${ack}&timeout=180&medium=5&low=5`;
  }

  package(ack: number, ...sender: Json[]): Json {
    const link = (number: number) => ({ href: `${this.application}/events?ack=${number}` });
    return { _links: { self: link(ack), next: link(ack + 1) }, ...(sender.length > 0 && { sender }) };
  }

  /** The pool has this package under its number. */
  give(ack: number, ...blocks: Json[]): void {
    this.pool.on('GET', this.address(ack), { json: this.package(ack, ...blocks) });
  }

  hasNoConversations(): void {
    const href = `${this.application}/communication/conversations?filter=active`;
    this.pool.on('GET', href, { json: resource('conversations', href) });
  }

  commit(batch: EventBatch): EventBatch {
    this.events.push(...batch.events);
    this.unreadable.push(...batch.unreadable);
    if (batch.channel === undefined) return batch;
    this.stored = structuredClone(batch.channel);
    this.#wake();
    return batch;
  }

  /** Time passes, and the clock goes on with it; what waited until then is over. */
  elapse(ms: number): void {
    this.pool.nowMs += ms;
    for (const timer of this.#timers) {
      timer.leftMs -= ms;
      if (timer.leftMs <= 0) timer.resolve();
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async poll(): Promise<EventBatch> {
    return this.commit(await this.channel.poll());
  }

  /** Polls until the package of this number is committed. */
  async pollPast(ack: number): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) {
      await this.poll();
      if (this.state.next.includes(`ack=${ack + 1}`) && this.state.lookups.length === 0) return;
    }
    throw new Error(`package ${ack} does not come`);
  }

  /** An outgoing chat with Bo that is open, as in ucwa.md 10.3. */
  async openChat(ack = 1): Promise<void> {
    const { wire } = this;
    const to = { embedded: {}, links: { to: 'sip:bo@example.org' } };
    this.pool.on('GET', wire.family.participant('bo'), {
      json: resource('participant', wire.family.participant('bo'), { uri: 'sip:bo@example.org', name: 'Bo' }),
    });
    this.give(
      ack,
      wire.communicationEvents(
        wire.invitation('started', { ...to, properties: { direction: 'Outgoing', operationId: 'begin' } }),
        wire.conversationEvent('updated', 'Connected'),
      ),
      wire.conversationEvents(
        wire.localAdded(),
        wire.participant('bo', 'added'),
        wire.inChat('bo', 'added'),
        wire.ownInChat('added'),
        wire.messagingEvent('Connected'),
      ),
    );
    await this.pollPast(ack);
  }
}
