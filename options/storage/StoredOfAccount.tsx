import { useMemo, useState } from 'preact/hooks';
import { command } from '../../extension/commands.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { useLive } from '../../extension/ui/live.ts';
import { ActionQuestion } from '../ActionQuestion.tsx';
import { accountName, accountWhere, connectionState, serverName } from '../accounts/account-words.ts';
import { type Action, createAction } from '../action.ts';
import { type AccountView, countStored } from '../queries.ts';
import { amount } from './amount.ts';
import { KeptFiles } from './KeptFiles.tsx';

const kinds = ['messages', 'conversations', 'contacts', 'unsent', 'drafts'] as const;

/** How much is stored of one account, and a button that deletes what the server has anyway. */
export function StoredOfAccount({ view }: { view: AccountView }) {
  const { account } = view;
  const [isAsking, setAsking] = useState(false);
  const counts = useLive(
    ['messages', 'conversations', 'contacts', 'outbox', 'drafts'],
    (database) => countStored(database, account.id),
    [account.id],
  );
  const deletion = useMemo(() => createAction(() => command('storage.delete', { account: account.id })), [account.id]);
  return (
    <li class="stored">
      <div>
        <h3 class="account-name">{accountName(account)}</h3>
        <p class="soft account-server">{accountWhere(account)}</p>
      </div>
      <dl class="stored-counts">
        {kinds.map((kind) => (
          <div key={kind}>
            <dt>{text(`optionsStored_${kind}`)}</dt>
            <dd>{counts ? amount(counts[kind]) : '…'}</dd>
          </div>
        ))}
      </dl>
      {view.session?.capabilities?.history === false && <p class="soft">{text('optionsOnlyCopy')}</p>}
      {counts && counts.messages + counts.conversations + counts.contacts > 0 && (
        <div class="actions">
          <Button isSmall onClick={() => setAsking(true)}>
            {text('optionsDeleteStored')}
          </Button>
        </div>
      )}
      <KeptFiles account={account} />
      {isAsking && <DeleteDialog view={view} deletion={deletion} onClose={() => setAsking(false)} />}
    </li>
  );
}

/** What becomes of what is deleted: most servers can tell it again. */
function afterwards(session: AccountView['session'], server: string): string {
  if (session?.capabilities?.history === false) return text('optionsNoHistoryAbout');
  const isSignedOut = connectionState(session) === 'signed-out';
  return text(isSignedOut ? 'optionsDeleteStoredSignedOut' : 'optionsDeleteStoredFetched', server);
}

type DeleteProps = { view: AccountView; deletion: Action<[]>; onClose: () => void };

function DeleteDialog({ view: { account, session }, deletion, onClose }: DeleteProps) {
  return (
    <ActionQuestion
      title={text('optionsDeleteStoredTitle', accountName(account))}
      answer={text('optionsDelete')}
      action={deletion}
      with={[]}
      onClose={onClose}
    >
      <p>{text('optionsDeleteStoredAbout')}</p>
      <p>{afterwards(session, serverName(account))}</p>
    </ActionQuestion>
  );
}
