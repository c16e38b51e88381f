// How versions of a message join. Edits come in two forms: a new version under the same id, and a message of its own
// that names the client id of the one it replaces (skype.md 7.4).
import type { Message } from '../model/message.ts';

/** The version that wins, completed with what only the other one tells. */
export function joinMessage(known: Message | undefined, heard: Message): Message {
  if (!known) return heard;
  const [winner, other] = heard.version > known.version ? [heard, known] : [known, heard];
  const { clientId, senderName } = other;
  return { ...(clientId && { clientId }), ...(senderName && { senderName }), ...winner };
}

/** The original as it reads after an edit. Only the author's edit counts; an older one changes nothing. */
export function applyEdit(original: Message, edit: Message): Message {
  if (edit.sender !== original.sender || edit.version <= original.version) return original;
  return {
    ...original,
    version: edit.version,
    editedAtMs: edit.editedAtMs ?? edit.composedAtMs,
    content: edit.content,
    mentions: edit.mentions,
    raw: edit.raw,
  };
}
