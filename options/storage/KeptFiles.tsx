import { useMemo, useState } from 'preact/hooks';
import { CommandError } from '../../extension/commands.ts';
import { deleteFetched, type StoredFiles, weighFiles } from '../../extension/fetched-objects.ts';
import { countedText, text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { useLive } from '../../extension/ui/live.ts';
import { fileSize } from '../../extension/ui/sizes.ts';
import { stored } from '../../extension/ui/stored.ts';
import type { Account } from '../../src/model/account.ts';
import { ActionQuestion } from '../ActionQuestion.tsx';
import { accountName, serverName } from '../accounts/account-words.ts';
import { createAction } from '../action.ts';

const words = ({ count, sizeBytes }: StoredFiles) => countedText('optionsFilesCount', count, fileSize(sizeBytes));

/** The pictures and files kept of an account, with their size; nothing while there are none. */
export function KeptFiles({ account }: { account: Account }) {
  const [isAsking, setAsking] = useState(false);
  const files = useLive(['objects', 'attachments'], (database) => weighFiles(database, account.id), [account.id]);
  const deletion = useMemo(
    () =>
      createAction(async () => {
        await deleteFetched(await stored(), account.id).catch(() => {
          throw new CommandError('storage', 'the files could not be deleted');
        });
      }),
    [account.id],
  );
  if (!files || files.fetched.count + files.waiting.count === 0) return null;
  return (
    <div class="kept-files">
      {files.waiting.count > 0 && (
        <p>
          {text('optionsWaitingFiles')}: {words(files.waiting)}
        </p>
      )}
      {files.fetched.count > 0 && (
        <>
          <p>
            {text('optionsStoredFiles')}: {words(files.fetched)}
          </p>
          <p class="soft">{text('optionsStoredFilesAbout', serverName(account))}</p>
          <div class="actions">
            <Button isSmall onClick={() => setAsking(true)}>
              {text('optionsDeleteFiles')}
            </Button>
          </div>
        </>
      )}
      {isAsking && (
        <ActionQuestion
          title={text('optionsDeleteFilesTitle', accountName(account))}
          answer={text('optionsDelete')}
          action={deletion}
          with={[]}
          onClose={() => setAsking(false)}
        >
          <p>{text('optionsDeleteFilesAbout')}</p>
        </ActionQuestion>
      )}
    </div>
  );
}
