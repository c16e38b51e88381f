// The named jobs: what is done again and again for each account, and for all together.
import type { AccountId } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import type { Apply } from './apply.ts';
import type { Contacts } from './contacts.ts';
import type { Context } from './context.ts';
import type { Credentials } from './credentials.ts';
import type { Job } from './jobs.ts';
import { pruneObjects } from './objects.ts';
import type { Outbox } from './outbox.ts';
import type { ReadPreferences } from './preferences.ts';
import type { Reading } from './reading.ts';
import type { Reconcile } from './reconcile.ts';
import { type Runner, type Runners, reportOwn } from './runners.ts';
import type { Sessions } from './session.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
/** Who touched nothing for so long does not look at the screen either. */
const activeSeconds = 60;
const longestIncidentMs = 30 * 24 * hourMs;
/** How long an edit waits for its original. */
const longestWaitMs = 30 * 24 * hourMs;
const mostIncidents = 500;

export const reconcileJob = (account: AccountId) => `reconcile ${account}`;
export const contactsJob = (account: AccountId) => `contacts ${account}`;

type Parts = {
  apply: Apply;
  contacts: Contacts;
  credentials: Credentials;
  outbox: Outbox;
  readPreferences: ReadPreferences;
  reading: Reading;
  reconcile: Reconcile;
  runners: Runners;
  sessions: Sessions;
};

export function createSchedule(context: Context, parts: Parts): () => Promise<Job[]> {
  const { sessions, runners, outbox } = parts;

  async function sendWaiting({ account, link }: Runner): Promise<void> {
    const session = await sessions.read(account.id);
    if (session?.state !== 'online') await outbox.expire(account.id, session?.error ?? 'network');
    if (session?.state === 'online' || session?.state === 'waiting') await outbox.flush(link);
    if (session?.state !== 'online') return;
    await parts.reading.publish(link);
    for (const conversation of await outbox.unconfirmed(account.id)) {
      if (link.service.capabilities.history)
        await parts.apply(account, await link.call((service) => service.listMessages(conversation)));
    }
  }

  function jobsOf(runner: Runner): Job[] {
    const { account, link } = runner;
    const { id } = account;
    const whenOnline = (work: () => Promise<unknown>) => async () => {
      if ((await sessions.read(id))?.state !== 'online') return;
      await work().catch((fault) => reportOwn(context, fault));
    };
    const job = (name: string, periodMs: number, work: () => Promise<unknown>): Job => ({
      name: `${name} ${id}`,
      periodMs,
      run: whenOnline(work),
    });
    return [
      job('keep alive', 45 * secondMs, async () => {
        const isUserActive = (await context.browser.idle.queryState(activeSeconds)) === 'active';
        await link
          .call((service) => service.keepAlive({ isUserActive }))
          .catch((error) => {
            // The poll that is out waits for a session that is gone.
            if (error instanceof ServiceError && error.kind === 'session-lost') runner.poller.interrupt();
            throw error;
          });
      }),
      job('renew token', minuteMs, () => parts.credentials.renewIfDue(account)),
      job('reconcile', hourMs, async () => link.service.capabilities.history && parts.reconcile(link)),
      job('contacts', 5 * minuteMs, () => parts.contacts.refresh(link)),
      job('preferences', 15 * minuteMs, async () => link.service.preferences && parts.readPreferences(link)),
      {
        name: `outbox ${id}`,
        periodMs: 20 * secondMs,
        run: () => sendWaiting(runner).catch((fault) => reportOwn(context, fault)),
      },
    ];
  }

  /** Takes out what nobody needs any more: who was typing, edits whose original never came, old incidents, objects. */
  async function prune(): Promise<void> {
    const transaction = (await context.database()).transaction(['typing', 'edits', 'incidents'], 'readwrite');
    const typing = transaction.objectStore('typing');
    for (const row of await typing.getAll()) {
      if (row.untilMs < context.nowMs()) await typing.delete([row.account, row.conversation, row.contact]);
    }
    const edits = transaction.objectStore('edits');
    for (const { account, conversation, replaces, message } of await edits.getAll()) {
      const isOld = context.nowMs() - message.order > longestWaitMs;
      if (isOld) await edits.delete([account, conversation, replaces]);
    }
    const incidents = transaction.objectStore('incidents');
    const rows = await incidents.getAll();
    const excess = rows.length - mostIncidents;
    for (const [index, row] of rows.entries()) {
      const isOld = context.nowMs() - row.atMs > longestIncidentMs;
      if (row.id !== undefined && (index < excess || isOld)) await incidents.delete(row.id);
    }
    await transaction.done;
    await pruneObjects(context);
  }

  return async () => [...runners.all().flatMap(jobsOf), { name: 'prune', periodMs: 6 * hourMs, run: prune }];
}
