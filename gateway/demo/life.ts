// The life of the demo: who is who, and what runs until the gateway stops.
import type { GatewayContext } from '../context.ts';
import { findUserByName, type UserIdentity } from '../identity/users.ts';
import { createMessagingContext, type MessagingContext } from '../messaging/messaging-context.ts';
import { createPolls } from '../messaging/poll.ts';
import { describeError } from '../request-log.ts';
import { type Actor, createActor, type Heard } from './actor.ts';
import { type Cast, ensureGroup, welcomeOnce } from './history.ts';
import { answerAsNewcomer, askAndArrive } from './newcomer.ts';
import { answerAsColleague, answerAsConcierge, chatter, comeAndGo } from './roles.ts';

/** Endpoints of the demo people: always the same, so that a restart finds them with what was written meanwhile. */
const endpointIds = {
  joe: '{5c1a4b00-de30-4000-8000-000000000004}',
  anna: '{5c1a4b00-de30-4000-8000-000000000007}',
  mary: '{5c1a4b00-de30-4000-8000-000000000009}',
  concierge: '{5c1a4b00-de30-4000-8000-000000000028}',
} as const;

/** Someone who was written to stays where they are for a while. */
const talkMs = 180_000;

async function findCast(context: GatewayContext): Promise<Cast & { mary: UserIdentity }> {
  const find = async (name: string): Promise<UserIdentity> => {
    const user = await findUserByName(context.database, name);
    if (!user) throw new Error(`The demo user ${name} is missing.`);
    return user;
  };
  return {
    fred: await find('fred.2'),
    joe: await find('joe.4'),
    anna: await find('anna.7'),
    mary: await find('mary.9'),
    concierge: await find('concierge'),
  };
}

/** Runs work in the background; a failure is logged and ends only this piece of work. */
function inBackground(context: MessagingContext, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    if (!context.shutdown.aborted) context.log.warn(describeError(error), 'the demo stumbled');
  });
}

/** Hands messages to `answer` one after the other, so that answers keep the order of the questions. */
function inOrder(context: MessagingContext, answer: (heard: Heard) => Promise<void>): (heard: Heard) => void {
  let last: Promise<void> = Promise.resolve();
  return (heard) => {
    last = last.then(() => answer(heard)).catch((error: unknown) => inBackground(context, Promise.reject(error)));
  };
}

function startColleague(context: MessagingContext, actor: Actor, colleague: Actor): void {
  let talkedAtMs = Number.NEGATIVE_INFINITY;
  const answer = inOrder(context, (heard) => answerAsColleague(context, actor, heard, colleague));
  inBackground(
    context,
    actor.listen((heard) => {
      if (heard.sender !== colleague.user.mri) talkedAtMs = context.now();
      answer(heard);
    }),
  );
  inBackground(
    context,
    comeAndGo(context, actor, () => context.now() - talkedAtMs < talkMs),
  );
}

/**
 * Lets the demo people live until the gateway stops: the group "Team chat" with a little history and the bot's welcome on the first
 * start, the bot that answers, joe and anna, who come and go, type and write now and then, and mary, who asks to be a contact.
 * Needs the demo people of people.ts.
 */
export async function startDemo(gateway: GatewayContext): Promise<void> {
  const context = createMessagingContext(gateway);
  const cast = await findCast(gateway);
  const group = await ensureGroup(context, cast);
  await welcomeOnce(context, cast);
  const polls = createPolls(context);
  const joe = createActor(context, polls, cast.joe, endpointIds.joe);
  const anna = createActor(context, polls, cast.anna, endpointIds.anna);
  const concierge = createActor(context, polls, cast.concierge, endpointIds.concierge);
  inBackground(context, concierge.listen(inOrder(context, (heard) => answerAsConcierge(context, concierge, heard))));
  startColleague(context, joe, anna);
  startColleague(context, anna, joe);
  const mary = createActor(context, polls, cast.mary, endpointIds.mary);
  const answer = inOrder(context, (heard) => answerAsNewcomer(context, mary, heard));
  inBackground(context, askAndArrive(context, mary, cast.fred, answer));
  inBackground(context, chatter(context, { fred: cast.fred, group, actors: { 'joe.4': joe, 'anna.7': anna } }));
}
