import { useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { Question } from '../../extension/ui/Question.tsx';
import type { Account, ContactId } from '../../src/model/account.ts';
import { announce } from '../notices.ts';
import { refreshContacts, useAction } from './hooks.ts';

type BlockDialogProps = { account: Account; contact: ContactId; name: string; onClose: () => void };

/** Asks before somebody is blocked, and whether to report them. */
export function BlockDialog({ account, contact, name, onClose }: BlockDialogProps) {
  const [isAbuse, setAbuse] = useState(false);
  const [isBusy, run] = useAction();
  async function block() {
    const isDone = await run(async () => {
      await operationsOf(account).deciding?.block(contact, isAbuse);
      await refreshContacts(account.id);
    });
    if (isDone) announce(text('popupPersonBlockedNow', name));
    onClose();
  }
  return (
    <Question
      title={text('popupPersonBlockQuestion', name)}
      answer={text('popupPersonBlock')}
      isBusy={isBusy}
      onAnswer={() => void block()}
      onClose={onClose}
    >
      <p>{text('popupPersonBlockMeaning', name)}</p>
      <label class="people-check">
        <input type="checkbox" checked={isAbuse} onChange={(event) => setAbuse(event.currentTarget.checked)} />
        <span>{text('popupPersonReport')}</span>
      </label>
    </Question>
  );
}
