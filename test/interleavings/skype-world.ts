// One interleaving of a Skype account: its server, what people and the server do, and how the user does it.
import type { Account } from '../../src/model/account.ts';
import { anna, composed, fred, joe, team } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { scriptedSignIn, testServer } from '../support/scripted-sign-in.ts';
import type { Asked, Reply } from './network.ts';
import { SkypeModel, type Stored } from './skype-model.ts';
import { findFaults } from './skype-oracle.ts';
import type { Action, Plan, UserAction } from './skype-steps.ts';
import { beginMs, Turns } from './turns.ts';
import { type MachineAction, type Typed, World } from './world.ts';

const account: Account = {
  ...{ id: 'account-1', kind: 'skype', server: testServer, user: fred, name: 'Fred', addedAtMs: 1 },
};
export const conversations = [joe, anna, team] as const;

export class SkypeWorld extends World<Action> {
  override readonly plan: Plan;
  readonly server: SkypeModel;
  readonly signIn = scriptedSignIn();
  #goodFrom = 0;

  constructor(plan: Plan) {
    const turns = new Turns(plan.order);
    super(plan, turns, account);
    this.plan = plan;
    this.server = new SkypeModel(fred, plan.manners, {
      nowMs: () => beginMs + turns.nowMs,
      after: turns.afterElsewhere,
    });
    this.server.isTokenGood = (token) => Number(token.replace('access-', '')) >= this.#goodFrom;
  }

  protected override handle(asked: Asked, respond: (reply: Reply) => void): (() => void) | undefined {
    if (!/oauth/.test(asked.url)) return this.server.handle(asked, respond);
    const request = { ...asked, timeoutMs: 0, method: asked.method as 'GET' | 'POST' };
    void this.signIn.transport(request).then(({ status, text }) => respond({ status, text, headers: {} }));
    return undefined;
  }

  override async begin(): Promise<void> {
    for (let count = 0; count < this.plan.before; count += 1) {
      const conversation = conversations[count % 3] ?? joe;
      this.server.post(conversation, this.#senderIn(conversation), this.text('before'));
    }
    extension.state.signInWindow = async (url) => {
      const asked = new URL(url).searchParams;
      const answer = new URL(asked.get('redirect_uri') ?? '');
      answer.search = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: testServer }).toString();
      return answer.href;
    };
    await this.install(this.signIn.state.refreshToken);
  }

  get #hasSmallPages(): boolean {
    return this.plan.manners.pageSize < 50;
  }

  #senderIn(conversation: string): string {
    return conversation === team && this.texts % 2 === 0 ? anna : conversation === team ? joe : conversation;
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

  override perform(action: Action): void {
    const { server } = this;
    switch (action.do) {
      case 'post': {
        const conversation = this.#conversation(action);
        // Where edits are looked for, all there is fits on one page.
        for (let left = this.#hasSmallPages ? action.times : 1; left > 0; left -= 1)
          server.post(conversation, this.#senderIn(conversation), this.text('theirs'), undefined, action.isMention);
        break;
      }
      case 'change': {
        const message = this.#messageOf(this.#conversation(action), action.pick, false);
        // Where pages are small, an old message is not looked at again: see docs/reliability.md.
        if (message && !this.#hasSmallPages)
          server.change(message, action.isDeletion ? undefined : this.text('changed'));
        break;
      }
      case 'postElsewhere':
        server.post(this.#conversation(action), fred, this.text('elsewhere'));
        break;
      case 'readElsewhere': {
        const message = this.#messageOf(this.#conversation(action), action.back);
        if (message) server.read(message.conversation, Number(message.id));
        break;
      }
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

  #command(action: UserAction | MachineAction): void {
    switch (action.do) {
      case 'say':
        this.#write({ conversation: this.#conversation(action), text: this.text('mine') });
        break;
      case 'edit': {
        const message = this.#messageOf(this.#conversation(action), action.pick, true);
        if (!message || this.#hasSmallPages) break;
        const text = action.isDeletion ? '' : this.text('edited');
        this.#write({ conversation: message.conversation, text, target: message.id });
        break;
      }
      case 'see': {
        const message = this.#messageOf(this.#conversation(action), action.back);
        if (message) this.ask('conversation.seen', { conversation: message.conversation, order: Number(message.id) });
        break;
      }
      case 'loadOlder':
        this.ask('conversation.loadOlder', { conversation: this.#conversation(action) });
        break;
      case 'wake':
        this.ask('wake', {});
        break;
      case 'retryConnection':
        this.ask('connection.retry', {});
        break;
      case 'retryAll':
        this.retryAll();
        break;
      default:
        this.befall(action);
    }
  }

  #write(typed: Typed): void {
    const { text } = typed;
    this.type(typed, text === '' ? { text, messagetype: 'RichText', content: '' } : composed(text));
  }

  #disturb(how: 'repeat' | 'reverse' | 'swap'): void {
    this.server.disturb = (events) => {
      this.server.disturb = (untouched) => untouched;
      if (how === 'repeat') return [...events, ...events];
      if (how === 'reverse') return [...events].reverse();
      return [...events.slice(1), ...events.slice(0, 1)];
    };
  }

  override heal(): void {
    this.server.disturb = (events) => events;
    this.signIn.state.isEnded = false;
    super.heal();
  }

  override consent(): void {
    const state = this.browser.rows('sessions')[0]?.state;
    if (state === 'expired') this.ask('account.signIn', {});
    if (state === 'refused') this.ask('connection.retry', {});
  }

  /** Older messages are where they were, too. */
  override startAgain(): void {
    for (const conversation of conversations) this.ask('conversation.loadOlder', { conversation });
    for (const conversation of conversations) this.ask('conversation.loadOlder', { conversation });
  }

  override findFaults(): string[] {
    return findFaults(this);
  }

  override counts(): Record<string, number> {
    return { messages: [...this.server.places.values()].reduce((sum, { messages }) => sum + messages.length, 0) };
  }
}
