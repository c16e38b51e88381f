// The parked request of the event channel (ucwa.md 7): joins the packages in the database with the requests that are held in this
// process. Several gateways on one database share the channel of an application.

import { takeTick } from '../../messaging/clock.ts';
import { describeError } from '../../request-log.ts';
import type { Queryable } from '../../storage/database.ts';
import type { Application } from '../application/access.ts';
import { keepApplication } from '../application/lifetime.ts';
import { leaveEverything } from '../communication/departing.ts';
import { markTold, newestTick } from '../communication/missed.ts';
import { applicationNotFound, ucwaError } from '../errors.ts';
import { dropPresenceSubscriptions } from '../people/presence-subscriptions.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { createListening, keysOf } from './news.ts';
import {
  type Block,
  type ChannelRow,
  confirmPackages,
  expectedAck,
  fillPackage,
  isExpected,
  lockChannel,
  type Patience,
  type PollRequest,
  readWaiting,
  seatPoll,
  unseatPoll,
} from './packages.ts';
import { createParking, type Ticket } from './parking.ts';
import { hasNews, translateNews } from './translate.ts';

export type ChannelAnswer =
  | { readonly kind: 'package'; readonly ack: number; readonly blocks: Block[]; readonly isResumed: boolean }
  /** Another package was expected; `ack` leads to it. */
  | { readonly kind: 'resync'; readonly ack: number };

export type Channels = {
  /**
   * The package that a request asks for, as soon as something is due or the time is over (then an empty one). Throws 409 `PGetReplaced`
   * when a newer or more important request came, 404 `ApplicationNotFound` when the application ended meanwhile, 503 when the gateway
   * stops; undefined when the client left.
   */
  next(application: Application, request: PollRequest, signal: AbortSignal): Promise<ChannelAnswer | undefined>;
  /** How many requests are parked. */
  parked(): number;
};

const replaced = () =>
  ucwaError(409, 'Conflict', 'PGetReplaced', 'Another request for the events took the place of this one.');
const stopping = () => ucwaError(503, 'ServiceUnavailable', '', 'The server is stopping.');

const patienceOf = (context: UcwaContext, row: ChannelRow): Patience => ({
  lowMs: row.low_ms ?? context.clocks.lowMs,
  mediumMs: row.medium_ms ?? context.clocks.mediumMs,
  timeoutMs: row.timeout_ms ?? context.clocks.pollMs,
});

type Seat = { readonly poll: string; readonly untilMs: number };

/** A request that was parked in a process that died counts until its time was over. */
function isSilent(context: UcwaContext, row: ChannelRow): boolean {
  const heardAtMs = row.poll === null ? row.released_at_ms : row.poll_until_ms;
  return row.given > 0 && context.now() - heardAtMs > context.clocks.silenceMs;
}

/** Conversations are changed by who holds the clock; a request that changes none, the usual one, must not wait for it. */
async function takeTickAfterSilence(transaction: Queryable, context: UcwaContext, application: Application) {
  const [row] = await transaction.query<ChannelRow>('select * from ucwa_channels where application = $1', [
    application.serial,
  ]);
  if (row && isSilent(context, row)) await takeTick(transaction, context);
}

/**
 * After long silence what was transient is gone: the conversations are left and the times of the client forgotten; the next package says
 * so (`resume`). Decision where the two event pages differ (ucwa.md 12, point 3): `resume` after silence, `resync` for a wrong `ack`.
 */
async function endSilence(
  transaction: Queryable,
  context: UcwaContext,
  application: Application,
  row: ChannelRow,
  ack: number,
): Promise<ChannelRow> {
  if (!isSilent(context, row)) return row;
  await leaveEverything(transaction, context, application);
  await dropPresenceSubscriptions(transaction, application);
  const [changed] = await transaction.query<ChannelRow>(
    `update ucwa_channels set resumed = $2, low_ms = null, medium_ms = null, timeout_ms = null
     where application = $1 returning *`,
    [application.serial, isExpected(row, ack) ? ack : expectedAck(row)],
  );
  return changed ?? row;
}

/** Takes the seat of the application's one request, or says why not. */
async function enter(
  context: UcwaContext,
  application: Application,
  request: PollRequest,
): Promise<Seat | { readonly resync: number }> {
  return context.database.transaction(async (transaction) => {
    await takeTickAfterSilence(transaction, context, application);
    const locked = await lockChannel(transaction, application, context.now());
    if (!locked) throw applicationNotFound();
    const row = await endSilence(transaction, context, application, locked, request.ack);
    if (!isExpected(row, request.ack)) return { resync: expectedAck(row) };
    const isHeld = row.poll !== null && row.poll_until_ms > context.now();
    if (isHeld && row.poll_priority > request.priority) throw replaced();
    await confirmPackages(transaction, application, row, request.ack);
    const timeoutMs = request.patience.timeoutMs ?? patienceOf(context, row).timeoutMs;
    const untilMs = context.now() + timeoutMs;
    await keepApplication(transaction, context, application, untilMs);
    return { poll: await seatPoll(transaction, application, request, untilMs), untilMs };
  });
}

type Look =
  | { readonly kind: 'ready'; readonly answer: ChannelAnswer }
  | { readonly kind: 'later'; readonly atMs: number };

/** One look at the queue: the package when it is due, else when to look again at the latest. */
async function look(context: UcwaContext, application: Application, request: PollRequest, seat: Seat): Promise<Look> {
  return context.database.transaction(async (transaction) => {
    const newestId = await newestTick(transaction);
    // Whoever changes conversations holds the clock first; to take it after the channel's row could lock two transactions in each other.
    const isNews = await hasNews(transaction, context, application);
    if (isNews) await takeTick(transaction, context);
    const row = await lockChannel(transaction, application, context.now());
    if (!row) throw applicationNotFound();
    if (row.poll !== seat.poll) throw replaced();
    const nextNewsAtMs = await translateNews(transaction, context, application, isNews);
    const { ack } = request;
    const waiting = await readWaiting(transaction, application, ack, patienceOf(context, row));
    const isOver = seat.untilMs <= context.now();
    if (!waiting.isRepeated && waiting.dueAtMs > context.now() && !isOver) {
      return { kind: 'later', atMs: Math.min(waiting.dueAtMs, nextNewsAtMs, seat.untilMs) };
    }
    const blocks = await fillPackage(transaction, application, ack, waiting.isRepeated);
    await markTold(transaction, application.userId, newestId);
    await unseatPoll(transaction, application, seat.poll, context.now());
    await keepApplication(transaction, context, application, context.now());
    return { kind: 'ready', answer: { kind: 'package', ack, blocks, isResumed: row.resumed === ack } };
  });
}

/** Looks until there is a package, the client leaves or the gateway stops. */
async function hold(
  context: UcwaContext,
  application: Application,
  request: PollRequest,
  seat: Seat,
  ticket: Ticket,
  signal: AbortSignal,
): Promise<ChannelAnswer | undefined> {
  const until = AbortSignal.any([signal, context.shutdown]);
  for (;;) {
    if (context.shutdown.aborted) throw stopping();
    if (signal.aborted) return undefined;
    ticket.watch(await keysOf(context.database, application));
    const found = await look(context, application, request, seat);
    if (found.kind === 'ready') return found.answer;
    await ticket.wait(found.atMs - context.now(), until);
  }
}

async function leave(context: UcwaContext, application: Application, seat: Seat): Promise<void> {
  if (context.shutdown.aborted) return;
  try {
    await unseatPoll(context.database, application, seat.poll, context.now());
  } catch (error) {
    if (!context.shutdown.aborted) context.log.error(describeError(error), 'a parked request could not be ended');
  }
}

/** Opens the channels of this process. It listens from the first request on; all parked requests end when the gateway shuts down. */
export function createChannels(context: UcwaContext): Channels {
  const parking = createParking();
  const listen = createListening(context, parking);
  return {
    async next(application, request, signal) {
      await listen();
      const seat = await enter(context, application, request);
      if ('resync' in seat) return { kind: 'resync', ack: seat.resync };
      const ticket = parking.open([]);
      try {
        return await hold(context, application, request, seat, ticket, signal);
      } finally {
        ticket.close();
        await leave(context, application, seat);
      }
    },
    parked: () => parking.count(),
  };
}
