import { useState } from 'preact/hooks';
import type { OutboxRow } from '../../extension/database.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { checkIcon, clockIcon, editIcon, retryIcon, trashIcon, warningIcon } from '../../extension/ui/icons.ts';
import { announce, showFailure } from '../notices.ts';
import { ask } from '../worker.ts';

type PendingMessageProps = { row: OutboxRow; isConnected: boolean; onEdit: (textToEdit: string) => void };

/** An own message on its way: waiting, sending, or not sent with the reason and what can be done. */
export function PendingMessage({ row, isConnected, onEdit }: PendingMessageProps) {
  return (
    <>
      <div class="bubble bubble-pending" dir="auto">
        {row.text}
      </div>
      {row.state === 'failed' ? (
        <NotSent row={row} onEdit={onEdit} />
      ) : (
        <OnItsWay row={row} isConnected={isConnected} />
      )}
    </>
  );
}

function OnItsWay({ row, isConnected }: { row: OutboxRow; isConnected: boolean }) {
  const isWaiting = !isConnected || row.attempts > 1;
  const words = row.state === 'sent' ? 'popupSent' : isWaiting ? 'popupWaitingToSend' : 'popupSending';
  return (
    <div class="group-time">
      <Icon shape={row.state === 'sent' ? checkIcon : clockIcon} isSmall />
      {text(words)}
    </div>
  );
}

function NotSent({ row, onEdit }: { row: OutboxRow; onEdit: (textToEdit: string) => void }) {
  const [busy, setBusy] = useState<'retry' | 'discard' | undefined>(undefined);
  const key = { account: row.account, clientId: row.clientId };

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
    else announce(text('popupDeleted'));
  }

  const isBusy = busy !== undefined;
  return (
    <div class="not-sent">
      <div class="not-sent-why" role="status">
        <Icon shape={warningIcon} isSmall />
        <span>
          <strong>{text('popupNotSent')}</strong> {row.error && errorSentence(row.error)}
        </span>
      </div>
      <div class="not-sent-actions">
        <Button kind="quiet" isSmall icon={retryIcon} isBusy={busy === 'retry'} isDisabled={isBusy} onClick={retry}>
          {text('popupRetry')}
        </Button>
        <Button kind="quiet" isSmall icon={editIcon} isDisabled={isBusy} onClick={() => void discard(true)}>
          {text('popupEdit')}
        </Button>
        <Button kind="quiet" isSmall icon={trashIcon} isDisabled={isBusy} onClick={() => void discard(false)}>
          {text('popupDelete')}
        </Button>
      </div>
    </div>
  );
}
