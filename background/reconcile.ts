// Closes gaps: lists the conversations changed since the last complete reconcile, and fetches the messages of each back
// to where its history was complete. The session must be open before, so that nothing falls between list and poll.
import type { ConversationRow, MessageRow } from '../extension/database.ts';
import type { ConversationId } from '../src/model/account.ts';
import type { EventBatch } from '../src/model/event.ts';
import {
  type Fetch,
  isFilled,
  isRepetition,
  listedVersions,
  orderSpan,
  planFetch,
  reachesBack,
} from '../src/sync/reconcile.ts';
import type { Addition, Committed } from './addition.ts';
import type { Apply } from './apply.ts';
import { type Context, singleFlight } from './context.ts';
import { isRefusal } from './details.ts';
import { inParallel } from './in-parallel.ts';
import type { Link } from './link.ts';

const requestsAtOnce = 4;
const mostListPages = 100;
const mostUnreadAsked = 50;

/** One reconcile under way: `syncedTo` is where the last one ended. */
type Run = { link: Link; syncedTo: number; arrivals: MessageRow[] };

/** Reconciles an account; callers at the same time share one run. Rejects with a `ServiceError`. */
export type Reconcile = (link: Link) => Promise<void>;

export function createReconcile(
  context: Context,
  apply: Apply,
  readDetails: (link: Link, conversation: ConversationId) => Promise<void>,
  afterCommit: (link: Link, committed: Committed) => void,
): Reconcile {
  /** Commits a part; what arrived is told at the end, when all that was read elsewhere is known too. */
  async function commit({ link, arrivals }: Run, batch: EventBatch, addition?: Addition): Promise<void> {
    const committed = await apply(link.account, batch, addition);
    arrivals.push(...committed.arrivals);
    afterCommit(link, { ...committed, arrivals: [], blanks: [] });
  }

  async function fill(run: Run, plan: Fetch, row: ConversationRow | undefined): Promise<void> {
    const batch: EventBatch = { events: [], unreadable: [] };
    let next: string | undefined;
    let isReached = false;
    for (let pages = 0; pages < plan.pages && !isReached; pages += 1) {
      const page = await run.link.call((service) => service.listMessages(plan.conversation, next));
      batch.events.push(...page.events);
      batch.unreadable.push(...page.unreadable);
      isReached = isFilled(page, plan.downTo);
      next = page.next;
      if (next === undefined) break;
    }
    const span = orderSpan(batch);
    const completeTo = Math.max(span?.highest ?? 0, row?.completeTo ?? 0);
    const joins = row?.completeTo !== undefined && (isReached || next === undefined);
    await commit(run, batch, {
      history: {
        conversation: plan.conversation,
        completeTo,
        ...(!joins && { older: next ?? 'end' }),
        ...(!joins && span && next !== undefined && { forgetBelow: span.lowest }),
      },
    });
  }

  async function bringUpToDate(run: Run, page: EventBatch, first: number): Promise<void> {
    const { link, syncedTo } = run;
    const database = await context.database();
    const listed = listedVersions(page).map((entry, index) => ({ ...entry, position: first + index }));
    await inParallel(listed, requestsAtOnce, async ({ position, ...entry }) => {
      const row = await database.get('conversations', [link.account.id, entry.id]);
      const stored = row && { readUpTo: row.readUpTo, completeTo: row.completeTo, hasUnread: row.unread > 0 };
      const plan = planFetch(entry, stored, { syncedTo, position });
      if (!plan) return;
      try {
        await fill(run, plan, row);
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
      if (row?.kind === 'group' && row.isMember && row.members.length === 0) await readDetails(link, entry.id);
    });
  }

  /** A conversation may have been read elsewhere without changing its place in the listing: those unread here are asked. */
  async function recheckUnread(link: Link, seen: ReadonlySet<ConversationId>): Promise<void> {
    const rows = await (await context.database()).getAllFromIndex('conversations', 'unread', IDBKeyRange.lowerBound(1));
    const missed = rows.filter((row) => row.account === link.account.id && !seen.has(row.id)).map((row) => row.id);
    await inParallel(missed.slice(0, mostUnreadAsked), requestsAtOnce, (id) => readDetails(link, id));
  }

  return singleFlight(async (link) => {
    const { id } = link.account;
    const seen = new Set<ConversationId>();
    const syncedTo = (await (await context.database()).get('cursors', id))?.syncedTo ?? 0;
    const run: Run = { link, syncedTo, arrivals: [] };
    let newest = syncedTo;
    let position = 0;
    let next: string | undefined;
    for (let pages = 0; pages < mostListPages; pages += 1) {
      const page = await link.call((service) => service.listConversations(next));
      const listed = listedVersions(page);
      await commit(run, page);
      if (isRepetition(listed, seen)) break;
      await bringUpToDate(run, page, position);
      for (const entry of listed) {
        newest = Math.max(newest, entry.version);
        seen.add(entry.id);
      }
      position += listed.length;
      next = page.next;
      if (next === undefined || reachesBack(listed, syncedTo)) break;
    }
    await recheckUnread(link, seen);
    // 0 means never: an account without conversations has been reconciled too.
    const cursor = { account: id, syncedTo: Math.max(newest, 1), reconciledAtMs: context.nowMs() };
    const beside: Addition['beside'] = (transaction) => transaction.objectStore('cursors').put(cursor);
    await apply(link.account, { events: [], unreadable: [] }, { beside });
    // What was there before the last reconcile, or at the very first one, is not news.
    const arrivals = run.arrivals.filter(({ order }) => syncedTo > 0 && order > syncedTo);
    afterCommit(link, { arrivals, strangers: [], blanks: [] });
  });
}
