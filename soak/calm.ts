// After the faults: waits until nothing more is to come, as it would be on a quiet evening, and then takes down what is there.
import { wantsUser } from './accounts.ts';
import type { Install } from './install.ts';
import type { Mail } from './people.ts';
import type { Stored, StoredAccount } from './stored.ts';
import { nameFor } from './user.ts';

type Say = (text: string) => void;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const calmMs = 300_000;
const mostConversationsShown = 4;

/** What is there of one account. */
export type Look = {
  account: StoredAccount;
  stored: Stored;
  /** Texts the popup shows at the end of each conversation that was looked at. */
  shown: Map<string, readonly string[]>;
};

/** Fetches whatever is not here yet, as a reader who scrolls back does. */
async function fetchAll(install: Install, account: string, conversations: readonly string[]): Promise<void> {
  for (const conversation of conversations) {
    for (let failures = 0; failures < 20; ) {
      const reply = await install.command('conversation.loadOlder', { account, conversation });
      if (!reply.ok) {
        failures += 1;
        await pause(500);
      } else if (!(reply.value as { hasMore: boolean }).hasMore) break;
    }
  }
}

/** What is still to come: messages that were acknowledged, and what the user typed. */
function missingOf(kind: string, { messages, outbox }: Stored, { acknowledged }: Mail): string[] {
  const there = new Set(messages.map(({ conversation, text }) => `${conversation}\n${text}`));
  const lost = acknowledged.filter(({ conversation, text }) => !there.has(`${nameFor(kind, conversation)}\n${text}`));
  const waiting = outbox.filter(({ state }) => state !== 'failed');
  return [
    ...lost.map(({ conversation, text }) => `${text} in ${conversation}`),
    ...waiting.map(({ text, state }) => `${text} (${state})`),
  ];
}

/** Waits until everything acknowledged is stored and nothing is on its way out, or it never will be. */
async function rest(install: Install, wanted: StoredAccount, mail: Mail, mend: () => Promise<void>, say: Say) {
  const endMs = Date.now() + calmMs;
  for (let looked = 1; ; looked += 1) {
    await install.command('wake', {});
    await mend();
    const stored = await install.stored(wanted.id);
    const missing = missingOf(wanted.kind, stored, mail);
    if (missing.length === 0 || Date.now() > endMs) return stored;
    const state = (await install.accounts()).find(({ id }) => id === wanted.id)?.state;
    say(`  ${wanted.kind}, ${state}: ${missing.length} to come, ${missing.slice(0, 2).join('; ')}`);
    await fetchAll(
      install,
      wanted.id,
      stored.conversations.map(({ id }) => id),
    );
    await pause(Math.min(2_000 * looked, 15_000));
  }
}

/** Looks at every account of an install when all is quiet. @param mail by kind of account */
export async function lookAt(
  install: Install,
  server: string,
  mail: ReadonlyMap<string, Mail>,
  say: Say,
): Promise<{ looks: Look[]; badge: string; incidents: Record<string, number>; asked: number }> {
  const looks: Look[] = [];
  let asked = 0;
  const mend = async () => {
    for (const waiting of (await install.accounts()).filter(wantsUser)) {
      asked += 1;
      await install.mend(waiting, server);
    }
  };
  for (const account of await install.accounts()) {
    const stored = await rest(install, account, mail.get(account.kind) ?? { acknowledged: [], unknown: [] }, mend, say);
    looks.push({ account, stored, shown: new Map() });
  }
  // Another account may have gone on meanwhile.
  for (const look of looks) look.stored = await install.stored(look.account.id);
  const badge = await install.badge();
  for (const { account, stored, shown } of looks) {
    for (const { id } of stored.conversations.slice(0, mostConversationsShown)) {
      shown.set(id, await install.shown(account.id, id));
    }
  }
  return { looks, badge, incidents: await install.incidents(), asked };
}
