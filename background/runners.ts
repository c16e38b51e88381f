// What runs for each account: its service, its link, its poll loop, and what follows from a commit.
import { CommandError } from '../extension/commands.ts';
import type { Account, AccountId } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import type { Committed } from './addition.ts';
import type { Apply } from './apply.ts';
import { within } from './apply-read.ts';
import type { Contacts } from './contacts.ts';
import type { Context } from './context.ts';
import type { Credentials } from './credentials.ts';
import type { ReadDetails } from './details.ts';
import { recordSecurity } from './incidents.ts';
import { createChannelStore, createLink, createSessionStore, type Link } from './link.ts';
import type { Notifications } from './notifications.ts';
import type { Outbox } from './outbox.ts';
import { createPoller, type Poller } from './poller.ts';
import type { ReadPreferences } from './preferences.ts';
import type { Reading } from './reading.ts';
import type { Reconcile } from './reconcile.ts';
import { createServerClock } from './server-clock.ts';
import type { ServiceFactories, ServiceSurroundings } from './services.ts';
import type { Sessions } from './session.ts';

export type Runner = { account: Account; link: Link; poller: Poller };

export type Runners = {
  all(): Runner[];
  /** @throws CommandError `not-found` for an account that is not here or that nothing speaks for. */
  get(account: AccountId): Runner;
  /** Builds what runs for an account, instead of what ran before, and starts it if it may be connected. */
  start(account: Account): Promise<void>;
  /** Ends what runs for an account; resolves when nothing of it is left. */
  stop(account: AccountId): Promise<void>;
};

export type RunnerParts = {
  factories: ServiceFactories;
  credentials: Credentials;
  sessions: Sessions;
  apply: Apply;
  reconcile: Reconcile;
  outbox: Outbox;
  reading: Reading;
  contacts: Contacts;
  readPreferences: ReadPreferences;
  /** Makes the reconcile job of an account due soon. */
  reconcileSoon(account: AccountId): Promise<void>;
  afterCommit(link: Link, committed: Committed): void;
};

export function createRunners(context: Context, parts: RunnerParts): Runners {
  const runners = new Map<AccountId, Runner>();
  const { credentials, sessions, outbox, reading } = parts;
  const quietly = (work: Promise<unknown>) => void work.catch((fault) => reportOwn(context, fault));

  async function build(account: Account): Promise<Runner | undefined> {
    const { id, kind, server, user, place } = account;
    const channel = createChannelStore(context, id);
    const surroundings: ServiceSurroundings = {
      ...{ server, user, place, channel },
      keepPlace: (found) => keepPlace(context, id, found),
      ...createServerClock(context.transport, context.nowMs),
      session: createSessionStore(context, id),
      readToken: () => credentials.accessToken(account),
      version: context.version,
      onSecurityEvent: (what, detail) => quietly(recordSecurity(context, id, what, detail)),
    };
    const service = await parts.factories[kind]?.(surroundings, context);
    if (!service) return undefined;
    const link = createLink(account, service, credentials);
    const poller = createPoller(context, sessions, link, {
      async opened() {
        // The new subscription begins with everybody's presence; what was known before says nothing any more.
        await forgetPresence(context, id);
        quietly(parts.contacts.refresh(link));
        if (service.preferences) quietly(parts.readPreferences(link));
      },
      async reconcile() {
        const { history } = service.capabilities;
        if (history) await parts.reconcile(link);
        quietly(outbox.flush(link, true));
        quietly(reading.publish(link));
        // The server may have handed an event to a poll that nobody held any more: look once again when that is over.
        if (history) await parts.reconcileSoon(id);
      },
      async take(batch) {
        const committed = await parts.apply(account, batch);
        if (batch.channel !== undefined) channel.announce();
        parts.afterCommit(link, committed);
      },
    });
    return { account, link, poller };
  }

  async function stop(account: AccountId): Promise<void> {
    await runners.get(account)?.poller.stop();
  }

  return {
    all: () => [...runners.values()],
    get(account) {
      const runner = runners.get(account);
      if (!runner) throw new CommandError('not-found', 'there is no such account');
      return runner;
    },
    async start(account) {
      await stop(account.id);
      const runner = await build(account);
      if (!runner) return;
      runners.set(account.id, runner);
      runner.poller.start();
    },
    async stop(account) {
      await stop(account);
      runners.delete(account);
    },
  };
}

/** What follows from a commit, none of which may hold up the next poll or undo anything. */
export function createAfterCommit(
  context: Context,
  notifications: Pick<Notifications, 'consider'>,
  contacts: () => Contacts,
  readDetails: () => ReadDetails,
): (link: Link, committed: Committed) => void {
  return (link, { arrivals, strangers, blanks }) => {
    const quietly = (work: Promise<unknown>) => void work.catch((fault) => reportOwn(context, fault));
    quietly(notifications.consider(arrivals));
    quietly(contacts().resolve(link, strangers));
    for (const blank of blanks) quietly(readDetails()(link, blank));
  };
}

/** Failures of a server are told elsewhere and tried again; only faults of ours are worth a report. */
export function reportOwn(context: Context, fault: unknown): void {
  if (!(fault instanceof ServiceError)) context.report(fault);
}

async function forgetPresence(context: Context, account: AccountId): Promise<void> {
  const database = await context.database();
  await Promise.all([database.delete('presence', within(account)), database.delete('endpoints', within(account))]);
  context.committed(['presence', 'endpoints']);
}

/** Notes where an account lives now; one that was removed meanwhile stays so. */
async function keepPlace(context: Context, id: AccountId, place: unknown): Promise<void> {
  const { store, done } = (await context.database()).transaction('accounts', 'readwrite');
  const account = await store.get(id);
  if (account) await store.put({ ...account, place });
  await done;
}
