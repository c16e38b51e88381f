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
import { lookUp, perform } from './look-up.ts';
import type { PeopleNews } from './people.ts';
import { beginState } from './recover.ts';
import { forgetTexts, overdueTexts } from './sent-texts.ts';
import { settle } from './settle.ts';
import { blankState, readState } from './state.ts';
import { factsOf } from './stored.ts';

/** A worker of a browser is ended when it waits longer; the request is repeated then, which is what its address is for. */
const cutMs = 25_000;
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

  async function request(href: string, signal: AbortSignal | undefined): Promise<EventPackage | undefined> {
    const parts = { query: patience, timeoutMs: cutMs, ...(signal && { signal }) };
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

  // A request of ours that was given up may reach the server late and take the place of this one, once. Twice it is somebody else.
  async function requestAgain(href: string, signal: AbortSignal | undefined): Promise<EventPackage | undefined> {
    try {
      return await request(href, signal);
    } catch (error) {
      if (!hasSubcode(error, 'PGetReplaced', 409)) throw error;
      return request(href, signal);
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
        return batchOf(draft, true);
      }
      for (const overdue of overdueTexts(session, draft.state, options.nowMs())) {
        foldAccepted(draft, overdue.operationId, overdue.conversation, overdue.text);
        hasChanged = true;
      }
      if (draft.events.length > 0) return batchOf(draft, true);
      const events = await requestAgain(draft.state.next, signal);
      if (events) {
        // Texts may have gone out while the request was parked.
        const later = { ...draft, facts: factsOf(connection, await requireSession(options.session)) };
        foldPackage(later, events);
        hasChanged = true;
      }
      return batchOf(draft, hasChanged);
    },
  };
}

const batchOf = ({ events, unreadable, state }: Draft, hasChanged: boolean): EventBatch => ({
  events,
  unreadable,
  ...(hasChanged && { channel: state }),
});
