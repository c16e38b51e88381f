import type { Account } from '../../src/model/account.ts';
import { PendingFile } from './PendingFile.tsx';
import { PendingState, type PendingStateProps } from './PendingState.tsx';

type PendingMessageProps = PendingStateProps & { owner: Account };

/** An own message on its way: waiting, sending, or not sent with the reason and what can be done. */
export function PendingMessage({ row, owner, isConnected, onEdit }: PendingMessageProps) {
  if (row.upload) return <PendingFile row={row} owner={owner} isConnected={isConnected} onEdit={onEdit} />;
  return (
    <>
      <div class="bubble bubble-pending" dir="auto">
        {row.text}
      </div>
      <PendingState row={row} isConnected={isConnected} onEdit={onEdit} />
    </>
  );
}
