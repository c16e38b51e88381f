// One interleaving of a UCWA account: a browser, a server, a plan of what happens to them, and all that was said.
import type { Account } from '../../src/model/account.ts';
import { extension } from '../support/extension.ts';
import { bo, cy, own, pool } from '../ucwa/support/scripted-pool.ts';
import { Browser } from './browser.ts';
import { Network } from './network.ts';
import { Turns } from './turns.ts';
import { UcwaModel } from './ucwa-model.ts';
import type { Action, Plan } from './ucwa-steps.ts';

const beginMs = 1_700_000_000_000;
const people = [bo, cy] as const;

export type Typed = { conversation: string; text: string; clientId?: string };

export class UcwaWorld {
  readonly turns: Turns;
  readonly server: UcwaModel;
  readonly network: Network;
  readonly browser: Browser;
  readonly typed: Typed[] = [];
  /** Everything that somebody wrote to the user, whether it got there or not. */
  readonly said = new Map<string, string>();
  readonly plan: Plan;
  readonly #account: Account;
  #texts = 0;

  constructor(plan: Plan) {
    this.plan = plan;
    this.turns = new Turns(plan.order);
    const nowMs = () => beginMs + this.turns.nowMs;
    this.server = new UcwaModel(plan.manners, {
      nowMs,
      after: this.turns.afterElsewhere,
      random: () => (this.turns.isCalm ? 0 : this.turns.random()),
    });
    this.network = new Network(this.turns, nowMs, (asked, respond) => this.server.handle(asked, respond));
    this.#account = {
      ...{
        id: 'account-1',
        kind: 'ucwa',
        server: pool,
        user: own,
        name: 'Ana',
        addedAtMs: 1,
        place: this.server.place,
      },
    };
    this.browser = new Browser(this.turns, this.#account, beginMs, this.network.transport);
  }

  async begin(): Promise<void> {
    await this.turns.finish(
      'the profile is made',
      this.browser.install(() => extension.local.set({ [`refresh:${this.#account.id}`]: '{"grant":"windows"}' })),
    );
    void this.browser.worker;
  }

  #text(kind: string): string {
    this.#texts += 1;
    return `${kind} ${this.#texts}`;
  }

  async live(): Promise<void> {
    for (const { turns, ms, action } of this.plan.steps) {
      for (let count = 0; count < turns; count += 1) await this.turns.turn(this.turns.nowMs + 1);
      if (ms > 0) await this.turns.passUntil(this.turns.nowMs + ms);
      this.perform(action);
      await this.turns.settle();
    }
  }

  perform(action: Action): void {
    const { server, browser, network, turns } = this;
    switch (action.do) {
      case 'say': {
        const partner = people[action.who] ?? bo;
        for (let left = action.times; left > 0; left -= 1) {
          const text = this.#text('theirs');
          this.said.set(text, partner);
          server.say(partner, text);
        }
        break;
      }
      case 'leave':
        server.leave(people[action.who] ?? bo);
        break;
      case 'kill':
        browser.kill();
        break;
      case 'restart':
        browser.restart();
        break;
      case 'online':
        if (browser.isAlive) void browser.worker.onOnline();
        break;
      case 'clock':
        browser.aheadMs += action.byMs;
        break;
      case 'sleep':
        network.cutSilently();
        turns.sleep(action.ms);
        break;
      case 'fault':
        network.faults.push({ on: action.on, kind: action.kind });
        break;
      case 'away':
        network.isAway = true;
        turns.afterElsewhere(action.ms, () => {
          network.isAway = false;
        });
        break;
      case 'resync':
      case 'resume':
        server.lose(action.do);
        break;
      case 'endApplication':
        server.endApplication('ended');
        break;
      case 'expireApplication':
        server.endApplication('expired');
        break;
      case 'revokeToken':
        server.revokeToken();
        break;
      default:
        this.#command(action);
    }
  }

  #command(action: Action): void {
    const { browser } = this;
    switch (action.do) {
      case 'type':
        this.#type({ conversation: people[action.who] ?? bo, text: this.#text('mine') });
        break;
      case 'see': {
        const conversation = people[action.who] ?? bo;
        const orders = browser
          .rows('messages')
          .flatMap((row) => (row.conversation === conversation ? [row.order] : []));
        const order = orders.sort((a, b) => b - a)[action.back % Math.max(1, orders.length)];
        if (order !== undefined) void browser.ask('conversation.seen', { conversation, order });
        break;
      }
      case 'wake':
        void browser.ask('wake', {});
        break;
      case 'retryAll':
        for (const { clientId, state } of browser.rows('outbox'))
          if (state === 'failed') void browser.ask('message.retry', { clientId });
        break;
    }
  }

  #type(typed: Typed): void {
    this.typed.push(typed);
    const { conversation, text } = typed;
    const payload = { conversation, text, messagetype: 'text/plain', content: text };
    void this.browser.ask('message.send', payload).then((reply) => {
      if (reply.ok) typed.clientId = (reply.value as { clientId: string }).clientId;
    });
  }

  /** Ends all faults, and lets the user do what the screen says must be done. */
  heal(): void {
    this.network.heal();
    this.consent();
  }

  consent(): void {
    const state = this.browser.rows('sessions')[0]?.state;
    if (state === 'expired' || state === 'refused') void this.browser.ask('connection.retry', {});
  }
}
