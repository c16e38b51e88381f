import { text } from '../../extension/text.ts';
import { ActionQuestion } from '../ActionQuestion.tsx';
import type { Action } from '../action.ts';
import type { AccountView } from '../queries.ts';
import { accountName, serverName } from './account-words.ts';

type RemoveProps = { view: AccountView; action: Action<[]>; onClose: () => void };

/** Asks before an account that is signed out is removed with everything stored of it. */
export function RemoveDialog({ view: { account, session }, action, onClose }: RemoveProps) {
  return (
    <ActionQuestion
      title={text('optionsRemoveTitle', accountName(account))}
      answer={text('optionsRemoveNow')}
      action={action}
      with={[]}
      onClose={onClose}
    >
      <p>{text('optionsRemoveAbout', serverName(account))}</p>
      {session?.capabilities?.history === false && <p>{text('optionsNoHistoryAbout')}</p>}
    </ActionQuestion>
  );
}
