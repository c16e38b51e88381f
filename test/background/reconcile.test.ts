import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApply } from '../../background/apply.ts';
import type { Context } from '../../background/context.ts';
import type { Link } from '../../background/link.ts';
import { createReconcile } from '../../background/reconcile.ts';
import type { SkylarkDatabase } from '../../extension/database.ts';
import type { ChatEvent } from '../../src/model/event.ts';
import type { ChatService, Page } from '../../src/service/service.ts';
import { joe, messageEvent, team, textMessage } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { account } from '../support/signed-in.ts';
import { createLoneContext } from '../support/worker-context.ts';

describe('catching up while people go on writing', () => {
  let context: Context;
  let database: SkylarkDatabase;
  let listings: number;
  let fetches: number;
  /** The conversations of each page, by its number. */
  let pages: (page: number) => readonly string[];

  /** As the protocol has it: what changed meanwhile is listed again, then what is older; until a page is empty. */
  const service: Pick<ChatService, 'listConversations' | 'listMessages' | 'readConversation'> = {
    async listConversations(): Promise<Page> {
      const ids = pages(listings);
      listings += 1;
      const events = ids.map(
        (id): ChatEvent => ({ type: 'conversation', conversation: { id, version: 1_000 + listings } }),
      );
      return { events, unreadable: [], ...(ids.length > 0 && { next: `page ${listings}` }) };
    },
    async listMessages(conversation): Promise<Page> {
      fetches += 1;
      return { events: [messageEvent(textMessage(1_000 + fetches, { conversation }))], unreadable: [] };
    },
    readConversation: async () => ({ events: [], unreadable: [] }),
  };
  const link = { account, service, call: (operation) => operation(link.service), cut: () => {} } as Link;
  const reconcile = () =>
    createReconcile(
      context,
      createApply(context),
      async () => {},
      () => {},
    )(link);

  beforeEach(async () => {
    extension.reset();
    listings = 0;
    fetches = 0;
    context = createLoneContext({ nowMs: () => 5_000 });
    database = await context.database();
  });
  afterEach(() => database.close());

  it('ends when nothing but what was listed before is listed', async () => {
    pages = () => [joe, team];
    await reconcile();
    expect(listings).toBe(2);
    expect(fetches).toBe(2);
    expect(await database.get('cursors', account.id)).toMatchObject({ syncedTo: 1_001 });
  });

  it('goes on to what is older, with what changed meanwhile before it', async () => {
    pages = (page) => [[joe], [joe, team], [joe, team, '8:rosa.5'], []][page] ?? [];
    await reconcile();
    expect(listings).toBe(4);
    expect(await database.getAllKeys('conversations')).toHaveLength(3);
  });

  it('goes on after a page in which there was no room for what is older', async () => {
    const crowd = Array.from({ length: 100 }, (_, number) => `8:person.${number}`);
    pages = (page) => [crowd, crowd, [joe]][page] ?? [];
    await reconcile();
    expect(await database.get('conversations', [account.id, joe])).toBeDefined();
  });
});
