// What the messaging domain put into the queue of an application's subscription, in UCWA's words (ucwa.md 7). It is taken out in the
// transaction that puts the translation into the application's own queue: nothing is lost between, nothing comes twice.

import { describeError } from '../../request-log.ts';
import { type Queryable, sqlStateOf } from '../../storage/database.ts';
import type { Application } from '../application/access.ts';
import { hearEverything, hearMessage, hearThread } from '../communication/hearing.ts';
import { endOfTypingMs, expireTyping, tellTyping } from '../communication/typing.ts';
import { findViewByCid, findViewer, type Viewer } from '../communication/views.ts';
import { allPresenceEvents, presenceEvents } from '../people/translate.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { queueEvents } from './queue.ts';

type News = { resource_type: string; resource_link: string; resource: unknown };

/** Serialization failure and deadlock. */
const retriedStates: ReadonlySet<string> = new Set(['40001', '40P01']);

const subscriptionOf = `(select serial from subscriptions where user_id = $1 and endpoint_id = $2)`;

/** Whether there is anything to translate, to make up for or to end for an application. */
export async function hasNews(queryable: Queryable, context: UcwaContext, application: Application): Promise<boolean> {
  const rows = await queryable.query(
    `select 1 as found from subscriptions where user_id = $1 and endpoint_id = $2
     and (is_lost or exists (select 1 from events where events.subscription = subscriptions.serial)) limit 1`,
    [application.userId, application.endpointId],
  );
  return rows.length > 0 || (await endOfTypingMs(queryable, application)) <= context.now();
}

/**
 * Takes everything from the subscription. One that was too long for the domain goes on, but its events are gone there: `isLost`, until the
 * application has been told what it missed.
 */
async function takeNews(
  transaction: Queryable,
  { userId, endpointId }: Application,
): Promise<{ news: News[]; isLost: boolean }> {
  const lost = await transaction.query(
    'update subscriptions set is_lost = false where user_id = $1 and endpoint_id = $2 and is_lost returning serial',
    [userId, endpointId],
  );
  const news = await transaction.query<News>(
    `with taken as (delete from events where subscription = ${subscriptionOf} returning id, resource_type, resource_link, resource)
     select resource_type, resource_link, resource from taken order by id`,
    [userId, endpointId],
  );
  return { news, isLost: lost.length > 0 };
}

type MessageNews = {
  readonly id: string;
  readonly cid: string;
  readonly messagetype: string;
  readonly author: string;
  readonly isEdit: boolean;
};

const textIn = (value: object, name: string): string => {
  const text: unknown = (value as Record<string, unknown>)[name];
  return typeof text === 'string' ? text : '';
};

function messageNewsOf(resource: unknown): MessageNews | undefined {
  if (typeof resource !== 'object' || resource === null) return undefined;
  const from = textIn(resource, 'from');
  return {
    id: textIn(resource, 'id'),
    cid: textIn(resource, 'conversationid'),
    messagetype: textIn(resource, 'messagetype'),
    author: decodeURIComponent(from.slice(from.lastIndexOf('/') + 1)),
    isEdit: textIn(resource, 'skypeeditedid') !== '',
  };
}

/** One message event. Edits are left out: UCWA knows none (ucwa.md 11), what was read stays as it was. */
async function translateMessage(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Viewer,
  news: MessageNews,
): Promise<void> {
  const { cid, messagetype, author } = news;
  const typing = /^Control\/(Clear)?Typing$/i.exec(messagetype);
  if (typing) {
    const view = await findViewByCid(transaction, viewer.serial, cid);
    if (view) await tellTyping(transaction, context, view, author, typing[1] === undefined);
  } else if (messagetype.startsWith('ThreadActivity/')) await hearThread(transaction, context, viewer, cid);
  else if (!/^(Control|Signal)\//i.test(messagetype) && !news.isEdit) {
    await hearMessage(transaction, context, viewer, { cid, id: Number(news.id), author });
  }
}

async function translateOne(transaction: Queryable, context: UcwaContext, viewer: Viewer, news: News): Promise<void> {
  if (news.resource_type === 'NewMessage') {
    const message = messageNewsOf(news.resource);
    if (message) await translateMessage(transaction, context, viewer, message);
  } else if (news.resource_type === 'ThreadUpdate' && typeof news.resource === 'object' && news.resource !== null) {
    await hearThread(transaction, context, viewer, textIn(news.resource, 'id'));
  }
}

/** One event that cannot be translated is logged and left out; it must not hold up everything behind it for ever. */
async function translateSafely(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Viewer,
  news: News,
): Promise<void> {
  await transaction.query('savepoint one_event');
  try {
    await translateOne(transaction, context, viewer, news);
    await transaction.query('release savepoint one_event');
  } catch (error) {
    // The whole transaction will be tried again.
    if (retriedStates.has(sqlStateOf(error) ?? '')) throw error;
    await transaction.query('rollback to savepoint one_event');
    context.log.error(describeError(error), 'an event could not be translated');
  }
}

/**
 * Translates what there is. `holdsClock`: the transaction took a tick, so that it may change conversations; otherwise there was nothing.
 * Returns when something will have to be told although nothing comes, infinite when never.
 */
export async function translateNews(
  transaction: Queryable,
  context: UcwaContext,
  application: Application,
  holdsClock: boolean,
): Promise<number> {
  if (holdsClock) {
    const viewer = await findViewer(transaction, application.serial);
    const { news, isLost } = viewer ? await takeNews(transaction, application) : { news: [], isLost: false };
    const presence = news.map(({ resource_type, resource_link, resource }) => ({
      resourceType: resource_type,
      resourceLink: resource_link,
      resource,
    }));
    await queueEvents(
      transaction,
      context,
      application,
      await presenceEvents(transaction, context, application, presence),
    );
    for (const item of viewer ? news : []) {
      if (viewer) await translateSafely(transaction, context, viewer, item);
    }
    if (viewer && isLost) {
      await queueEvents(transaction, context, application, await allPresenceEvents(transaction, context, application));
      await hearEverything(transaction, context, viewer);
    }
    await expireTyping(transaction, context, application);
  }
  return endOfTypingMs(transaction, application);
}
