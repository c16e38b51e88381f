// Older messages of a conversation, brought from the server when the user scrolls back.
import { CommandError } from '../extension/commands.ts';
import type { ConversationId } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import type { Page } from '../src/service/service.ts';
import { orderSpan } from '../src/sync/reconcile.ts';
import type { Apply } from './apply.ts';
import { within } from './apply-read.ts';
import type { Context } from './context.ts';
import type { Link } from './link.ts';

const mostPages = 50;

/** Brings messages older than the stored ones; answers whether there may be more. */
export type LoadOlder = (link: Link, conversation: ConversationId) => Promise<{ hasMore: boolean }>;

export function createLoadOlder(context: Context, apply: Apply): LoadOlder {
  /** A place in the history that the server has forgotten is found again from the newest message on. */
  async function readPage(link: Link, conversation: ConversationId, place: string | undefined): Promise<Page> {
    try {
      return await link.call((service) => service.listMessages(conversation, place));
    } catch (error) {
      const isStale = error instanceof ServiceError && (error.kind === 'not-found' || error.kind === 'invalid');
      if (!isStale || place === undefined) throw error;
      return link.call((service) => service.listMessages(conversation));
    }
  }

  return async (link, conversation) => {
    const { id } = link.account;
    const database = await context.database();
    const row = await database.get('conversations', [id, conversation]);
    if (!row) throw new CommandError('not-found', 'the conversation is not here');
    const oldest = (await database.getAllFromIndex('messages', 'order', within(id, conversation), 1))[0]?.order;
    let { older } = row;
    if (!link.service.capabilities.history && older !== 'end') {
      older = 'end';
      await apply(link.account, { events: [], unreadable: [] }, { history: { conversation, older } });
    }
    for (let pages = 0; pages < mostPages && older !== 'end'; pages += 1) {
      const from = older;
      const page: Page = await readPage(link, conversation, from);
      await apply(link.account, page, { history: { conversation, older: page.next ?? 'end', from } });
      // What the transaction left there: a catch-up may have moved it to the end of a new gap.
      older = (await database.get('conversations', [id, conversation]))?.older;
      const span = orderSpan(page);
      if (span && (oldest === undefined || span.lowest < oldest)) break;
    }
    return { hasMore: older !== 'end' };
  };
}
