// The committed state as the operations beside the channel see it: they read it, and wait for its next commit; only the channel makes it.
import type { ConversationId } from '../../model/account.ts';
import type { UcwaConnection } from '../client/connection.ts';
import { requireSession, type Session } from '../client/session.ts';
import type { Facts } from './draft.ts';
import { openConversation } from './identity.ts';
import { type ChannelState, type ConversationState, readState } from './state.ts';

/** The committed state of the open application; undefined before its first commit. */
export async function readChannel({ options }: UcwaConnection, session: Session): Promise<ChannelState | undefined> {
  const state = readState(await options.channel.read());
  return state?.application === session.applicationHref ? state : undefined;
}

/** An open conversation and its address, as it was committed last. @throws ServiceError `session-lost` */
export async function findOpen(
  connection: UcwaConnection,
  id: ConversationId,
): Promise<{ href: string; conversation: ConversationState } | undefined> {
  const state = await readChannel(connection, await requireSession(connection.options.session));
  return state && openConversation(state, id);
}

/** What the fold is told beside the packages. */
export function factsOf({ options, pin }: UcwaConnection, session: Session): Facts {
  return {
    user: session.ownUri,
    origin: pin.origin,
    nowMs: options.nowMs(),
    sent: session.sent,
    leaving: session.leaving,
  };
}

/** The link of a conversation: of itself, of its messaging, or `self`; undefined when the server does not offer it now. */
export function linkIn(href: string, { links, messaging }: ConversationState, rel: string): string | undefined {
  if (rel === 'self') return href;
  // Of what both name, the messaging is told of more often.
  return messaging.links[rel] ?? links[rel];
}
