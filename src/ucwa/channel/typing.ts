import type { TypingOperations } from '../../service/service.ts';
import type { UcwaConnection } from '../client/connection.ts';
import { isGone } from '../client/failure.ts';
import { findOpen, linkIn } from './stored.ts';

/**
 * Shows others that the user types (ucwa.md 8.7). There is nothing to stop, and nobody to show it to while no chat is open. How long the
 * server shows it is not stated (ucwa.md 12, point 4): the caller repeats it every 5 s while the user types.
 */
export function createTyping(connection: UcwaConnection): TypingOperations {
  return {
    async show(conversation, isTyping) {
      if (!isTyping) return;
      const open = await findOpen(connection, conversation);
      const href = open && linkIn(open.href, open.conversation, 'setIsTyping');
      if (href === undefined) return;
      await connection.post(href).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    },
  };
}
