// The numbered packages of an application's channel, in the database (ucwa.md 7). A package stays there until the client asks for the
// next one; the same request again gets the same package.
import { randomUUID } from 'node:crypto';
import type { UcwaEvent } from '../../../src/ucwa/wire/events.ts';
import type { Queryable } from '../../storage/database.ts';
import type { Addressee, Priority } from './queue.ts';
import { announceApplications } from './queue.ts';
import { readStoredEvent } from './stored-events.ts';

/** How long events of the two patient classes may be collected, and how long a request is parked at most. */
export type Patience = { readonly lowMs: number; readonly mediumMs: number; readonly timeoutMs: number };

export type PollRequest = {
  readonly ack: number;
  readonly priority: number;
  /** What the client asked for; the rest is remembered from before. */
  readonly patience: Partial<Patience>;
};

export type Block = {
  readonly sender: { readonly rel: string; readonly href: string };
  readonly events: UcwaEvent[];
};

export type ChannelRow = {
  given: number;
  confirmed: number;
  resumed: number | null;
  poll: string | null;
  poll_priority: number;
  poll_until_ms: number;
  released_at_ms: number;
  is_dropped: boolean;
  low_ms: number | null;
  medium_ms: number | null;
  timeout_ms: number | null;
};

/** The channel's row, locked; made when it is the first request. Undefined when the application is gone. */
export async function lockChannel(
  transaction: Queryable,
  { serial }: Addressee,
  nowMs: number,
): Promise<ChannelRow | undefined> {
  await transaction.query(
    `insert into ucwa_channels (application, released_at_ms) select serial, $2 from ucwa_applications where serial = $1
     on conflict do nothing`,
    [serial, Math.floor(nowMs)],
  );
  const [row] = await transaction.query<ChannelRow>('select * from ucwa_channels where application = $1 for update', [
    serial,
  ]);
  return row;
}

/** The package that the client has to ask for now; a repetition of it when it was handed out and not confirmed. */
export const expectedAck = (row: ChannelRow): number => (row.given > row.confirmed ? row.given : row.given + 1);

/** Whether a request may be answered: it asks for the unconfirmed package again, or confirms it. */
export const isExpected = (row: ChannelRow, ack: number): boolean => ack === row.given + 1 || ack === expectedAck(row);

/** The request confirms everything before its package. */
export async function confirmPackages(
  transaction: Queryable,
  { serial }: Addressee,
  row: ChannelRow,
  ack: number,
): Promise<void> {
  if (ack <= row.given) return;
  await transaction.query('delete from ucwa_events where application = $1 and package <= $2', [serial, row.given]);
  await transaction.query('update ucwa_channels set confirmed = given where application = $1', [serial]);
}

/** Makes a request the one that is answered; an earlier one finds that it was replaced. Returns its name. */
export async function seatPoll(
  transaction: Queryable,
  { serial }: Addressee,
  request: PollRequest,
  untilMs: number,
): Promise<string> {
  const poll = randomUUID();
  const { lowMs, mediumMs, timeoutMs } = request.patience;
  await transaction.query(
    `update ucwa_channels set poll = $2, poll_priority = $3, poll_until_ms = $4,
       low_ms = coalesce($5, low_ms), medium_ms = coalesce($6, medium_ms), timeout_ms = coalesce($7, timeout_ms)
     where application = $1`,
    [serial, poll, request.priority, Math.ceil(untilMs), lowMs ?? null, mediumMs ?? null, timeoutMs ?? null],
  );
  await announceApplications(transaction, [serial]);
  return poll;
}

/** The request is not parked any more: the client left or was answered. */
export async function unseatPoll(queryable: Queryable, { serial }: Addressee, poll: string, nowMs: number) {
  await queryable.query(
    'update ucwa_channels set poll = null, released_at_ms = $3 where application = $1 and poll = $2',
    [serial, poll, Math.floor(nowMs)],
  );
}

type EventRow = { package: number | null; sender: Block['sender']; event: string; priority: Priority; at_ms: number };

/** More go into the next package. */
const eventsPerPackage = 200;

export type Waiting = { readonly isRepeated: boolean; readonly count: number; readonly dueAtMs: number };

/** What there is for a package: whether it was handed out before, and else when the first waiting event may wait no longer. */
export async function readWaiting(
  transaction: Queryable,
  { serial }: Addressee,
  ack: number,
  patience: Patience,
): Promise<Waiting> {
  const [row] = await transaction.query<{ repeated: number; waiting: number; due: number | null }>(
    `select count(*) filter (where package = $2) as repeated, count(*) filter (where package is null) as waiting,
       min(at_ms + case priority when 'low' then $3::bigint when 'medium' then $4::bigint else 0 end)
         filter (where package is null) as due
     from ucwa_events where application = $1`,
    [serial, ack, patience.lowMs, patience.mediumMs],
  );
  return {
    isRepeated: (row?.repeated ?? 0) > 0,
    count: row?.waiting ?? 0,
    dueAtMs: row?.due ?? Number.POSITIVE_INFINITY,
  };
}

/** Puts everything that waits into the package of this number, unless it was handed out before, and returns its blocks in order. */
export async function fillPackage(
  transaction: Queryable,
  { serial }: Addressee,
  ack: number,
  isRepeated: boolean,
): Promise<Block[]> {
  if (!isRepeated) {
    await transaction.query(
      `update ucwa_events set package = $2 where id in (
         select id from ucwa_events where application = $1 and package is null order by id limit $3)`,
      [serial, ack, eventsPerPackage],
    );
    await transaction.query('update ucwa_channels set given = $2 where application = $1', [serial, ack]);
  }
  const rows = await transaction.query<EventRow>(
    `select package, sender, event::text as event, priority, at_ms from ucwa_events
     where application = $1 and package = $2 order by id`,
    [serial, ack],
  );
  return blocksOf(rows);
}

/** Neighbours of one sender share a block; the same sender can have several (ucwa.md 7.2). */
function blocksOf(rows: readonly EventRow[]): Block[] {
  const blocks: Block[] = [];
  for (const { sender, event } of rows) {
    const last = blocks.at(-1);
    const isSame = last?.sender.rel === sender.rel && last.sender.href === sender.href;
    if (last && isSame) last.events.push(readStoredEvent(event));
    else blocks.push({ sender, events: [readStoredEvent(event)] });
  }
  return blocks;
}
