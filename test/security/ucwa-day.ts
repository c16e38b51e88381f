// One day of a UCWA account: found, signed in, talked with and asked for everything, while the server lies in one place.
import type { Account } from '../../src/model/account.ts';
import type { AccountOperations, DirectReply, DirectRequest } from '../../src/service/operations.ts';
import type { ChatService } from '../../src/service/service.ts';
import { createUcwaOperations } from '../../src/ucwa/operations/operations.ts';
import { openTown, origin, type Town } from '../contract/town.ts';
import { testPassword } from '../support/gateway.ts';
import { until } from '../support/mortal-worker.ts';
import { ask } from '../support/signed-in.ts';
import type { Lie } from './lies.ts';
import type { Day } from './skype-day.ts';

const address = 'fred.2@skylark.example';
const joe = 'sip:joe.4@skylark.example';
const wanted = { address, server: origin, approved: [] };
const proof = { grant: 'password', userName: address, password: testPassword };

const readings: ((all: AccountOperations, conversation: string) => Promise<unknown> | undefined)[] = [
  ({ people }) => people?.readProfile(joe),
  ({ directory }) => directory?.search('joe'),
  ({ notes }) => notes?.read(),
  ({ participants }, conversation) => participants?.add(conversation, 'sip:anna.7@skylark.example'),
];

const within = (condition: () => Promise<boolean>, timeoutMs: number) =>
  until('it may come', condition, timeoutMs).catch(() => undefined);

export class UcwaTown {
  readonly #town: Town;
  readonly #joe: ChatService;

  private constructor(town: Town, visitor: ChatService) {
    this.#town = town;
    this.#joe = visitor;
  }

  static async open(): Promise<UcwaTown> {
    const town = await openTown({ settings: { holdSeconds: 0.05 } });
    return new UcwaTown(town, await town.visitor('joe.4'));
  }

  close(): Promise<void> {
    return this.#town.close();
  }

  async #say(content: string): Promise<void> {
    const composedAtMs = Date.now();
    const clientId = String(composedAtMs * 1000);
    await this.#joe.send('8:fred.2', { clientId, composedAtMs, messagetype: 'Text', content });
  }

  /** A new profile, in which Fred adds the account, does everything, and removes it. */
  async spend(lie: Lie): Promise<Day> {
    const town = this.#town;
    const day: Day = { strayed: [], incidents: [], asked: 0, wasOnline: false };
    town.interfere(async (request, send) => {
      if (new URL(request.url).origin !== origin) {
        day.strayed.push([request.url, ...[...request.headers].map(String), await request.text()].join('\n'));
        return Response.json({});
      }
      day.asked += 1;
      return lie(request, await send());
    });
    try {
      await this.#live(day);
    } finally {
      town.interfere(undefined);
    }
    return day;
  }

  async #live(day: Day): Promise<void> {
    const { database, start, state } = this.#town;
    const { worker } = start();
    await ask(worker, 'account.find', wanted);
    const added = (await ask(worker, 'account.addWith', { ...wanted, ...proof })) as { ok: boolean; value: Account };
    if (!added.ok || added.value.id === undefined) return;
    const account = added.value.id;
    const command = (name: string, payload: object = {}) => ask(worker, name, { account, ...payload });
    await within(async () => !['connecting', undefined].includes(await state()), 1_500);
    day.wasOnline = (await state()) === 'online';
    if (day.wasOnline) {
      await this.#say('hello');
      await within(async () => (await database.count('messages')) > 0, 700);
      await this.#talk(command);
    }
    const rows = await database.getAll('incidents');
    const security = rows.filter(({ kind }) => kind === 'security');
    day.incidents = [...new Set(security.map(({ what, detail }) => `${what}: ${detail}`))].sort();
    await command('account.signOut', { keepMessages: false });
    await command('account.remove');
    await database.clear('incidents');
  }

  async #talk(command: (name: string, payload?: object) => Promise<unknown>): Promise<void> {
    const { database } = this.#town;
    const conversation = (await database.getAll('conversations'))[0]?.id ?? joe;
    await command('contacts.refresh');
    await command('conversation.refresh', { conversation });
    await command('presence.set', { presence: 'busy' });
    await command('typing.show', { conversation, isTyping: true });
    const text = { text: 'an answer', messagetype: 'text/plain', content: 'an answer' };
    await command('message.send', { conversation, ...text });
    await within(async () => (await database.count('outbox')) === 0, 700);
    const send = async (request: DirectRequest): Promise<DirectReply> => {
      const reply = (await command('server.request', request)) as { ok: boolean; value: DirectReply };
      if (!reply.ok) throw new Error('refused');
      return reply.value;
    };
    const all = createUcwaOperations(send, `sip:${address}`, () => crypto.randomUUID());
    for (const read of readings) await read(all, conversation)?.catch(() => undefined);
    const contacts = await database.getAll('contacts');
    for (const uri of contacts.flatMap(({ avatarUrl }) => avatarUrl ?? [])) await command('object.fetch', { uri });
  }
}
