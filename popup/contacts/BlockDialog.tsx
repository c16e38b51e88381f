import { useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Dialog } from '../../extension/ui/Dialog.tsx';
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
      await operationsOf(account).people?.block(contact, isAbuse);
      await refreshContacts(account.id);
    });
    if (isDone) announce(text('popupPersonBlockedNow', name));
    onClose();
  }
  return (
    <Dialog
      title={text('popupPersonBlockQuestion', name)}
      isBusy={isBusy}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose} isDisabled={isBusy}>
            {text('popupPersonCancel')}
          </Button>
          <Button kind="danger" isBusy={isBusy} onClick={() => void block()}>
            {text('popupPersonBlock')}
          </Button>
        </>
      }
    >
      <p>{text('popupPersonBlockMeaning', name)}</p>
      <label class="people-check">
        <input type="checkbox" checked={isAbuse} onChange={(event) => setAbuse(event.currentTarget.checked)} />
        <span>{text('popupPersonReport')}</span>
      </label>
    </Dialog>
  );
}
