import { type Context, Hono } from 'hono';
import { eventsInput } from '../../../src/ucwa/wire/conversation.ts';
import { type EventPackage, writeEventPackage } from '../../../src/ucwa/wire/events.ts';
import type { GatewayEnv } from '../../context.ts';
import { requireApplication } from '../application/access.ts';
import type { Application } from '../application/applications.ts';
import { ucwaError, validationFailure } from '../errors.ts';
import { faultsOf } from '../faults.ts';
import { readInput, wantedRepresentation } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { applyFaults } from './fault-mode.ts';
import type { PollRequest } from './packages.ts';
import { type ChannelAnswer, createChannels } from './poll.ts';

/**
 * Aborted when the client leaves. Not the request's own signal: that one is made at the first look at it, and a client that left before
 * would never be noticed.
 */
function departure(c: Context<GatewayEnv>): AbortSignal {
  const reply = c.env?.reply;
  if (!reply) return c.req.raw.signal;
  const left = new AbortController();
  if (reply.closed) left.abort();
  else reply.once('close', () => left.abort());
  return left.signal;
}

/** Seconds of the query as ms; none when it does not say. Throws 400 for less than a client may ask. */
function durationOf(name: string, seconds: number | null | undefined, leastMs: number): number | undefined {
  if (typeof seconds === 'number' && seconds * 1000 < leastMs) {
    throw validationFailure(name, `expected ${Math.ceil(leastMs / 1000)} seconds at least`);
  }
  return typeof seconds === 'number' ? seconds * 1000 : undefined;
}

const named = <Name extends string>(name: Name, value: number | undefined): Partial<Record<Name, number>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, number>);

/** The query of ucwa.md 7.1. Without `ack` the client begins. */
async function readPoll(context: UcwaContext, c: Context<GatewayEnv>): Promise<PollRequest> {
  const { ack, priority, ...query } = await readInput(c, eventsInput);
  const { leastPollMs, leastCollectMs } = context.clocks;
  return {
    ack: ack ?? 1,
    priority: priority ?? 0,
    patience: {
      ...named('lowMs', durationOf('low', query.low, leastCollectMs)),
      ...named('mediumMs', durationOf('medium', query.medium, leastCollectMs)),
      ...named('timeoutMs', durationOf('timeout', query.timeout, leastPollMs)),
    },
  };
}

/** The answer with its links; a wished-for `resume` or `resync` is not kept: the next request goes on as if it had not been. */
function packageOf(
  context: UcwaContext,
  application: Application,
  answer: ChannelAnswer,
  faults: ReadonlySet<string>,
): EventPackage {
  const href = (ack: number) => context.paths.href('events', { app: application.id, ack });
  const { ack } = answer;
  if (answer.kind === 'resync' || faults.has('resync')) {
    return { self: '', resync: href(ack), senders: [], unreadable: [] };
  }
  const senders = answer.blocks.map(({ sender, events }) => ({ ...sender, events }));
  const onward = answer.isResumed || faults.has('resume') ? { resume: href(ack + 1) } : { next: href(ack + 1) };
  return applyFaults({ self: href(ack), ...onward, senders, unreadable: [] }, faults);
}

/** An answer that breaks off: its package counts as handed out, and nobody has it. */
function brokenAnswer(contentType: string): Response {
  const body = new ReadableStream({ start: (controller) => controller.error(new Error('This fault was asked for.')) });
  return new Response(body, { headers: { 'Content-Type': contentType } });
}

/**
 * The event channel (ucwa.md 7). The ticket is looked at when a request comes, so one that ends meanwhile does not end a parked request
 * (ucwa.md 12, point 5): the next request is challenged, and goes on where the channel was.
 */
export function createChannelRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const channels = createChannels(context);

  routes.get(context.paths.route('events'), async (c) => {
    const signal = departure(c);
    const application = await requireApplication(context, c);
    const faults = faultsOf(context, c);
    const answer = await channels.next(application, await readPoll(context, c), signal);
    // The client left: nobody reads this, and the package stays for its next request.
    if (!answer) throw ucwaError(408, '', '', 'The client left.');
    const { representation, contentType } = wantedRepresentation(c);
    if (faults.has('drop')) return brokenAnswer(contentType);
    const events = packageOf(context, application, answer, faults);
    return new Response(writeEventPackage(events, representation), {
      headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' },
    });
  });

  return routes;
}
