// From chosen files and contacts to messages. A file is stored first, then its message goes to the worker: from there on it
// survives this page.

import { dropAttachment, storeAttachment } from '../../extension/attachments.ts';
import type { CommandErrorKind } from '../../extension/commands.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { fileSize } from '../../extension/ui/sizes.ts';
import { stored } from '../../extension/ui/stored.ts';
import type { ContactId } from '../../src/model/account.ts';
import type { NamedContact } from '../../src/model/message.ts';
import type { ComposingOperations } from '../../src/service/composing.ts';
import { ask } from '../worker.ts';

/** More than any server of the protocol takes. */
const mostBytes = 300 * 1024 * 1024;
const longestName = 200;

type Files = NonNullable<ComposingOperations['files']>;

/** Everybody who may read what is shared in a conversation. */
function readersOf({ row, account }: OpenConversation): ContactId[] {
  const ids = row.kind === 'direct' ? [row.partner ?? row.id] : row.members.map(({ id }) => id);
  return [...new Set([...ids, account.user])];
}

async function sizeOf(file: File): Promise<{ widthPx?: number; heightPx?: number }> {
  if (!file.type.startsWith('image/')) return {};
  try {
    const bitmap = await createImageBitmap(file);
    const size = { widthPx: bitmap.width, heightPx: bitmap.height };
    bitmap.close();
    return size;
  } catch {
    return {};
  }
}

/** Why a file cannot be sent at all; undefined when it may. */
function refusal(file: File): string | undefined {
  if (file.size === 0) return text('composerFileEmpty', file.name);
  return file.size > mostBytes ? text('composerFileTooLarge', file.name, fileSize(mostBytes)) : undefined;
}

async function shareFile(files: Files, view: OpenConversation, file: File): Promise<CommandErrorKind | undefined> {
  const account = view.account.id;
  const conversation = view.row.id;
  const name = file.name.slice(-longestName) || text('composerUnnamedFile');
  const facts = { name, type: file.type, sizeBytes: file.size, ...(await sizeOf(file)) };
  const { composed, upload } = files.share(facts, conversation, readersOf(view));
  let attachment: string;
  try {
    attachment = await storeAttachment(await stored(), account, file);
  } catch {
    return 'storage';
  }
  const message = { account, conversation, text: name, ...composed, upload: { ...upload, attachment } };
  const reply = await ask('message.send', message);
  if (reply.ok) return undefined;
  // Without an answer it may be on its way: then the file is needed, and otherwise it is deleted with the other orphans.
  if (reply.error.kind !== 'no-answer')
    await dropAttachment(await stored(), account, attachment).catch(() => undefined);
  return reply.error.kind;
}

/** Sends files, one message each, in their order. Answers what could not be sent, as sentences. */
export async function shareFiles(files: Files, view: OpenConversation, chosen: readonly File[]): Promise<string[]> {
  const problems: string[] = [];
  for (const file of chosen) {
    const problem = refusal(file);
    const kind = problem === undefined ? await shareFile(files, view, file) : undefined;
    if (problem !== undefined) problems.push(problem);
    else if (kind) problems.push(`${text('composerFileNotSent', file.name)} ${errorSentence(kind)}`);
  }
  return problems;
}

/** Sends contacts as a message. */
export async function shareContacts(
  share: NonNullable<ComposingOperations['shareContacts']>,
  view: OpenConversation,
  contacts: readonly NamedContact[],
): Promise<string | undefined> {
  const names = contacts.map(({ name }) => name).join(', ');
  const message = { account: view.account.id, conversation: view.row.id, text: names };
  const reply = await ask('message.send', { ...message, ...share(contacts) });
  return reply.ok ? undefined : errorSentence(reply.error.kind);
}

/** The files in what was pasted or dropped. Office programs add a picture to text that is copied there: then the text is meant. */
export function filesOf(transfer: DataTransfer | null): File[] {
  const types = transfer?.types ?? [];
  const isText = types.includes('text/plain') && (types.includes('text/html') || types.includes('text/rtf'));
  return isText ? [] : Array.from(transfer?.files ?? []);
}
