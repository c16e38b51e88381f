import { useState } from 'preact/hooks';
import { countedText, text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Choice } from '../../extension/ui/Choice.tsx';
import { useLive } from '../../extension/ui/live.ts';
import type { Account } from '../../src/model/account.ts';
import { ActionQuestion } from '../ActionQuestion.tsx';
import type { Action } from '../action.ts';
import { type AccountView, countStored } from '../queries.ts';
import { accountName, serverName } from './account-words.ts';

type SignOutProps = { view: AccountView; action: Action<[keepMessages: boolean]>; onClose: () => void };

/** Says exactly what signing out deletes and what it keeps, and asks about the stored messages. */
export function SignOutDialog({ view: { account, session }, action, onClose }: SignOutProps) {
  const [keeping, setKeeping] = useState<'delete' | 'keep'>('delete');
  const hasHistory = session?.capabilities?.history !== false;
  const counts = useLive(['outbox', 'drafts', 'messages'], (database) => countStored(database, account.id), [
    account.id,
  ]);
  return (
    <ActionQuestion
      title={text('optionsSignOutTitle', accountName(account))}
      answer={text('optionsSignOutNow')}
      action={action}
      with={[keeping === 'keep']}
      onClose={onClose}
    >
      {counts && counts.unsent > 0 && (
        <Banner tone="warning" title={countedText('optionsUnsentWarning', counts.unsent)}>
          {text(`optionsUnsentWarning_${keeping}`)}
        </Banner>
      )}
      <Facts title={text('optionsDeleted')} facts={deletedFacts(account, keeping === 'delete')} />
      <Facts title={text('optionsKept')} facts={keptFacts(account, keeping === 'keep', hasHistory)} />
      <div class="dialog-choice">
        <Choice
          label={text('optionsStoredMessages')}
          options={[
            {
              value: 'delete',
              label: text('optionsStoredDelete'),
              ...(!hasHistory && { description: text('optionsNoHistoryAbout') }),
            },
            { value: 'keep', label: text('optionsStoredKeep'), description: text('optionsStoredKeepAbout') },
          ]}
          value={keeping}
          isDisabled={action.isRunning.value}
          onChange={setKeeping}
        />
      </div>
    </ActionQuestion>
  );
}

function deletedFacts(account: Account, deletesMessages: boolean): string[] {
  const signIn = text('optionsDeletedSignIn', serverName(account));
  return deletesMessages ? [signIn, text('optionsStoredHere'), text('optionsUnsentHere')] : [signIn];
}

function keptFacts(account: Account, keepsMessages: boolean, hasHistory: boolean): string[] {
  const atServer = text(hasHistory ? 'optionsKeptServer' : 'optionsKeptServerNoHistory', serverName(account));
  const kept = [atServer, text('optionsKeptSettings'), text('optionsKeptEntry')];
  return keepsMessages ? [...kept, text('optionsStoredHere'), text('optionsUnsentHere')] : kept;
}

function Facts({ title, facts }: { title: string; facts: readonly string[] }) {
  return (
    <div>
      <h3 class="facts-title">{title}</h3>
      <ul class="facts">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </div>
  );
}
