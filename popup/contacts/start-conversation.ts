import { CommandError } from '../../extension/commands.ts';
import type { AccountId, ContactId } from '../../src/model/account.ts';
import { openConversation } from '../screen.ts';
import { ask } from '../worker.ts';

/** Opens the conversation with a person, the first time as an empty one. Throws what the worker answered. */
export async function startConversation(account: AccountId, contact: ContactId): Promise<void> {
  const reply = await ask('conversation.start', { account, contact });
  if (!reply.ok) throw new CommandError(reply.error.kind, reply.error.message);
  openConversation({ account, conversation: reply.value.conversation });
}
