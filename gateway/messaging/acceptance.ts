// Whether the two people of a 1:1 accept each other's messages: the words of `conversationstatus`, and what follows for the conversation
// when one of them decides anew (skype.md 6.2, 7.3).
import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { announceConversation } from './chat-events.ts';
import { pairId, readConversation, touchMembers } from './conversation-store.ts';
import type { MessagingContext } from './messaging-context.ts';
import { relationTo } from './relations.ts';

type Person = Pick<UserIdentity, 'userId' | 'mri'>;

/**
 * An acceptance that is withdrawn ends what earlier answers allowed: the other is a stranger again from `tick` on. It is noted once, so
 * that asking anew does not begin the allowance of a stranger anew.
 */
async function noteDecision(transaction: Queryable, owner: Person, other: Person, id: string, tick: number) {
  await transaction.query(
    `update members set quarantined_at = case
       when contacts.is_authorized then 0 when members.quarantined_at = 0 then $4 else members.quarantined_at end
     from contacts where contacts.user_id = $1 and contacts.mri = $2
       and members.user_id = $1 and members.conversation_id = $3`,
    [owner.userId, other.mri, id, tick],
  );
}

/**
 * Two people decided something about each other at `tick`: both are told how their conversation stands, if they have one. Not
 * when one blocks the other: a block is nobody else's business.
 */
export async function announceAcceptance(
  transaction: Queryable,
  context: Pick<MessagingContext, 'now' | 'limits'>,
  one: Person,
  other: Person,
  tick: number,
): Promise<void> {
  const id = pairId(one, other);
  const known = await readConversation(transaction, id);
  if (!known) return;
  await noteDecision(transaction, one, other, id, tick);
  await noteDecision(transaction, other, one, id, tick);
  const relations = [
    await relationTo(transaction, one.userId, other.mri),
    await relationTo(transaction, other.userId, one.mri),
  ];
  if (relations.some((relation) => relation.isBlocked)) return;
  await touchMembers(transaction, id, [one.userId, other.userId], tick);
  const conversation = await readConversation(transaction, id);
  if (conversation) await announceConversation(transaction, context, conversation, conversation.members);
}
