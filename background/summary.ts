// What the conversation list and the notifications show of a message.
import type { MessageSummary } from '../extension/database.ts';
import { toPlainText } from '../src/markup/plain-text.ts';
import type { Message } from '../src/model/message.ts';

const longestText = 200;

/** The short form of a message, at most 200 characters of text. */
export function summarise(message: Message): MessageSummary {
  const { id, order, sender, senderName, composedAtMs, content } = message;
  return {
    id,
    order,
    sender,
    ...(senderName !== undefined && { senderName }),
    composedAtMs,
    kind: content.kind,
    text: textOf(content).slice(0, longestText),
    ...(content.kind === 'text' && content.isAction && { isAction: true }),
    ...(content.kind === 'activity' && { activity: content.activity }),
    ...(content.kind === 'call' && { call: content.state }),
  };
}

function textOf(content: Message['content']): string {
  switch (content.kind) {
    case 'text':
      return toPlainText(content.body, longestText);
    case 'file':
    case 'picture':
    case 'video':
    case 'audio':
      return content.object.name;
    case 'files':
      return content.files.map((file) => file.name).join(', ');
    case 'contacts':
      return content.contacts.map((contact) => contact.name).join(', ');
    case 'location':
      return content.address;
    case 'card':
      return content.text;
    default:
      return '';
  }
}
