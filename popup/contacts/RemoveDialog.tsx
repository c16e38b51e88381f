import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { Question } from '../../extension/ui/Question.tsx';
import type { Account, ContactId } from '../../src/model/account.ts';
import { announce } from '../notices.ts';
import { refreshContacts, useAction } from './hooks.ts';

type RemoveDialogProps = { account: Account; contact: ContactId; name: string; onClose: () => void };

/** Asks before somebody is taken off the contact list. */
export function RemoveDialog({ account, contact, name, onClose }: RemoveDialogProps) {
  const [isBusy, run] = useAction();
  async function remove() {
    const isDone = await run(async () => {
      await operationsOf(account).deciding?.remove(contact);
      await refreshContacts(account.id);
    });
    if (isDone) announce(text('popupPersonRemovedNow', name));
    onClose();
  }
  return (
    <Question
      title={text('popupPersonRemoveQuestion', name)}
      answer={text('popupPersonRemove')}
      isBusy={isBusy}
      onAnswer={() => void remove()}
      onClose={onClose}
    >
      <p>{text('popupPersonRemoveMeaning', name)}</p>
    </Question>
  );
}
