// How the people of the demo behave: the bot answers everything, joe and anna answer when they are written to, come and go, and now and
// then begin a conversation themselves.
import type { StatusWord } from '../../src/skype/wire/presence.ts';
import { ProtocolError } from '../errors.ts';
import { findUserByMri, type UserIdentity } from '../identity/users.ts';
import type { MessagingContext } from '../messaging/messaging-context.ts';
import { presenceDocument, readPresence, readPresenceOf } from '../messaging/presence.ts';
import { visibleTo } from '../messaging/relations.ts';
import { chooseStatus } from '../messaging/status.ts';
import type { Actor, Heard } from './actor.ts';
import { answerOf } from './concierge.ts';
import { answersTo, firstScene, type Scene, type Speaker, scenes } from './lines.ts';
import { chance, oneOf, pause } from './pause.ts';

/** A person may block, leave or remove whom the demo plays: then that one line is not said. */
async function unlessRefused(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
}

const isThread = (cid: string): boolean => cid.startsWith('19:');

async function peopleOf(context: MessagingContext, asker: UserIdentity) {
  const known = await visibleTo(context.database, asker);
  const states = await readPresence(
    context.database,
    known.map((person) => person.userId),
  );
  const people = await Promise.all(known.map((person) => findUserByMri(context.database, person.mri)));
  return people.flatMap((person) => {
    const state = person && states.get(person.userId);
    if (!person || !state) return [];
    return [{ displayName: person.displayName, status: presenceDocument(person.mri, state, 'contact').status }];
  });
}

/** The bot answers each message of its 1:1 conversations, in order. */
export async function answerAsConcierge(context: MessagingContext, actor: Actor, heard: Heard): Promise<void> {
  if (isThread(heard.cid)) return;
  const asker = await findUserByMri(context.database, heard.sender);
  if (!asker) return;
  await actor.read(heard);
  const people = await peopleOf(context, asker);
  const { displayName, name } = asker;
  await actor.say(heard.cid, answerOf(heard.text, { displayName, name, nowMs: context.now(), people }), 300);
}

/** A colleague answers a 1:1, or in the group if it is their turn; never someone of the demo, never while a real client plays them. */
export async function answerAsColleague(
  context: MessagingContext,
  actor: Actor,
  heard: Heard,
  colleague: Actor,
): Promise<void> {
  if (heard.sender === colleague.user.mri || (await actor.isPlayed())) return;
  await actor.read(heard);
  if (isThread(heard.cid) && !(await isTurnOf(actor, colleague, heard))) return;
  if (!(await pause(context, 800 + chance(context, 700)))) return;
  const answer = oneOf(context, answersTo(heard.text));
  await actor.say(heard.cid, answer, 1200 + chance(context, 1200));
}

/** In the group one of the two answers; whoever is played by a real client leaves it to the other. */
async function isTurnOf(actor: Actor, colleague: Actor, heard: Heard): Promise<boolean> {
  if (await colleague.isPlayed()) return true;
  const [first] = [actor.user.mri, colleague.user.mri].sort();
  return (first === actor.user.mri) === (Number(heard.id) % 2 === 0);
}

const moods: readonly [StatusWord, ...StatusWord[]] = ['Online', 'Online', 'Away', 'Idle', 'Busy', 'Offline'];

async function swing(context: MessagingContext, actor: Actor): Promise<void> {
  const choose = (status: StatusWord) => chooseStatus(context, { ...actor.user, endpointId: actor.endpointId }, status);
  const mood = oneOf(context, moods);
  if (mood === 'Offline') await actor.disconnect();
  else await choose(mood);
  if (!(await pause(context, 20_000 + chance(context, 25_000)))) return;
  if (mood === 'Offline') await actor.connect();
  await choose('Online');
}

/**
 * Comes and goes: mostly online, sometimes away or busy, now and then not connected for half a minute. Not while someone is
 * talking to them.
 */
export async function comeAndGo(context: MessagingContext, actor: Actor, isTalking: () => boolean): Promise<void> {
  while (await pause(context, 60_000 + chance(context, 90_000))) {
    if (isTalking() || (await actor.isPlayed())) continue;
    await unlessRefused(swing(context, actor));
  }
}

export type Stage = {
  readonly fred: UserIdentity;
  readonly group: string;
  readonly actors: Readonly<Record<Speaker, Actor>>;
};

const isConnected = async (context: MessagingContext, user: UserIdentity): Promise<boolean> =>
  (await readPresenceOf(context.database, user.userId)).endpoints.length > 0;

async function play(context: MessagingContext, stage: Stage, scene: Scene): Promise<void> {
  for (const [speaker, text] of scene.lines) {
    const actor = stage.actors[speaker];
    if (await actor.isPlayed()) continue;
    const cid = scene.place === 'group' ? stage.group : stage.fred.mri;
    await unlessRefused(actor.say(cid, text, 1200 + chance(context, 1500)));
    if (!(await pause(context, 1500 + chance(context, 2500)))) return;
  }
}

/** The newcomer hears from someone soon after the first sign-in, later every one to three minutes while they are there. */
export async function chatter(context: MessagingContext, stage: Stage): Promise<void> {
  while (!(await isConnected(context, stage.fred))) if (!(await pause(context, 1000))) return;
  if (!(await pause(context, 1500))) return;
  await play(context, stage, firstScene);
  let next = chance(context, scenes.length);
  while (await pause(context, 60_000 + chance(context, 120_000))) {
    if (!(await isConnected(context, stage.fred))) continue;
    await play(context, stage, scenes[next] ?? scenes[0]);
    next = (next + 1) % scenes.length;
  }
}
