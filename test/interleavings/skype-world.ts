// One interleaving of a Skype account: a browser, a server, a plan of what happens to them, and all that the user typed.
import type { Account } from '../../src/model/account.ts';
import { anna, composed, fred, joe, team } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { scriptedSignIn, testServer } from '../support/scripted-sign-in.ts';
import { Browser } from './browser.ts';
import { type Asked, Network, type Reply } from './network.ts';
import { beginMs, SkypeModel, type Stored } from './skype-model.ts';
import type { Action, Plan } from './skype-steps.ts';
import { Turns } from './turns.ts';

const account: Account = {
  ...{ id: 'account-1', kind: 'skype', server: testServer, user: fred, name: 'Fred', addedAtMs: 1 },
};
export const conversations = [joe, anna, team] as const;

/** Something the user wrote: with `target` it changes that message. `clientId` as soon as the worker has said that it has it. */
export type Typed = { conversation: string; text: string; target?: string; clientId?: string };

export class SkypeWorld {
  readonly turns: Turns;
  readonly server: SkypeModel;
  readonly network: Network;
  readonly browser: Browser;
  readonly typed: Typed[] = [];
  readonly signIn = scriptedSignIn();
  readonly plan: Plan;
  /** The user pressed on "retry": what is sent then comes after what was written later. */
  hasRetried = false;
  /** Commands that were answered with an error. */
  readonly refusals: string[] = [];
  #texts = 0;
  #goodFrom = 0;

  constructor(plan: Plan) {
    this.plan = plan;
    this.turns = new Turns(plan.order);
    const serverNowMs = () => beginMs + this.turns.nowMs;
    this.server = new SkypeModel(fred, plan.manners, {
      nowMs: serverNowMs,
      after: this.turns.afterElsewhere,
    });
    this.server.isTokenGood = (token) => Number(token.replace('access-', '')) >= this.#goodFrom;
    this.network = new Network(this.turns, serverNowMs, (asked, respond) => this.#handle(asked, respond));
    this.browser = new Browser(this.turns, account, beginMs, this.network.transport);
  }

  #handle(asked: Asked, respond: (reply: Reply) => void): (() => void) | undefined {
    if (!/oauth/.test(asked.url)) return this.server.handle(asked, respond);
    const request = { ...asked, timeoutMs: 0, method: asked.method as 'GET' | 'POST' };
    void this.signIn.transport(request).then(({ status, text }) => respond({ status, text, headers: {} }));
    return undefined;
  }

  async begin(): Promise<void> {
    for (let count = 0; count < this.plan.before; count += 1) {
      const conversation = conversations[count % 3] ?? joe;
      this.server.post(conversation, this.#senderIn(conversation), this.#text('before'));
    }
    extension.state.signInWindow = async (url) => {
      const asked = new URL(url).searchParams;
      const answer = new URL(asked.get('redirect_uri') ?? '');
      answer.search = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: testServer }).toString();
      return answer.href;
    };
    await this.turns.finish(
      'the profile is made',
      this.browser.install(() => extension.local.set({ [`refresh:${account.id}`]: this.signIn.state.refreshToken })),
    );
    void this.browser.worker;
  }

  get #hasSmallPages(): boolean {
    return this.plan.manners.pageSize < 50;
  }

  #senderIn(conversation: string): string {
    return conversation === team && this.#texts % 2 === 0 ? anna : conversation === team ? joe : conversation;
  }

  #text(kind: string): string {
    this.#texts += 1;
    return `${kind} ${this.#texts}`;
  }

  #conversation({ in: at }: { in: number }): string {
    return conversations[at] ?? joe;
  }

  /** A message of the conversation, counted from its end. */
  #messageOf(conversation: string, back: number, isOwn?: boolean): Stored | undefined {
    const messages = this.server.place(conversation).messages;
    const fitting = messages.filter(({ sender }) => isOwn === undefined || (sender === fred) === isOwn);
    return fitting[fitting.length - 1 - (back % Math.max(1, fitting.length))];
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

  perform(action: Action): void {
    const { server, browser, network, turns } = this;
    switch (action.do) {
      case 'post': {
        const conversation = this.#conversation(action);
        // Where edits are looked for, all there is fits on one page.
        for (let left = this.#hasSmallPages ? action.times : 1; left > 0; left -= 1)
          server.post(conversation, this.#senderIn(conversation), this.#text('theirs'), undefined, action.isMention);
        break;
      }
      case 'change': {
        const message = this.#messageOf(this.#conversation(action), action.pick, false);
        // Where pages are small, an old message is not looked at again: see docs/reliability.md.
        if (message && !this.#hasSmallPages)
          server.change(message, action.isDeletion ? undefined : this.#text('changed'));
        break;
      }
      case 'postElsewhere':
        server.post(this.#conversation(action), fred, this.#text('elsewhere'));
        break;
      case 'readElsewhere': {
        const message = this.#messageOf(this.#conversation(action), action.back);
        if (message) server.read(message.conversation, Number(message.id));
        break;
      }
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
      case 'disturb':
        this.#disturb(action.how);
        break;
      case 'expireEndpoints':
        server.expireEndpoints();
        break;
      case 'expireSubscriptions':
        server.expireSubscriptions();
        break;
      case 'revokeToken':
        this.#goodFrom = this.signIn.state.issued + 1;
        break;
      case 'endSignIn':
        this.signIn.state.isEnded = true;
        this.#goodFrom = this.signIn.state.issued + 1;
        break;
      default:
        this.#command(action);
    }
  }

  #command(action: Action): void {
    const { browser } = this;
    switch (action.do) {
      case 'say':
        this.#type({ conversation: this.#conversation(action), text: this.#text('mine') });
        break;
      case 'edit': {
        const message = this.#messageOf(this.#conversation(action), action.pick, true);
        if (!message || this.#hasSmallPages) break;
        const text = action.isDeletion ? '' : this.#text('edited');
        this.#type({ conversation: message.conversation, text, target: message.id });
        break;
      }
      case 'see': {
        const message = this.#messageOf(this.#conversation(action), action.back);
        if (message) this.#send('conversation.seen', { conversation: message.conversation, order: Number(message.id) });
        break;
      }
      case 'loadOlder':
        this.#send('conversation.loadOlder', { conversation: this.#conversation(action) });
        break;
      case 'wake':
        this.#send('wake', {});
        break;
      case 'retryConnection':
        this.#send('connection.retry', {});
        break;
      case 'retryAll':
        this.hasRetried = true;
        for (const { clientId, state } of browser.rows('outbox'))
          if (state === 'failed') this.#send('message.retry', { clientId });
        break;
    }
  }

  #send(name: string, payload: object): void {
    void this.browser
      .ask(name, payload)
      .then((reply) => reply.ok || this.refusals.push(`${name}: ${reply.error.kind}`));
  }

  #type(typed: Typed): void {
    this.typed.push(typed);
    const { conversation, text, target } = typed;
    const words =
      text === '' ? { text, messagetype: 'RichText', content: '' } : { ...composed(text), ...(target && { target }) };
    const payload = { conversation, ...words, ...(target !== undefined && { target }) };
    void this.browser.ask('message.send', payload).then((reply) => {
      if (reply.ok) typed.clientId = (reply.value as { clientId: string }).clientId;
    });
  }

  #disturb(how: 'repeat' | 'reverse' | 'swap'): void {
    this.server.disturb = (events) => {
      this.server.disturb = (untouched) => untouched;
      if (how === 'repeat') return [...events, ...events];
      if (how === 'reverse') return [...events].reverse();
      return [...events.slice(1), ...events.slice(0, 1)];
    };
  }

  /** Ends all faults, and lets the user do what the screen says must be done. */
  heal(): void {
    this.network.heal();
    this.server.disturb = (events) => events;
    this.signIn.state.isEnded = false;
    this.consent();
  }

  consent(): void {
    const state = this.browser.rows('sessions')[0]?.state;
    if (state === 'expired') this.#send('account.signIn', {});
    if (state === 'refused') this.#send('connection.retry', {});
  }
}
