// One day of an account of the Skype protocol: the real worker and the real operations of the pages at a real gateway, doing
// everything that makes the extension ask the server for something, while the server lies in one place.
import type { Account } from '../../src/model/account.ts';
import type { AccountOperations, DirectReply, DirectRequest } from '../../src/service/operations.ts';
import type { ChatService } from '../../src/service/service.ts';
import { createSkypeOperations } from '../../src/skype/operations/operations.ts';
import { openTown, origin, type Town } from '../contract/town.ts';
import { composed } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { until } from '../support/mortal-worker.ts';
import { ask } from '../support/signed-in.ts';
import type { Lie } from './lies.ts';

export const fred = '8:fred.2';
const joe = '8:joe.4';
const secretWords = 'for nobody else';

export type Day = {
  /** Every request, or window, that went anywhere but to the server: headers and body included. */
  strayed: string[];
  /** Where the extension noticed a lie, once each, and what it was led to. */
  incidents: string[];
  /** How many requests the server had. */
  asked: number;
  /** Whether the account came online. */
  wasOnline: boolean;
};

const page = encodeURIComponent('https://example.org/');

/** Everything a page reads at once. */
const readings: ((all: AccountOperations, thread: string) => Promise<unknown> | undefined)[] = [
  ({ groups }, thread) => groups?.read(thread),
  ({ joining }, thread) => joining?.readLink(thread),
  ({ joining }) => joining?.resolve('https://join.skype.com/abcdefghijkl'),
  ({ people }) => people?.readProfile(joe),
  ({ deciding }) => deciding?.listGroups(),
  ({ directory }) => directory?.search('joe.4'),
  ({ directory }) => directory?.suggest?.(),
  ({ bots }) => bots?.list(),
  ({ bots }) => bots?.read('28:concierge'),
  ({ profile }) => profile?.read(),
  ({ profile }) => profile?.listContactPoints(),
  ({ entitlements }) => entitlements?.list(),
  ({ addressBook }) => addressBook?.readAutoBuddy(),
  ({ devices }) => devices?.list(),
  ({ preferences }) => preferences?.readCallPolicy(),
  ({ previews }) => previews?.describe(`https://example.org/?${page}`),
];

/** What a gateway that reaches other sites says of one. */
const description = () =>
  Response.json({
    url: 'https://example.org/',
    title: 'Example',
    thumbnail: `${origin}/urlp.asm.skype.com/v1/url/thumbnail/x`,
  });

const addressesIn = (text: string): string[] => [...new Set(text.match(/https?:\/\/[^\s"\\<>&]+/g) ?? [])];

export class SkypeTown {
  readonly #town: Town;
  readonly #joe: ChatService;
  readonly #thread: string;

  private constructor(town: Town, visitor: ChatService, thread: string) {
    this.#town = town;
    this.#joe = visitor;
    this.#thread = thread;
  }

  static async open(): Promise<SkypeTown> {
    const town = await openTown({ settings: { holdSeconds: 0.05 } });
    const visitor = await town.visitor('joe.4');
    await town.gateway.createUser({ name: 'concierge', displayName: 'Concierge', kind: 'bot' });
    const { groups } = createSkypeOperations((request) => visitor.request(request), joe);
    const thread = String(await groups?.create([fred], 'Team'));
    await groups?.setRule(thread, 'joining', true);
    const opened = new SkypeTown(town, visitor, thread);
    await opened.#say(fred, `hello, ${secretWords}`);
    await opened.#say(thread, 'hello all');
    return opened;
  }

  close(): Promise<void> {
    return this.#town.close();
  }

  async #say(conversation: string, content: string): Promise<void> {
    const composedAtMs = Date.now();
    const clientId = String(composedAtMs * 1000 + Math.floor(Math.random() * 1000));
    await this.#joe.send(conversation, { clientId, composedAtMs, messagetype: 'RichText', content });
  }

  /** A new profile, in which Fred signs in, does everything, and removes the account. */
  async spend(lie: Lie, contents: readonly string[] = []): Promise<Day> {
    const town = this.#town;
    const day: Day = { strayed: [], incidents: [], asked: 0, wasOnline: false };
    town.interfere(async (request, send) => {
      const { origin: asked } = new URL(request.url);
      if (asked !== origin) {
        day.strayed.push([request.url, ...[...request.headers].map(String), await request.text()].join('\n'));
        return Response.json({});
      }
      day.asked += 1;
      return lie(request, request.url.includes('/v1/url/info') ? description() : await send());
    });
    const window = extension.state.signInWindow;
    extension.state.signInWindow = async (url) => {
      if (new URL(url).origin !== origin) day.strayed.push(`window ${url}`);
      return window(url);
    };
    try {
      await this.#live(day, contents);
    } finally {
      extension.state.signInWindow = window;
      town.interfere(undefined);
    }
    return day;
  }

  async #live(day: Day, contents: readonly string[]): Promise<void> {
    const { database, start, state } = this.#town;
    const { worker } = start();
    const added = (await ask(worker, 'account.add', { server: origin })) as { ok: boolean; value: Account };
    if (!added.ok) return;
    const account = added.value.id;
    const isSettled = async () =>
      ['online', 'refused', 'expired', 'waiting', 'offline'].includes(String(await state()));
    await until('the account is settled', isSettled).catch(() => undefined);
    day.wasOnline = (await state()) === 'online';
    for (const content of ['news', ...contents]) await this.#say(fred, content);
    const command = (name: string, payload: object = {}) => ask(worker, name, { account, ...payload });
    await command('contacts.refresh');
    await command('preferences.read');
    for (const conversation of [joe, this.#thread]) {
      await command('conversation.refresh', { conversation });
      await command('conversation.loadOlder', { conversation });
      await command('conversation.loadOlder', { conversation });
    }
    await command('message.send', { conversation: joe, ...composed('an answer') });
    await command('presence.set', { presence: 'busy' });
    const told = await this.#readAll(command);
    await this.#fetchAll(command, told);
    const rows = await database.getAll('incidents');
    day.incidents = [
      ...new Set(rows.filter(({ kind }) => kind === 'security').map(({ what, detail }) => `${what}: ${detail}`)),
    ].sort();
    await command('account.signOut', { keepMessages: false });
    await command('account.remove');
    await database.clear('incidents');
  }

  async #readAll(command: (name: string, payload: object) => Promise<unknown>): Promise<string> {
    const send = async (request: DirectRequest): Promise<DirectReply> => {
      const reply = (await command('server.request', request)) as { ok: boolean; value: DirectReply };
      if (!reply.ok) throw new Error('refused');
      return reply.value;
    };
    const all = createSkypeOperations(send, fred);
    const told: unknown[] = [];
    for (const read of readings) told.push(await read(all, this.#thread)?.catch(() => undefined));
    return JSON.stringify(told);
  }

  /** A user who presses every picture and file there is. */
  async #fetchAll(command: (name: string, payload: object) => Promise<unknown>, told: string): Promise<void> {
    const { database } = this.#town;
    const rows = await Promise.all(
      (['contacts', 'conversations', 'messages', 'presence', 'requests', 'endpoints'] as const).map((store) =>
        database.getAll(store),
      ),
    );
    for (const uri of addressesIn(JSON.stringify(rows) + told)) await command('object.fetch', { uri });
  }
}
