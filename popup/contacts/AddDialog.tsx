import { useId, useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Dialog } from '../../extension/ui/Dialog.tsx';
import { SettingFailure } from '../../extension/ui/SettingFailure.tsx';
import type { Account, ContactId } from '../../src/model/account.ts';
import { announce } from '../notices.ts';
import { refreshContacts, useAction } from './hooks.ts';

const longestGreeting = 500;

type AddDialogProps = { account: Account; contact: ContactId; name: string; onClose: () => void };

/** Sends a contact request with a few words. A bot needs none: it accepts at once. */
export function AddDialog({ account, contact, name, onClose }: AddDialogProps) {
  const id = useId();
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
    <Dialog
      title={text('popupPersonAddQuestion', name)}
      isBusy={isBusy}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose} isDisabled={isBusy}>
            {text('popupPersonCancel')}
          </Button>
          <Button kind="primary" isBusy={isBusy} onClick={() => void send()}>
            {text('popupPersonSendRequest')}
          </Button>
        </>
      }
    >
      <div>
        <label class="field-label" for={id}>
          {text('popupPersonGreetingLabel')}
        </label>
        <textarea
          id={id}
          class="field-input people-greeting"
          rows={3}
          maxLength={longestGreeting}
          value={greeting}
          dir="auto"
          autoFocus
          onInput={(event) => setGreeting(event.currentTarget.value)}
        />
      </div>
      <SettingFailure words={failure} />
      <p class="soft">{text('popupPersonAddMeaning', name)}</p>
    </Dialog>
  );
}
