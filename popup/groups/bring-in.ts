import type { ContactId, ConversationId } from '../../src/model/account.ts';
import type { GroupOperations } from '../../src/service/group-operations.ts';

/** Brings people into a group, one after the other; answers who could not be, and why. One refusal stops nobody else. */
export async function bringIn(
  groups: Pick<GroupOperations, 'addMember'>,
  conversation: ConversationId,
  people: readonly ContactId[],
): Promise<{ contact: ContactId; error: unknown }[]> {
  const left: { contact: ContactId; error: unknown }[] = [];
  for (const contact of people) {
    try {
      await groups.addMember(conversation, contact);
    } catch (error) {
      left.push({ contact, error });
    }
  }
  return left;
}
