// One interleaving of an account: a browser, a plan of what happens to it, and all that the user typed. What is the same whatever the
// service is; the servers, and what people and they do, are in skype-world.ts and ucwa-world.ts.
import type { Account } from '../../src/model/account.ts';
import { extension } from '../support/extension.ts';
import { Browser } from './browser.ts';
import { type Asked, type FaultKind, Network, type Reply } from './network.ts';
import { beginMs, type Order, type Turns } from './turns.ts';

/** What may happen to every account alike: to its worker, its browser, its machine and its network. */
export type MachineAction =
  | { do: 'kill' | 'restart' | 'online' }
  | { do: 'clock'; byMs: number }
  | { do: 'sleep' | 'away'; ms: number }
  | { do: 'fault'; on: string; kind: FaultKind };

/** One thing that happens, so many turns and so much time after the one before. */
export type Step<Action> = { turns: number; ms: number; action: Action };

/** Something the user wrote: with `target` it changes that message. `clientId` as soon as the worker has said that it has it. */
export type Typed = { conversation: string; text: string; target?: string; clientId?: string };

export abstract class World<Action extends { do: string } = { do: string }> {
  readonly plan: { order: Order; steps: readonly Step<Action>[] };
  readonly turns: Turns;
  readonly network: Network;
  readonly browser: Browser;
  readonly typed: Typed[] = [];
  /** The user pressed on "retry": what is sent then comes after what was written later. */
  hasRetried = false;
  /** What was wrong for a while, be it right again at rest. */
  readonly passing = new Set<string>();
  #texts = 0;

  constructor(plan: World<Action>['plan'], turns: Turns, account: Account) {
    this.plan = plan;
    this.turns = turns;
    const serverNowMs = () => beginMs + turns.nowMs;
    this.network = new Network(turns, serverNowMs, (asked, respond) => this.handle(asked, respond));
    this.browser = new Browser(turns, account, this.network.transport);
    turns.onPause = () => this.#findEchoed();
  }

  /** A message and its echo are one: as soon as the echo is there, nothing is on its way any more, and nothing is sent again. */
  #findEchoed(): void {
    const pending = this.browser.rows('outbox');
    if (pending.length === 0) return;
    const stored = new Set(
      this.browser.rows('messages').map(({ conversation, clientId }) => `${conversation} ${clientId}`),
    );
    for (const { conversation, clientId, text, state } of pending)
      if (stored.has(`${conversation} ${clientId}`)) this.passing.add(`"${text}" is there, and was still ${state}`);
  }

  /** The server, see `Handle`. */
  protected abstract handle(asked: Asked, respond: (reply: Reply) => void): (() => void) | undefined;

  /** Makes the profile and starts the worker. */
  abstract begin(): Promise<void>;

  /** Lets one thing happen. */
  abstract perform(action: Action): void;

  /** The user does what the screen says must be done. */
  abstract consent(): void;

  /** Starts the worker that must find everything as the one before it left it. */
  abstract startAgain(): void;

  /** Everything that is not as it must be at rest, in words; empty when all is well. */
  abstract findFaults(): string[];

  /** What is counted beside the figures of every world. */
  abstract counts(): Record<string, number>;

  /** `proof`: what the account is signed in with. */
  protected async install(proof: string): Promise<void> {
    const { browser } = this;
    const prepare = () => extension.local.set({ [`refresh:${browser.account.id}`]: proof });
    await this.turns.finish('the profile is made', browser.install(prepare));
    void browser.worker;
  }

  /** Lets the plan happen. */
  async live(): Promise<void> {
    for (const { turns, ms, action } of this.plan.steps) {
      for (let count = 0; count < turns; count += 1) await this.turns.turn(this.turns.nowMs + 1);
      if (ms > 0) await this.turns.passUntil(this.turns.nowMs + ms);
      this.perform(action);
      await this.turns.settle();
    }
  }

  /** Ends all faults, and lets the user do what the screen says must be done. */
  heal(): void {
    this.network.heal();
    this.consent();
  }

  protected befall(action: MachineAction): void {
    const { browser, network, turns } = this;
    switch (action.do) {
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
    }
  }

  /** A text that nobody has said yet. */
  protected text(kind: string): string {
    this.#texts += 1;
    return `${kind} ${this.#texts}`;
  }

  /** How many texts were said so far. */
  protected get texts(): number {
    return this.#texts;
  }

  /** A page asks the worker, and nobody waits for the answer. */
  protected ask(name: string, payload: object): void {
    void this.browser.ask(name, payload);
  }

  /** The user writes something; `words`: how it goes to the worker. */
  protected type(typed: Typed, words: object): void {
    this.typed.push(typed);
    const { conversation, target } = typed;
    const payload = { conversation, ...words, ...(target !== undefined && { target }) };
    void this.browser.ask('message.send', payload).then((reply) => {
      if (reply.ok) typed.clientId = (reply.value as { clientId: string }).clientId;
    });
  }

  /** The user tries all again that was not sent. */
  protected retryAll(): void {
    this.hasRetried = true;
    for (const { clientId, state } of this.browser.rows('outbox'))
      if (state === 'failed') this.ask('message.retry', { clientId });
  }
}
