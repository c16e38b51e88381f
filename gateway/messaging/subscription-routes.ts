import { type Context, Hono } from 'hono';
import { formatEventTime } from '../../src/skype/timestamps.ts';
import { positionHeader } from '../../src/skype/wire/event.ts';
import { interestedResourcesBody, subscriptionBody } from '../../src/skype/wire/subscription.ts';
import type { GatewayEnv } from '../context.ts';
import { badRequest, subscriptionNotFound } from '../errors.ts';
import { originOf } from '../origin.ts';
import type { Batch, QueuedEvent } from './batches.ts';
import { callerOf } from './caller.ts';
import { withOrigin } from './links.ts';
import type { MessagingContext } from './messaging-context.ts';
import { createPolls, type Polls } from './poll.ts';
import { endpointOfPath, readBody } from './requests.ts';
import { createSignOuts } from './sign-outs.ts';
import { changeInterest, subscribe, unsubscribe } from './subscriptions.ts';

const eventMessage = (event: QueuedEvent, origin: string) => ({
  id: event.id,
  type: 'EventMessage',
  resourceType: event.resourceType,
  time: formatEventTime(event.atMs),
  resourceLink: origin + event.resourceLink,
  resource: withOrigin(event.resource, origin),
});

/**
 * Settles what becomes of a batch: gone when the reply was handed to the network, back in the queue when the connection ended
 * before that. Without a socket (tests) the reply counts as written when it is returned. A client that acknowledges says so
 * itself, with its next poll.
 */
function settle(c: Context<GatewayEnv>, polls: Polls, batch: Batch, isAcknowledged: boolean): void {
  const written = () => (isAcknowledged ? undefined : void polls.confirm(batch));
  const reply = c.env?.reply;
  if (!reply) written();
  else if (reply.closed) void polls.giveBack(batch);
  else reply.once('close', () => (reply.writableFinished ? written() : void polls.giveBack(batch)));
}

/**
 * Aborted when the client leaves, or by whoever else ends the wait. Not the request's own signal: that one is made at the first look at it, and
 * a client that left before would never be noticed. One controller for everything: thousands of them are held at a time.
 */
function departure(c: Context<GatewayEnv>): AbortController {
  const left = new AbortController();
  const leave = () => left.abort();
  const reply = c.env?.reply;
  if (reply ? reply.closed : c.req.raw.signal.aborted) leave();
  else if (reply) reply.once('close', leave);
  else c.req.raw.signal.addEventListener('abort', leave, { once: true });
  return left;
}

/** The only subscription an endpoint has is called 0. */
function checkSubscriptionId(c: Context<GatewayEnv>): void {
  if (c.req.param('subscription') !== '0') throw subscriptionNotFound();
}

function readPosition(c: Context<GatewayEnv>): number | undefined {
  const text = c.req.header(positionHeader);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`${positionHeader} is not an event id.`);
  return Number(text);
}

/** Subscriptions and the long poll (skype.md 5). */
export function createSubscriptionRoutes(context: MessagingContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const polls = createPolls(context);
  const signOuts = createSignOuts(context);

  routes.post('/v1/users/ME/endpoints/:endpoint/subscriptions', async (c) => {
    const caller = await callerOf(context, c);
    const body = await readBody(c, subscriptionBody);
    await subscribe(context, caller, endpointOfPath(c, caller), body);
    const location = `${originOf(context, c.req.raw)}/v1/users/ME/endpoints/SELF/subscriptions/0`;
    return c.json({}, 201, { Location: location });
  });

  routes.put('/v1/users/ME/endpoints/:endpoint/subscriptions/:subscription', async (c) => {
    const caller = await callerOf(context, c);
    checkSubscriptionId(c);
    const name = c.req.query('name') ?? 'interestedResources';
    if (name !== 'interestedResources') throw badRequest('Only interestedResources can be changed.');
    const body = await readBody(c, interestedResourcesBody);
    await changeInterest(context, caller, endpointOfPath(c, caller), body.interestedResources);
    return c.json({});
  });

  routes.delete('/v1/users/ME/endpoints/:endpoint/subscriptions/:subscription', async (c) => {
    const caller = await callerOf(context, c);
    checkSubscriptionId(c);
    await unsubscribe(context, caller, endpointOfPath(c, caller));
    return c.json({});
  });

  routes.post('/v1/users/ME/endpoints/:endpoint/subscriptions/:subscription/poll', async (c) => {
    const left = departure(c);
    const caller = await callerOf(context, c);
    checkSubscriptionId(c);
    const origin = originOf(context, c.req.raw);
    const position = readPosition(c);
    const endpointId = endpointOfPath(c, caller);
    const release = await signOuts.watch(caller.signInId, () => left.abort());
    const batch = await polls.next(caller, endpointId, left.signal, position).finally(release);
    if (batch) settle(c, polls, batch, position !== undefined);
    return c.json({ eventMessages: (batch?.events ?? []).map((event) => eventMessage(event, origin)) });
  });

  return routes;
}
