// One picture as large as the popup allows.
import './picture.css';
import { useEffect, useState } from 'preact/hooks';
import type { MessageRow } from '../../extension/database.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Button, IconButton } from '../../extension/ui/Button.tsx';
import { arrowDownIcon, pictureIcon, warningIcon } from '../../extension/ui/icons.ts';
import { properName } from '../../extension/ui/names.ts';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import { stored } from '../../extension/ui/stored.ts';
import { EmptyState } from '../frame/EmptyState.tsx';
import { viewAddress } from '../message/places.ts';
import { saveFile, useObject } from '../message/stored-object.ts';
import { PanelPage } from '../panel/PanelPage.tsx';
import type { PanelProps } from '../panels.ts';

/** The picture of a message: fitted to the view, a click shows its true size. */
export function Panel({ panel, listing }: PanelProps<'picture'>) {
  const { account, conversation, message } = panel;
  const [row, setRow] = useState<MessageRow | null | undefined>(undefined);
  const server = listing.accounts.find((own) => own.account.id === account)?.account.server ?? '';
  useEffect(() => {
    let isGone = false;
    const show = (found: MessageRow | undefined) => void (isGone || setRow(found ?? null));
    stored()
      .then((database) => database.get('messages', [account, conversation, message]))
      .then(show, () => show(undefined));
    return () => {
      isGone = true;
    };
  }, [account, conversation, message]);

  const object = row?.content.kind === 'picture' ? row.content.object : undefined;
  const picture = useObject(account, object && viewAddress(server, object, 'imgpsh_fullsize'), true);
  const name = properName(object?.name) ?? text('popupPictureTitle');
  const save = () => picture.blob && saveFile(picture.blob, name);
  const action = (
    <IconButton icon={arrowDownIcon} label={text('popupSave')} isDisabled={!picture.blob} onClick={save} />
  );
  return (
    <PanelPage class="picture-panel" title={name} actions={action} isFilled>
      {row === null || (row && !object) ? (
        <EmptyState icon={pictureIcon} title={text('popupPictureMissing')} />
      ) : (
        <Shown picture={picture} name={name} />
      )}
    </PanelPage>
  );
}

function Shown({ picture, name }: { picture: ReturnType<typeof useObject>; name: string }) {
  const [isTrueSize, setTrueSize] = useState(false);
  const [isBroken, setBroken] = useState(false);
  if (picture.error || isBroken) {
    const advice = picture.error ? errorSentence(picture.error) : text('popupPictureBroken');
    const actions = picture.error && <Button onClick={() => void picture.bring()}>{text('popupTryAgain')}</Button>;
    return <EmptyState icon={warningIcon} title={advice} actions={actions} />;
  }
  if (!picture.url) {
    return (
      <div class="picture-waiting">
        <Spinner label={text('popupPictureLoading')} />
      </div>
    );
  }
  return (
    <button
      type="button"
      class={`picture-view${isTrueSize ? ' picture-true-size' : ''}`}
      aria-pressed={isTrueSize}
      title={text(isTrueSize ? 'popupFitPicture' : 'popupTrueSize')}
      onClick={() => setTrueSize(!isTrueSize)}
    >
      <img src={picture.url} alt={name} onError={() => setBroken(true)} />
    </button>
  );
}
