// The one whom it is all for: types now and then, reads, and does what an account asks for.
import { wantsUser } from './accounts.ts';
import type { Install } from './install.ts';
import { ucwaUser, user } from './people.ts';
import type { Chance } from './random.ts';
import type { StoredAccount } from './stored.ts';

/** What a user typed on one install as one account. */
export type Typed = {
  /** The extension took it: once at the server, or visible as not sent. */
  readonly taken: { conversation: string; text: string }[];
  /** The extension died before it answered: once at the server, or not at all. */
  readonly unsure: string[];
};

export type Usage = {
  /** By kind of account. */
  readonly typed: ReadonlyMap<string, Typed>;
  /** How often an account asked for the user. */
  readonly asked: number;
  stop(): Promise<void>;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const people: Readonly<Record<string, string>> = { skype: user, ucwa: ucwaUser };

/** Who has an account of this kind. */
export const ownerOf = (kind: string): string => people[kind] ?? '';

/** A conversation of the server as an account names it. */
export const nameFor = (kind: string, conversation: string): string =>
  kind === 'ucwa' ? conversation.replace(/^8:(.*)$/, 'sip:$1@skylark.example') : conversation;

/** Uses an install until stopped. @param conversations of each kind of account, as the server names them */
export function useInstall(
  install: Install,
  server: string,
  conversations: ReadonlyMap<string, readonly string[]>,
  chance: Chance,
): Usage {
  const kinds = [...conversations.keys()];
  const typed = new Map<string, Typed>(kinds.map((kind) => [kind, { taken: [], unsure: [] }]));
  let isStopped = false;
  let asked = 0;

  async function type(account: StoredAccount, conversation: string, text: string): Promise<void> {
    const own = typed.get(account.kind);
    const messagetype = account.kind === 'ucwa' ? 'text/plain' : 'RichText';
    own?.unsure.push(text);
    const reply = await install.command('message.send', {
      account: account.id,
      conversation,
      text,
      messagetype,
      content: text,
    });
    if (reply.ok) own?.taken.push({ conversation, text });
  }

  async function turn(count: number): Promise<void> {
    const accounts = await install.accounts();
    for (const waiting of accounts.filter(wantsUser)) {
      asked += 1;
      await install.mend(waiting, server);
    }
    const kind = chance.pick(kinds);
    const conversation = nameFor(kind, chance.pick(conversations.get(kind) ?? []));
    const text = `${kind} ${count} of ${chance.between(1, 1e9)}`;
    const reads = chance.next() < 0.3;
    const account = accounts.find((one) => one.kind === kind);
    if (!account) return;
    await type(account, conversation, text);
    const order = reads ? await install.newest(account.id, conversation) : 0;
    if (order > 0) await install.command('conversation.seen', { account: account.id, conversation, order });
  }

  const lane = (async () => {
    for (let count = 1; !isStopped; count += 1) {
      await pause(chance.between(500, 4_000));
      // The browser is being killed: what was taken by then is a row, what was not is still in the field.
      if (!isStopped) await turn(count).catch(() => undefined);
    }
  })();
  return {
    typed,
    get asked() {
      return asked;
    },
    async stop() {
      isStopped = true;
      await lane;
    },
  };
}
