// From the field to the worker. Nothing typed is ever lost: it is a draft until the worker has it as a message.
import { useCallback, useState } from 'preact/hooks';
import type { ConversationKey, OpenConversation } from '../../extension/queries.ts';
import { errorSentence } from '../../extension/sentences.ts';
import type { NamedContact } from '../../src/model/message.ts';
import type { ComposingOperations, Mention } from '../../src/service/composing.ts';
import { ask } from '../worker.ts';
import type { DraftKeeper } from './draft.ts';
import { longestMessage } from './ReplyNotices.tsx';
import { shareContacts, shareFiles } from './sharing.ts';
import { composerTask, composeTask } from './task.ts';
import type { TypingNotices } from './typing-notices.ts';
import type { WritingField } from './use-field.ts';
import type { TaskControl } from './use-task.ts';

type Parts = {
  key: ConversationKey;
  view: OpenConversation;
  composing: ComposingOperations;
  people: readonly Mention[];
  writing: WritingField;
  control: TaskControl;
  typing: TypingNotices;
  draft: { readonly current: DraftKeeper | null };
  onSent: () => void;
};

export type Sending = {
  /** What was not sent and why. */
  readonly error: string | undefined;
  send(): Promise<void>;
  shareFiles(files: File[]): Promise<void>;
  shareContacts(contacts: NamedContact[]): Promise<void>;
};

export const joinTexts = (...texts: string[]) => texts.filter(Boolean).join('\n');

export function useSending({ key, view, composing, people, writing, control, typing, draft, onSent }: Parts): Sending {
  const [error, setError] = useState<string | undefined>(undefined);
  const { task } = control;
  const typed = () => writing.field.current?.value ?? '';

  async function sendMessage(sent: string): Promise<void> {
    writing.write('');
    typing.sent();
    const reply = await ask('message.send', { ...key, ...composeTask(composing, view, sent, people, task) });
    if (!reply.ok) {
      const both = joinTexts(sent, typed());
      writing.write(both);
      draft.current?.keep(both);
      return setError(errorSentence(reply.error.kind));
    }
    if (task && composerTask.value === task) control.end();
    // The stored draft is dropped only now: until here it is the only copy that outlives this page.
    draft.current?.keep(typed());
    draft.current?.flush();
    onSent();
  }

  async function sendEdit(edit: NonNullable<typeof task>, sent: string): Promise<void> {
    const outgoing = composeTask(composing, view, sent, people, edit);
    control.end();
    if (outgoing.content === edit.message.raw.content) return;
    const reply = await ask('message.send', { ...key, ...outgoing });
    if (reply.ok) return;
    control.resume(edit, sent);
    setError(errorSentence(reply.error.kind));
  }

  return {
    error,
    async send() {
      const sent = typed().trim();
      if (!sent || sent.length > longestMessage) return;
      setError(undefined);
      await (task?.kind === 'edit' ? sendEdit(task, sent) : sendMessage(sent));
    },
    shareFiles: useCallback(
      async (files) => {
        if (files.length === 0 || !composing.files) return;
        const problems = await shareFiles(composing.files, view, files);
        setError(problems.join('\n') || undefined);
        if (problems.length < files.length) onSent();
      },
      [composing, view, onSent],
    ),
    async shareContacts(contacts) {
      if (!composing.shareContacts) return;
      const problem = await shareContacts(composing.shareContacts, view, contacts);
      setError(problem);
      if (!problem) onSent();
    },
  };
}
