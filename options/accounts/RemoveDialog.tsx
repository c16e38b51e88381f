import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Dialog } from '../../extension/ui/Dialog.tsx';
import type { Account } from '../../src/model/account.ts';
import type { Action } from '../action.ts';
import { accountName, serverName } from './account-words.ts';

type RemoveProps = { account: Account; action: Action<[]>; onClose: () => void };

/** Asks before an account that is signed out is removed with everything stored of it. */
export function RemoveDialog({ account, action, onClose }: RemoveProps) {
  const isBusy = action.isRunning.value;
  const failure = action.failure.value;
  return (
    <Dialog
      title={text('optionsRemoveTitle', accountName(account))}
      isBusy={isBusy}
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={isBusy} onClick={onClose}>
            {text('optionsCancel')}
          </Button>
          <Button
            kind="danger"
            isBusy={isBusy}
            onClick={async () => {
              if (await action.run()) onClose();
            }}
          >
            {text('optionsRemoveNow')}
          </Button>
        </>
      }
    >
      <p>{text('optionsRemoveAbout', serverName(account))}</p>
      {failure && <Banner tone="danger">{errorSentence(failure)}</Banner>}
    </Dialog>
  );
}
