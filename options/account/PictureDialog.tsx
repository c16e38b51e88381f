import { text } from '../../extension/text.ts';
import { ActionQuestion } from '../ActionQuestion.tsx';
import type { Action } from '../action.ts';
import { useBlobAddress } from './use-blob-address.ts';

type PictureDialogProps = { picture: Blob; upload: Action<[Blob]>; onClose: () => void };

/** The chosen picture as others will see it, before anything is sent. */
export function PictureDialog({ picture, upload, onClose }: PictureDialogProps) {
  const address = useBlobAddress(picture);
  return (
    <ActionQuestion
      title={text('optionsPicturePreview')}
      answer={text('optionsPictureUse')}
      kind="primary"
      action={upload}
      with={[picture]}
      onClose={onClose}
    >
      <div class="picture-preview">
        {address && <img src={address} alt={text('optionsPicturePreview')} width="160" height="160" />}
      </div>
      <p>{text('optionsPicturePreviewAbout')}</p>
    </ActionQuestion>
  );
}
