// Read positions. What the user has seen counts here at once and is kept until the server knows it too.
import type { ConversationId } from '../src/model/account.ts';
import { isPassing, ServiceError } from '../src/service/error.ts';
import type { Apply } from './apply.ts';
import { within } from './apply-read.ts';
import { type Context, singleFlight } from './context.ts';
import type { Link } from './link.ts';

export type Reading = {
  /** The user has seen a conversation up to an order. */
  see(link: Link, conversation: ConversationId, order: number): Promise<void>;
  /** Tells the server what it does not know yet. */
  publish(link: Link): Promise<void>;
};

export function createReading(context: Context, apply: Apply): Reading {
  async function see({ account, service }: Link, conversation: ConversationId, order: number): Promise<void> {
    const key: [string, string] = [account.id, conversation];
    const database = await context.database();
    const row = await database.get('conversations', key);
    const last = row?.lastMessage?.order;
    if (!row || last === undefined) return;
    const readUpTo = Math.min(order, last);
    if (readUpTo <= row.readUpTo) return;
    const range = IDBKeyRange.only([account.id, conversation, readUpTo]);
    const message = (await database.getAllFromIndex('messages', 'order', range, 1))[0];
    const event = { type: 'conversation', conversation: { id: conversation, readUpTo } } as const;
    await apply(
      account,
      { events: [event], unreadable: [] },
      // A server that does not want to know has nothing to be told later.
      service.reading && {
        // Another page may have seen more meanwhile.
        beside: async (transaction) =>
          (await transaction.objectStore('conversations').get(key))?.readUpTo === readUpTo &&
          transaction.objectStore('reading').put({
            account: account.id,
            conversation,
            order: readUpTo,
            clientId: message?.clientId,
          }),
      },
    );
  }

  const publish = singleFlight(async (link: Link) => {
    const { reading } = link.service;
    if (!reading) return;
    const { id } = link.account;
    const database = await context.database();
    for (const row of await database.getAll('reading', within(id))) {
      try {
        await link.call(() => reading.publishReadUpTo(row.conversation, row.order, row.clientId));
      } catch (error) {
        // A position that the server will never take must not be offered for ever.
        const kind = error instanceof ServiceError ? error.kind : 'server';
        if (isPassing(kind) || kind === 'unauthorised') return;
      }
      const { store, done } = database.transaction('reading', 'readwrite');
      const key: [string, string] = [id, row.conversation];
      if ((await store.get(key))?.order === row.order) await store.delete(key);
      await done;
    }
  });

  return { see, publish };
}
