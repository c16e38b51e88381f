import { useState } from 'preact/hooks';
import type { OutboxRow } from '../../extension/database.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { checkIcon, clockIcon, editIcon, retryIcon, trashIcon, warningIcon } from '../../extension/ui/icons.ts';
import { announce, showFailure } from '../notices.ts';
import { ask } from '../worker.ts';

export type PendingStateProps = { row: OutboxRow; isConnected: boolean; onEdit: (textToEdit: string) => void };

const isDeletion = (row: OutboxRow): boolean => row.target !== undefined && row.content === '';

/** How far an own message, edit or deletion is, and what can be done when it goes no further. */
export function PendingState({ row, isConnected, onEdit }: PendingStateProps) {
  if (row.state === 'failed') return <NotSent row={row} onEdit={onEdit} />;
  return <OnItsWay row={row} isConnected={isConnected} />;
}

function OnItsWay({ row, isConnected }: { row: OutboxRow; isConnected: boolean }) {
  // What was changed is shown as it is; nothing more needs to be said about it.
  if (row.state === 'sent' && row.target !== undefined) return null;
  const isWaiting = !isConnected || row.attempts > 1;
  const doing = row.target === undefined ? 'popupSending' : isDeletion(row) ? 'composerDeleting' : 'composerSaving';
  const words = row.state === 'sent' ? 'popupSent' : isWaiting ? 'popupWaitingToSend' : doing;
  return (
    <div class="group-time">
      <Icon shape={row.state === 'sent' ? checkIcon : clockIcon} isSmall />
      {text(words)}
    </div>
  );
}

/** What did not happen, and why. */
function failureWords({ upload, error, ...row }: OutboxRow): { what: string; why: string } {
  const what =
    row.target === undefined ? 'popupNotSent' : row.content === '' ? 'composerNotDeleted' : 'composerNotSaved';
  const isRefusedFile = error === 'invalid' && upload && !upload.isComplete;
  const why = isRefusedFile ? text('composerFileRefused') : error ? errorSentence(error) : '';
  return { what: text(what), why };
}

function NotSent({ row, onEdit }: { row: OutboxRow; onEdit: (textToEdit: string) => void }) {
  const [busy, setBusy] = useState<'retry' | 'discard' | undefined>(undefined);
  const key = { account: row.account, clientId: row.clientId };
  const { what, why } = failureWords(row);
  const isChange = row.target !== undefined;

  async function retry() {
    setBusy('retry');
    const reply = await ask('message.retry', key);
    setBusy(undefined);
    if (!reply.ok) showFailure(reply.error.kind);
  }

  async function discard(isEdited: boolean) {
    setBusy('discard');
    const reply = await ask('message.discard', key);
    setBusy(undefined);
    if (!reply.ok) showFailure(reply.error.kind);
    else if (isEdited) onEdit(reply.value.text);
    else if (!isChange) announce(text('popupDeleted'));
  }

  const isBusy = busy !== undefined;
  return (
    <div class="not-sent">
      <div class="not-sent-why" role="status">
        <Icon shape={warningIcon} isSmall />
        <span>
          <strong>{what}</strong> {why}
        </span>
      </div>
      <div class="not-sent-actions">
        <Button kind="quiet" isSmall icon={retryIcon} isBusy={busy === 'retry'} isDisabled={isBusy} onClick={retry}>
          {text('popupRetry')}
        </Button>
        {!isChange && !row.upload && (
          <Button kind="quiet" isSmall icon={editIcon} isDisabled={isBusy} onClick={() => void discard(true)}>
            {text('popupEdit')}
          </Button>
        )}
        <Button kind="quiet" isSmall icon={trashIcon} isDisabled={isBusy} onClick={() => void discard(false)}>
          {text(isChange ? 'composerDiscardChange' : 'popupDelete')}
        </Button>
      </div>
    </div>
  );
}
