import type { ConversationId } from '../../model/account.ts';
import type { EventBatch } from '../../model/event.ts';
import { ServiceError } from '../../service/error.ts';
import type { UcwaConnection } from '../client/connection.ts';
import { requireSession } from '../client/session.ts';
import { describe, peopleOf } from './members.ts';
import { findOpen, linkIn, readChannel } from './stored.ts';

/**
 * Where a link of a conversation, or of its messaging, leads now; `self` is the conversation.
 * @throws ServiceError `not-found` when the conversation is not open or does not offer the link: links are capabilities (ucwa.md 1.5)
 */
export async function directConversationLink(
  connection: UcwaConnection,
  conversation: ConversationId,
  rel: string,
): Promise<string> {
  const open = await findOpen(connection, conversation);
  const href = open && linkIn(open.href, open.conversation, rel);
  if (href === undefined) throw new ServiceError('not-found', `the conversation offers no ${rel.slice(0, 60)} now`);
  return href;
}

/** Who is in a conversation now, as the channel knows it. Empty for one that is not open: the server has forgotten it. */
export async function readOpenConversation(connection: UcwaConnection, id: ConversationId): Promise<EventBatch> {
  const session = await requireSession(connection.options.session);
  const state = await readChannel(connection, session);
  const open = await findOpen(connection, id);
  if (!state || !open?.conversation.isOpen) return { events: [], unreadable: [] };
  const { conversation } = open;
  const update = describe(conversation, session.ownUri, peopleOf(conversation, session.ownUri, state.hasNoModalities));
  return { events: update ? [{ type: 'conversation', conversation: update }] : [], unreadable: [] };
}
