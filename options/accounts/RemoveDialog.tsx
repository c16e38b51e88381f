import { text } from '../../extension/text.ts';
import type { Account } from '../../src/model/account.ts';
import { ActionQuestion } from '../ActionQuestion.tsx';
import type { Action } from '../action.ts';
import { accountName, serverName } from './account-words.ts';

type RemoveProps = { account: Account; action: Action<[]>; onClose: () => void };

/** Asks before an account that is signed out is removed with everything stored of it. */
export function RemoveDialog({ account, action, onClose }: RemoveProps) {
  return (
    <ActionQuestion
      title={text('optionsRemoveTitle', accountName(account))}
      answer={text('optionsRemoveNow')}
      action={action}
      with={[]}
      onClose={onClose}
    >
      <p>{text('optionsRemoveAbout', serverName(account))}</p>
    </ActionQuestion>
  );
}
