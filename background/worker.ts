// Puts the parts of the worker together and says what each event of the browser means. Holds nothing that matters.
import type { Permissions } from 'webextension-polyfill';
import { announceChanges } from '../extension/changes.ts';
import type { StoreName } from '../extension/database.ts';
import { hasPassed } from '../src/sync/backoff.ts';
import { createAccounts } from './accounts.ts';
import { createApply } from './apply.ts';
import { createBadge } from './badge.ts';
import { type CommandHandlers, createCommandListener } from './commands.ts';
import { createContacts } from './contacts.ts';
import { type Context, createContext, type Surroundings } from './context.ts';
import { createCredentials } from './credentials.ts';
import { createReadDetails } from './details.ts';
import { createHandlers } from './handlers.ts';
import { createLoadOlder } from './history.ts';
import { createJobs } from './jobs.ts';
import { createNotifications } from './notifications.ts';
import { createFetchObject } from './objects.ts';
import { createOpenConversation } from './open-conversation.ts';
import { createOutbox } from './outbox.ts';
import { createSetPresence } from './own-presence.ts';
import { createReadPreferences } from './preferences.ts';
import { createReading } from './reading.ts';
import { createReconcile } from './reconcile.ts';
import { createAfterCommit, createRunners } from './runners.ts';
import { contactsJob, createSchedule, reconcileJob } from './schedule.ts';
import type { ServiceFactories } from './services.ts';
import { createSessions } from './session.ts';
import { createTyping } from './typing.ts';

/** Longer than a server holds a poll that nobody waits for any more. */
const lookAgainMs = 40_000;
const tickMs = 15_000;
/** A page that opens wants to know who asks to be a contact; not more often than this. */
const askAgainMs = 60_000;
/** What the badge is computed from. */
const badgeStores: readonly StoreName[] = ['conversations', 'sessions', 'accounts'];
/** A gap this long between two ticks means that the machine slept, or that its clock was changed. */
const sleptMs = 60_000;

export type Worker = {
  /** Resolves when the accounts are read and their loops run. */
  ready: Promise<void>;
  onCommand: ReturnType<typeof createCommandListener>;
  onAlarm(): Promise<void>;
  /** Skylark or the browser was installed or updated; `reason` as the browser names it. */
  onInstalled(reason: string): Promise<void>;
  /** The network came back. */
  onOnline(): Promise<void>;
  onPermissions(permissions: Permissions.AnyPermissions): Promise<void>;
  onNotificationClicked(id: string): Promise<void>;
};

export function createWorker(surroundings: Surroundings, factories: ServiceFactories): Worker {
  const context = createContext(surroundings);
  const sessions = createSessions(context);
  const credentials = createCredentials(context);
  const apply = createApply(context);
  const badge = createBadge(context);
  const notifications = createNotifications(context, createOpenConversation(context));
  const outbox = createOutbox(context);
  const reading = createReading(context, apply);
  const contacts = createContacts(context, apply);
  const readPreferences = createReadPreferences(context);
  const afterCommit = createAfterCommit(
    context,
    notifications,
    () => contacts,
    () => readDetails,
  );
  const readDetails = createReadDetails(apply, afterCommit);
  const reconcile = createReconcile(context, apply, readDetails, afterCommit);
  const jobs = createJobs(context, () => schedule());
  const runners = createRunners(context, {
    ...{ factories, credentials, sessions, apply, reconcile, outbox, reading, contacts, readPreferences },
    afterCommit,
    reconcileSoon: (account) => jobs.runSoon(reconcileJob(account), lookAgainMs),
  });
  const schedule = createSchedule(context, {
    ...{ apply, contacts, credentials, outbox, readPreferences, reading, reconcile, runners, sessions },
  });
  const accounts = createAccounts(context, { factories, credentials, sessions, runners });

  let welcomedAtMs = Number.NEGATIVE_INFINITY;

  function wakeAll(): void {
    for (const { poller } of runners.all()) poller.wake();
    void jobs.runDue().catch(context.report);
  }

  /** A page was opened. */
  async function welcome(): Promise<void> {
    wakeAll();
    const nowMs = context.nowMs();
    if (!hasPassed(welcomedAtMs, welcomedAtMs + askAgainMs, nowMs)) return;
    welcomedAtMs = nowMs;
    for (const { account } of runners.all()) await jobs.runSoon(contactsJob(account.id), 0);
    await jobs.runDue();
  }

  /** Runs jobs on time while the worker lives, and notices that the machine slept. */
  async function tick(): Promise<void> {
    for (let beforeMs = context.nowMs(); ; beforeMs = context.nowMs()) {
      await context.wait(tickMs);
      if (Math.abs(context.nowMs() - beforeMs) > sleptMs) for (const { poller } of runners.all()) poller.interrupt();
      wakeOrWait();
    }
  }

  /** Starts loops that ended; one that waits for its next try goes on waiting. */
  function wakeOrWait(): void {
    for (const { poller } of runners.all()) poller.start();
    void jobs.runDue().catch(context.report);
  }

  async function start(): Promise<void> {
    context.onCommitted((stores, conversations) => {
      // First of all: what follows is done while the badge is on its way.
      if (stores.some((store) => badgeStores.includes(store))) void badge.refresh(conversations);
      announceChanges(stores);
      if (stores.includes('conversations')) void notifications.withdraw();
    });
    await jobs.ensureAlarm();
    await restrictStorage(context);
    await Promise.all((await accounts.all()).map((account) => runners.start(account).catch(context.report)));
    void badge.refresh();
    void tick().catch(context.report);
    void jobs.runDue().catch(context.report);
  }

  const ready = start();
  ready.catch(context.report);
  const handlers = ready.then(
    (): CommandHandlers =>
      createHandlers(context, {
        ...{
          accounts,
          apply,
          contacts,
          notifications,
          outbox,
          readDetails,
          readPreferences,
          reading,
          runners,
          sessions,
        },
        fetchObject: createFetchObject(context),
        loadOlder: createLoadOlder(context, apply),
        setPresence: createSetPresence(context, sessions, runners),
        typing: createTyping(context),
        wake: () => void welcome().catch(context.report),
      }),
  );
  handlers.catch(() => undefined);

  return {
    ready,
    onCommand: createCommandListener(context, () => handlers),
    async onAlarm() {
      await ready;
      wakeOrWait();
    },
    async onInstalled(reason) {
      await ready;
      wakeOrWait();
      // Somebody new has nothing to look at before an account is added; a profile that kept its data needs no welcome.
      const isNew = reason === 'install' && (await accounts.all()).length === 0;
      if (isNew) await context.browser.runtime.openOptionsPage().catch(context.report);
    },
    async onOnline() {
      await ready;
      // What was out belongs to the network that is gone.
      for (const { poller } of runners.all()) poller.interrupt();
      wakeAll();
    },
    async onPermissions({ origins = [], permissions = [] }) {
      await ready;
      if (permissions.includes('notifications')) await notifications.withdraw();
      if (origins.length > 0) wakeAll();
    },
    async onNotificationClicked(id) {
      await ready;
      await notifications.open(id);
    },
  };
}

/** Where the browser can, keeps the refresh tokens from any content script that a later version might have. */
async function restrictStorage({ browser, report }: Context): Promise<void> {
  type Restrictable = { setAccessLevel?(level: { accessLevel: string }): Promise<void> };
  const local = browser.storage.local as typeof browser.storage.local & Restrictable;
  await local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' }).catch(report);
}
