import { useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { AreaField } from '../../extension/ui/Field.tsx';
import { Question } from '../../extension/ui/Question.tsx';
import type { Account, ContactId } from '../../src/model/account.ts';
import { announce } from '../notices.ts';
import { refreshContacts, useAction } from './hooks.ts';

const longestGreeting = 500;

type AddDialogProps = { account: Account; contact: ContactId; name: string; onClose: () => void };

/** Sends a contact request with a few words. A bot needs none: it accepts at once. */
export function AddDialog({ account, contact, name, onClose }: AddDialogProps) {
  const [greeting, setGreeting] = useState(text('popupPersonGreeting', name));
  const [failure, setFailure] = useState<string | undefined>(undefined);
  // Shown here: a notice would be behind the dialog, and closing it would lose the words.
  const [isBusy, run] = useAction((kind) => setFailure(errorSentence(kind)));
  async function send() {
    const isDone = await run(async () => {
      await operationsOf(account).requests?.send(contact, greeting.trim());
      await refreshContacts(account.id);
    });
    if (!isDone) return;
    announce(text('popupPersonAsked', name));
    onClose();
  }
  return (
    <Question
      title={text('popupPersonAddQuestion', name)}
      answer={text('popupPersonSendRequest')}
      kind="primary"
      isBusy={isBusy}
      failure={failure}
      onAnswer={() => void send()}
      onClose={onClose}
    >
      <AreaField
        label={text('popupPersonGreetingLabel')}
        value={greeting}
        longest={longestGreeting}
        onInput={setGreeting}
      />
      <p class="soft">{text('popupPersonAddMeaning', name)}</p>
    </Question>
  );
}
