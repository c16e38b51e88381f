// Who joined and who left, as lines in the history. The set of people counts, not the sequence of events: what was told is compared
// with what is (ucwa.md 8.9, table of states). So the order in which a leave is told does not matter, which no page shows
// (ucwa.md 12, point 1); whose participantMessaging it was is known from before, with `in` or without.
import type { ContactId } from '../../model/account.ts';
import type { ThreadActivity } from '../../model/message.ts';
import type { Whereabouts } from './members.ts';
import type { ConversationState } from './state.ts';

export type Line = { activity: ThreadActivity; sender: ContactId };
export type Lines = { arrivals: Line[]; departures: Line[] };

type People = Readonly<Record<ContactId, Whereabouts>>;

/** The lines between what was told and what is now. */
export function compare(conversation: ConversationState, user: ContactId, before: People, now: People): Lines {
  const joined: ContactId[] = [];
  const left: ContactId[] = [];
  const lines: Lines = { arrivals: [], departures: [] };
  for (const person of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const [was, is] = [before[person], now[person]];
    if (was === is || isNoNews(conversation, person, user, was, is)) continue;
    if (is === 'chat') joined.push(person);
    else if (is === 'here' && was === 'chat') left.push(person);
    else if (is === 'here') lines.arrivals.push({ activity: moved('added', person), sender: person });
    // Two people have nothing but their chat: who is gone has left it.
    else if (!conversation.isConference) left.push(person);
    else lines.departures.push({ activity: moved('removed', person), sender: person });
  }
  if (joined.length > 0) lines.arrivals.push(lineOf('chatJoined', joined, user, now));
  if (left.length > 0) lines.departures.unshift(lineOf('chatLeft', left, user, { ...before, ...now }));
  return lines;
}

const moved = (type: 'added' | 'removed', person: ContactId): ThreadActivity => ({
  type,
  by: person,
  targets: [person],
});

// A message of the user's own moves the read position: the line about the user is told in the name of another, if there is one.
function lineOf(type: 'chatJoined' | 'chatLeft', targets: ContactId[], user: ContactId, people: People): Line {
  const others = [...targets, ...Object.keys(people)].filter((person) => person !== user);
  return { activity: { type, targets }, sender: others[0] ?? user };
}

function isNoNews(
  conversation: ConversationState,
  person: ContactId,
  user: ContactId,
  was: Whereabouts | undefined,
  is: Whereabouts | undefined,
): boolean {
  const known = Object.values(conversation.participants).filter(({ uri }) => uri === person);
  const isArriving = is === 'chat' || was === undefined;
  // Who was there when the user came in, and the two of a conversation of two, arrive once without a word.
  const isExpected = known.some((participant) => participant.isExpected);
  if (isArriving && isExpected && !known.some(({ wasInChat }) => wasInChat)) return true;
  if (person !== user) return false;
  // The user's own way between conversation and conference is no news; the end of a conversation is told as one.
  return conversation.joinsUntilMs !== undefined || is === undefined || was === undefined;
}

/** The line of a conversation of several that is over, for everybody or for the user. */
export function endLine(conversation: ConversationState, user: ContactId, before: People): Line {
  const others = Object.keys(before).filter((person) => person !== user);
  const { endReason } = conversation;
  const isOver = endReason === 'Ended' || (endReason === undefined && others.length === 0);
  const activity: ThreadActivity = isOver ? { type: 'ended' } : { type: 'removed', by: user, targets: [user] };
  return { activity, sender: others[0] ?? Object.keys(before)[0] ?? user };
}
