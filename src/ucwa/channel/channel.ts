// The event channel (ucwa.md 7): one request at a time, asked again under the same address until its package is committed. This file
// keeps nothing: whoever commits the batches keeps the state, so the worker may die between any two lines.
import type { EventBatch } from '../../model/event.ts';
import { ServiceError } from '../../service/error.ts';
import type { UcwaConnection } from '../client/connection.ts';
import { hasSubcode } from '../client/failure.ts';
import { requireSession, type Session } from '../client/session.ts';
import { type EventPackage, readEventPackage } from '../wire/events.ts';
import { WireError } from '../wire/wire-error.ts';
import { type Draft, startDraft } from './draft.ts';
import { foldPackage } from './fold.ts';
import { foldAccepted } from './fold-messages.ts';
import { isAside, lookUp, perform } from './look-up.ts';
import type { PeopleNews } from './people.ts';
import { beginState } from './recover.ts';
import { forgetTexts, overdueTexts } from './sent-texts.ts';
import { settle } from './settle.ts';
import { blankState, readState } from './state.ts';
import { factsOf } from './stored.ts';

/** A worker of a browser is ended when it waits longer; the request is repeated then, which is what its address is for. */
const cutMs = 25_000;
/** Between two rounds of looking at what people do, the channel is asked only whether something is there already. */
const glanceMs = 500;
/** The smallest values the server takes: silence, and how long events of the two patient classes are collected, in seconds. */
const patience = { timeout: '180', medium: '5', low: '5' };

export type Channel = {
  /**
   * Answers what is new, as soon as there is something, or nothing after a while. The batch and its `channel` belong into one transaction;
   * a batch that was not committed comes again.
   * @throws ServiceError `conflict` when another program uses the same application; `session-lost` when the application is gone
   */
  poll(signal?: AbortSignal): Promise<EventBatch>;
};

/** The event channel of the open application. */
export function createChannel(connection: UcwaConnection, people: PeopleNews): Channel {
  const { options } = connection;

  async function begin(session: Session): Promise<{ draft: Draft; isNew: boolean }> {
    const stored = readState(await options.channel.read());
    const facts = factsOf(connection, session);
    if (stored?.application === session.applicationHref) return { draft: startDraft(stored, facts), isNew: false };
    const draft = startDraft(blankState(session.applicationHref, session.eventsHref, facts.nowMs), facts);
    beginState(draft, stored);
    return { draft, isNew: true };
  }

  async function request(
    href: string,
    signal: AbortSignal | undefined,
    timeoutMs = cutMs,
  ): Promise<EventPackage | undefined> {
    const parts = { query: patience, timeoutMs, ...(signal && { signal }) };
    try {
      const { text, contentType } = await connection.send({ method: 'GET', href, ...parts });
      const events = readEventPackage(text, contentType);
      // An address that leads elsewhere is refused before it is committed: this one can be asked again.
      for (const address of [events.next, events.resync, events.resume]) {
        if (address !== undefined) connection.resolve(address);
      }
      return events;
    } catch (error) {
      if (error instanceof ServiceError && error.hasTimedOut) return undefined;
      if (error instanceof WireError) {
        throw new ServiceError('unreadable', `the server answered something unexpected at "${error.path}"`);
      }
      throw error;
    }
  }

  // A request of ours that was given up may reach the server late and take the place of this one, once. Twice it is another program
  // with this application, and two that take turns would both miss what the other was told: stop and say so (ucwa.md 7.3).
  async function requestAgain(
    href: string,
    signal: AbortSignal | undefined,
    timeoutMs?: number,
  ): Promise<EventPackage | undefined> {
    try {
      return await request(href, signal, timeoutMs);
    } catch (error) {
      if (!isReplaced(error)) throw error;
      try {
        return await request(href, signal, timeoutMs);
      } catch (again) {
        if (isReplaced(again)) throw new ServiceError('replaced', 'another program uses this application');
        throw again;
      }
    }
  }

  /** Asks for the next package and folds it; answers false when there is none so far. */
  async function takePackage(draft: Draft, signal: AbortSignal | undefined, timeoutMs?: number): Promise<boolean> {
    const events = await requestAgain(draft.state.next, signal, timeoutMs);
    if (!events) return false;
    // Texts may have gone out while the request was parked.
    const session = await requireSession(options.session);
    foldPackage({ ...draft, facts: factsOf(connection, session) }, events);
    return true;
  }

  async function glance(draft: Draft, signal: AbortSignal | undefined): Promise<void> {
    try {
      await takePackage(draft, signal, glanceMs);
    } catch (error) {
      // What was looked up counts; the next request meets the same, if it is still there.
      if (!(error instanceof ServiceError)) throw error;
    }
  }

  return {
    async poll(signal) {
      const session = await requireSession(options.session);
      const { draft, isNew } = await begin(session);
      await forgetTexts(connection, session, draft.state);
      let hasChanged = (await perform(connection, draft)) || isNew;
      if (draft.state.lookups.length > 0) {
        await lookUp(connection, people, draft);
        settle(draft);
        // An invitation cannot wait until everybody's presence is known.
        if (draft.state.lookups.length > 0 && draft.state.lookups.every(isAside)) await glance(draft, signal);
        return batchOf(draft, true);
      }
      for (const overdue of overdueTexts(session, draft.state, options.nowMs())) {
        foldAccepted(draft, overdue.operationId, overdue.conversation, overdue.text);
        hasChanged = true;
      }
      if (draft.events.length > 0) return batchOf(draft, true);
      const hasNews = await takePackage(draft, signal);
      return batchOf(draft, hasChanged || hasNews);
    },
  };
}

const batchOf = ({ events, unreadable, state }: Draft, hasChanged: boolean): EventBatch => ({
  events,
  unreadable,
  ...(hasChanged && { channel: state }),
});

const isReplaced = (error: unknown): boolean => hasSubcode(error, 'PGetReplaced', 409);
