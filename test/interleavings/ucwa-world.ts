// One interleaving of a UCWA account: its server, what people and the server do, and how the user does it.
import { bo, cy, own, pool } from '../ucwa/support/scripted-pool.ts';
import type { Asked, Reply } from './network.ts';
import { beginMs, Turns } from './turns.ts';
import { UcwaModel } from './ucwa-model.ts';
import { findFaults } from './ucwa-oracle.ts';
import type { Action, Plan, UserAction } from './ucwa-steps.ts';
import { type MachineAction, World } from './world.ts';

const people = [bo, cy] as const;

export class UcwaWorld extends World<Action> {
  override readonly plan: Plan;
  readonly server: UcwaModel;
  /** Everything that somebody wrote to the user, whether it got there or not. */
  readonly said = new Map<string, string>();

  constructor(plan: Plan) {
    const turns = new Turns(plan.order);
    const server = new UcwaModel(plan.manners, {
      nowMs: () => beginMs + turns.nowMs,
      after: turns.afterElsewhere,
      random: () => (turns.isCalm ? 0 : turns.random()),
    });
    const { place } = server;
    super(plan, turns, { id: 'account-1', kind: 'ucwa', server: pool, user: own, name: 'Ana', addedAtMs: 1, place });
    this.plan = plan;
    this.server = server;
  }

  protected override handle(asked: Asked, respond: (reply: Reply) => void): (() => void) | undefined {
    return this.server.handle(asked, respond);
  }

  override begin(): Promise<void> {
    return this.install('{"grant":"windows"}');
  }

  override perform(action: Action): void {
    const { server } = this;
    switch (action.do) {
      case 'say': {
        const partner = people[action.who] ?? bo;
        for (let left = action.times; left > 0; left -= 1) {
          const text = this.text('theirs');
          this.said.set(text, partner);
          server.say(partner, text);
        }
        break;
      }
      case 'leave':
        server.leave(people[action.who] ?? bo);
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

  #command(action: UserAction | MachineAction): void {
    switch (action.do) {
      case 'type': {
        const typed = { conversation: people[action.who] ?? bo, text: this.text('mine') };
        this.type(typed, { text: typed.text, messagetype: 'text/plain', content: typed.text });
        break;
      }
      case 'see': {
        const conversation = people[action.who] ?? bo;
        const orders = this.browser
          .rows('messages')
          .flatMap((row) => (row.conversation === conversation ? [row.order] : []));
        const order = orders.sort((a, b) => b - a)[action.back % Math.max(1, orders.length)];
        if (order !== undefined) this.ask('conversation.seen', { conversation, order });
        break;
      }
      case 'wake':
        this.ask('wake', {});
        break;
      case 'retryAll':
        this.retryAll();
        break;
      default:
        this.befall(action);
    }
  }

  override consent(): void {
    const state = this.browser.rows('sessions')[0]?.state;
    if (state === 'expired' || state === 'refused') this.ask('connection.retry', {});
  }

  override startAgain(): void {
    void this.browser.worker;
  }

  override findFaults(): string[] {
    return findFaults(this);
  }

  override counts(): Record<string, number> {
    const { told, delivered, applications } = this.server;
    return { messages: told.length + delivered.length, applications };
  }
}
