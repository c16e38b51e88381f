import type { ContactId, ConversationId } from '../../src/model/account.ts';

/** Brings people into a conversation, one after the other; answers who could not be, and why. One refusal stops nobody else. */
export async function bringIn(
  add: (conversation: ConversationId, contact: ContactId) => Promise<void>,
  conversation: ConversationId,
  people: readonly ContactId[],
): Promise<{ contact: ContactId; error: unknown }[]> {
  const left: { contact: ContactId; error: unknown }[] = [];
  for (const contact of people) {
    try {
      await add(conversation, contact);
    } catch (error) {
      left.push({ contact, error });
    }
  }
  return left;
}
