import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { command } from '../../extension/commands.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { useLive } from '../../extension/ui/live.ts';
import { toPlainText } from '../../src/markup/plain-text.ts';
import type { Account } from '../../src/model/account.ts';
import type { OwnProfile, ProfileOperations } from '../../src/service/account-operations.ts';
import { ActionQuestion } from '../ActionQuestion.tsx';
import { accountName } from '../accounts/account-words.ts';
import { createAction } from '../action.ts';
import type { PageModel } from '../model.ts';
import { PictureDialog } from './PictureDialog.tsx';
import { drawSquare, uploadPicture } from './picture.ts';
import { useBlobAddress } from './use-blob-address.ts';

type OwnPictureProps = {
  account: Account;
  own: OwnProfile;
  operations: ProfileOperations;
  model: PageModel;
  /** The picture is another one now. */
  onChanged: () => Promise<void>;
};

function usePicture(account: Account, picture: string | undefined, mayFetch: boolean): string | undefined {
  const row = useLive(
    ['objects'],
    async (database) => (picture ? database.get('objects', [account.id, picture]) : undefined),
    [account.id, picture],
  );
  useEffect(() => {
    // Without it the letters of the name stay, which is no failure worth a word.
    if (mayFetch && picture) command('object.fetch', { account: account.id, uri: picture }).catch(() => undefined);
  }, [account.id, picture, mayFetch]);
  return useBlobAddress(row?.content);
}

/** The own picture with name and mood, and ways to set another picture or none. */
export function OwnPicture({ account, own, operations, model, onChanged }: OwnPictureProps) {
  const [wasAsked, setAsked] = useState(false);
  const [drawn, setDrawn] = useState<Blob | undefined>(undefined);
  const [isRemoving, setRemoving] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const mayFetch = wasAsked || model.settings.value.value?.showPictures === 'always';
  const address = usePicture(account, own.picture, mayFetch);
  const name = own.person.name || accountName(account);
  const drawing = useMemo(() => createAction(async (chosen: File) => setDrawn(await drawSquare(chosen))), []);
  const upload = useMemo(
    () =>
      createAction(async (picture: Blob) => {
        await uploadPicture(account.id, operations, picture);
        setAsked(true);
        await onChanged();
      }),
    [account.id, operations],
  );
  const removal = useMemo(
    () => createAction(() => operations.removePicture().then(onChanged)),
    [account.id, operations],
  );
  const failure = drawing.failure.value;

  return (
    <div class="own-picture">
      {address ? (
        <img class="own-picture-shown" src={address} alt={text('optionsPicture')} width="72" height="72" />
      ) : (
        <Avatar id={account.user} name={name} size="large" />
      )}
      <div class="own-picture-words">
        <p class="own-name">
          <bdi>{name}</bdi>
        </p>
        {own.person.mood ? (
          <p class="own-mood" dir="auto">
            {toPlainText(own.person.mood)}
          </p>
        ) : (
          <p class="soft">{text('optionsNoMood')}</p>
        )}
        <div class="actions own-picture-actions">
          <Button isSmall isBusy={drawing.isRunning.value} onClick={() => file.current?.click()}>
            {text(own.picture ? 'optionsPictureChange' : 'optionsPictureAdd')}
          </Button>
          {own.picture && !address && !mayFetch && (
            <Button isSmall onClick={() => setAsked(true)}>
              {text('optionsPictureShow')}
            </Button>
          )}
          {own.picture && (
            <Button isSmall onClick={() => setRemoving(true)}>
              {text('optionsPictureRemove')}
            </Button>
          )}
          <input
            ref={file}
            type="file"
            accept="image/png,image/jpeg,image/webp,image/gif"
            class="own-picture-file"
            tabIndex={-1}
            aria-label={text('optionsPictureChoose')}
            onChange={(event) => {
              const [chosen] = event.currentTarget.files ?? [];
              event.currentTarget.value = '';
              if (chosen) void drawing.run(chosen);
            }}
          />
        </div>
        {failure && (
          <Banner tone="danger">{failure === 'invalid' ? text('optionsPictureNone') : errorSentence(failure)}</Banner>
        )}
      </div>
      {drawn && <PictureDialog picture={drawn} upload={upload} onClose={() => setDrawn(undefined)} />}
      {isRemoving && (
        <ActionQuestion
          title={text('optionsPictureRemoveTitle')}
          answer={text('optionsPictureRemove')}
          action={removal}
          with={[]}
          onClose={() => setRemoving(false)}
        >
          <p>{text('optionsPictureRemoveAbout')}</p>
        </ActionQuestion>
      )}
    </div>
  );
}
