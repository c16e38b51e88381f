// The words of a desktop notification, in three levels: text, sender, neither.
import type { ConversationRow, MessageRow } from '../extension/database.ts';
import type { Settings } from '../extension/settings.ts';
import { countedText, text } from '../extension/text.ts';
import { conversationName, type People, personName, properName } from '../extension/ui/names.ts';
import { summarise } from './summary.ts';

export type Detail = Settings['notificationDetail'];
export type Words = { title: string; message: string };

const mostLines = 3;

/** What is told of the new messages of one conversation, oldest first. */
export function describeMessages(
  row: ConversationRow,
  messages: readonly MessageRow[],
  people: People,
  detail: Detail,
): Words {
  const counted = countedText('notification_summary', messages.length);
  const last = messages.at(-1);
  if (detail === 'none' || !last) return { title: text('extensionName'), message: text('notification_new_message') };
  const sender = personName(people, row.account, last.sender, last.senderName);
  const title =
    row.kind === 'group' ? text('notification_from_group', sender, conversationName(people, row.account, row)) : sender;
  if (detail === 'sender') return { title, message: messages.length > 1 ? counted : text('notification_new_message') };
  return { title, message: messages.slice(-mostLines).map(describe).join('\n') };
}

/** What is told of many conversations at once. */
export function describeMany(messages: number, conversations: number): Words {
  const counted = countedText('notification_summary', messages);
  return {
    title: text('extensionName'),
    message: text('notification_summary_conversations', counted, conversations),
  };
}

/** Contents that have words of their own; whatever else is just a new message. */
const namedKinds = ['picture', 'video', 'audio', 'files', 'contacts', 'location', 'card'] as const;

function describe(message: MessageRow): string {
  const { kind, text: said } = summarise(message);
  if (kind === 'text') return said;
  if (kind === 'call') return text('notification_call_missed');
  if (kind === 'file') return text('notification_file', properName(said) ?? '');
  const named = namedKinds.find((candidate) => candidate === kind);
  return text(named ? `notification_${named}` : 'notification_new_message');
}
