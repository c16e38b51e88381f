// Asks the server what the events left open, and does what they ask for. Whatever happens here before a commit happens again after it
// was lost: every request is one that may be repeated.
import type { EventBatch } from '../../model/event.ts';
import { ServiceError } from '../../service/error.ts';
import type { UcwaConnection } from '../client/connection.ts';
import { hasSubcode } from '../client/failure.ts';
import { requireSession } from '../client/session.ts';
import type { Resource } from '../wire/resource.ts';
import { WireError } from '../wire/wire-error.ts';
import { foldAnswer, foldGone } from './answers.ts';
import { addLookup, type Draft } from './draft.ts';
import type { PeopleNews } from './people.ts';
import type { Action, Lookup } from './state.ts';

const mostAtOnce = 4;
const mostAttempts = 3;

/** True for what has nothing to do with conversations. */
export const isAside = ({ kind }: Lookup): boolean => kind === 'people' || kind === 'restore';

type Answer =
  | { kind: 'resource'; resource: Resource }
  | { kind: 'news'; news: Pick<EventBatch, 'events' | 'unreadable'> }
  | { kind: 'failure'; error: unknown };

/** True for a failure after which nothing else would succeed now. */
function isGeneral(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return true;
  return (
    ['network', 'unauthorised', 'session-lost', 'rate-limited'].includes(error.kind) ||
    hasSubcode(error, 'CannotRedirect')
  );
}

async function ask(connection: UcwaConnection, people: PeopleNews, lookup: Lookup): Promise<Answer> {
  try {
    if (lookup.kind === 'restore') return { kind: 'news', news: await people.restore() };
    if (lookup.kind === 'people') {
      return { kind: 'news', news: lookup.event ? await people.read(lookup.event) : { events: [], unreadable: [] } };
    }
    const href = lookup.kind === 'conversations' ? await conversationsHref(connection) : lookup.href;
    if (href === undefined) return { kind: 'news', news: { events: [], unreadable: [] } };
    return { kind: 'resource', resource: await connection.get(href) };
  } catch (error) {
    return { kind: 'failure', error };
  }
}

async function conversationsHref({ options }: UcwaConnection): Promise<string | undefined> {
  return (await requireSession(options.session)).links.communication.conversations;
}

/**
 * Asks for up to `most` things and folds the answers. Does not settle.
 * @throws ServiceError when the first of them fails for a reason that is not its own; what was answered before stays folded otherwise
 */
export async function lookUp(connection: UcwaConnection, people: PeopleNews, draft: Draft, most = 20): Promise<void> {
  const { state } = draft;
  // Conversations first: somebody may wait for an answer there.
  state.lookups.sort((a, b) => Number(isAside(a)) - Number(isAside(b)));
  const lookups = state.lookups.splice(0, most);
  let hasAnswer = false;
  while (lookups.length > 0) {
    const group = lookups.splice(0, mostAtOnce);
    const answers = await Promise.all(group.map((lookup) => ask(connection, people, lookup)));
    for (const [index, lookup] of group.entries()) {
      const answer = answers[index];
      if (answer?.kind !== 'failure') hasAnswer = true;
      if (answer) takeAnswer(draft, lookup, answer);
    }
    const general = answers.find((answer) => answer.kind === 'failure' && isGeneral(answer.error));
    if (general?.kind !== 'failure') continue;
    state.lookups.unshift(...lookups);
    if (!hasAnswer) throw general.error;
    return;
  }
}

function takeAnswer(draft: Draft, lookup: Lookup, answer: Answer): void {
  if (answer.kind === 'news') {
    draft.events.push(...answer.news.events);
    draft.unreadable.push(...answer.news.unreadable);
  } else if (answer.kind === 'failure') takeFailure(draft, lookup, answer.error);
  else {
    try {
      foldAnswer(draft, lookup, answer.resource);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      draft.unreadable.push({ what: lookup.kind, path: error.path, reason: error.reason });
    }
  }
}

// The table of errors in ucwa.md 8.9. It stands on every page of the reference: what it says of this resource is careful reading.
function takeFailure(draft: Draft, lookup: Lookup, error: unknown): void {
  const { state } = draft;
  if (isGeneral(error)) {
    state.lookups.unshift(lookup);
    return;
  }
  const { kind } = error as ServiceError;
  const isModality = lookup.kind === 'owner' || lookup.kind === 'chat';
  if (isModality && (hasSubcode(error, 'None', 409) || hasSubcode(error, 'TooManyGroups', 409))) {
    state.hasNoModalities = true;
  } else if (kind === 'not-found') foldGone(draft, lookup);
  else if (hasSubcode(error, 'AlreadyExists', 409)) return;
  else if (kind === 'server' && !hasSubcode(error, 'InvalidExchangeServerVersion') && mayTryAgain(lookup)) {
    state.lookups.push({ ...lookup, attempts: lookup.attempts + 1 });
  } else {
    // What is known stays: not being told is no news.
    if (!isModality) foldGone(draft, lookup);
    draft.unreadable.push({ what: lookup.kind, path: '', reason: (error as ServiceError).message });
  }
}

const mayTryAgain = ({ attempts }: { attempts: number }): boolean => attempts + 1 < mostAttempts;

// An invitation that cannot be accepted: what came of it is perhaps not told any more, and the text that came with it would wait for
// that. Its conversation says it: it goes on, or it is gone.
function askWhatCame(draft: Draft, { href }: Action): void {
  const found = Object.entries(draft.state.invitations).find(([invitation]) => href.startsWith(`${invitation}/`));
  const conversation = found?.[1].conversation;
  if (conversation !== undefined) addLookup(draft, { kind: 'conversation', href: conversation, conversation });
}

/**
 * Does what the state asks for; answers true when anything was done. What the server refuses is done with: an invitation that was taken
 * or has run out cannot be answered any more.
 * @throws ServiceError when nothing gets through now; the action stays
 */
export async function perform(connection: UcwaConnection, draft: Draft): Promise<boolean> {
  const { state } = draft;
  const actions = state.actions.splice(0);
  for (const [index, action] of actions.entries()) {
    try {
      await connection.post(action.href, bodyOf(connection, action));
    } catch (error) {
      if (isGeneral(error)) {
        state.actions.push(...actions.slice(index));
        throw error;
      }
      const isPassing = error instanceof ServiceError && error.kind === 'server';
      if (isPassing && mayTryAgain(action)) state.actions.push({ ...action, attempts: action.attempts + 1 });
      else if (action.kind === 'accept') askWhatCame(draft, action);
    }
  }
  return actions.length > 0;
}

function bodyOf({ options }: UcwaConnection, { kind }: Action): { json?: unknown } {
  if (kind === 'decline') return { json: { reason: 'Local' } };
  return kind === 'addMessaging' ? { json: { operationId: options.newId() } } : {};
}
