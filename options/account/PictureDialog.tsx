import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Dialog } from '../../extension/ui/Dialog.tsx';
import type { Action } from '../action.ts';
import { useBlobAddress } from './use-blob-address.ts';

type PictureDialogProps = { picture: Blob; upload: Action<[Blob]>; onClose: () => void };

/** The chosen picture as others will see it, before anything is sent. */
export function PictureDialog({ picture, upload, onClose }: PictureDialogProps) {
  const address = useBlobAddress(picture);
  const isBusy = upload.isRunning.value;
  const failure = upload.failure.value;
  return (
    <Dialog
      title={text('optionsPicturePreview')}
      isBusy={isBusy}
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={isBusy} onClick={onClose}>
            {text('optionsCancel')}
          </Button>
          <Button
            kind="primary"
            isBusy={isBusy}
            onClick={async () => {
              if (await upload.run(picture)) onClose();
            }}
          >
            {text('optionsPictureUse')}
          </Button>
        </>
      }
    >
      <div class="picture-preview">
        {address && <img src={address} alt={text('optionsPicturePreview')} width="160" height="160" />}
      </div>
      <p>{text('optionsPicturePreviewAbout')}</p>
      {failure && <Banner tone="danger">{text('optionsNotSaved', errorSentence(failure))}</Banner>}
    </Dialog>
  );
}
