// Files, pictures, videos and audio messages: in words first, the content after a click or by setting.
import { useEffect, useState } from 'preact/hooks';
import type { MessageRow } from '../../extension/database.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import {
  arrowDownIcon,
  audioIcon,
  fileIcon,
  type IconShape,
  pictureIcon,
  videoIcon,
} from '../../extension/ui/icons.ts';
import { properName } from '../../extension/ui/names.ts';
import { fileSize } from '../../extension/ui/sizes.ts';
import type { SharedObject } from '../../src/model/message.ts';
import { contentWords } from '../list/last-line.ts';
import { openPanel } from '../screen.ts';
import { duration } from '../times.ts';
import { CardFailure, ObjectCard } from './ObjectCard.tsx';
import { type View, viewAddress } from './places.ts';
import { picturesComeAlone, saveFile, useObject } from './stored-object.ts';

type Kind = 'file' | 'picture' | 'video' | 'audio';
export type FileMessage = Pick<MessageRow, 'id' | 'conversation' | 'raw'>;
type SharedFileProps = { kind: Kind; object: SharedObject; message: FileMessage; account: string; server: string };
type Shown = SharedFileProps & { title: string; detail: string };

const icons: Record<Kind, IconShape> = { file: fileIcon, picture: pictureIcon, video: videoIcon, audio: audioIcon };
const playIcon: IconShape = { path: 'M6.5 4.5v11l9-5.5-9-5.5Z' };

/** A short looping clip of the moji collection is called by its own name. */
const wordsOf = (kind: Kind, type: string): string =>
  type === 'RichText/Media_FlikMsg' ? text('popupContent_moji') : contentWords(kind);

/** What a message shares. */
export function SharedFile(props: SharedFileProps) {
  const { kind, object, message, server } = props;
  const name = properName(object.name);
  const words = wordsOf(kind, message.raw.type);
  const facts = [
    name && words,
    object.durationMs !== undefined && duration(Math.max(1, Math.round(object.durationMs / 1000))),
    object.sizeBytes !== undefined && fileSize(object.sizeBytes),
  ];
  const shown = { ...props, title: name ?? words, detail: facts.filter(Boolean).join(' · ') };
  const isPicture = kind === 'picture' || !object.uri;
  if (isPicture && viewAddress(server, object, 'imgt1')) return <Picture {...shown} />;
  if (kind !== 'picture' && viewAddress(server, object, 'original')) {
    return kind === 'file' ? <Download {...shown} view="original" /> : <Player {...shown} kind={kind} />;
  }
  const note = message.raw.type === 'Event/SkypeVideoMessage' ? 'popupVideoMessageGone' : 'popupElsewhere';
  return (
    <ObjectCard icon={icons[kind]} title={shown.title} detail={shown.detail}>
      <span class="card-detail">{text(note)}</span>
    </ObjectCard>
  );
}

function Picture({ object, message, account, server, title, detail }: Shown) {
  const thumbnail = useObject(account, viewAddress(server, object, 'imgt1'), picturesComeAlone());
  const [isBroken, setBroken] = useState(false);
  useEffect(() => setBroken(false), [thumbnail.url]);
  const open = () => openPanel({ name: 'picture', account, conversation: message.conversation, message: message.id });
  if (thumbnail.url && !isBroken) {
    const image = <img src={thumbnail.url} alt={title} onError={() => setBroken(true)} />;
    if (!object.uri) return <span class="shared-picture">{image}</span>;
    return (
      <button type="button" class="shared-picture" title={text('popupOpenPicture')} onClick={open}>
        {image}
      </button>
    );
  }
  return (
    <ObjectCard icon={pictureIcon} title={title} detail={detail}>
      {isBroken && <span class="card-failure">{text('popupPictureBroken')}</span>}
      {thumbnail.error && <CardFailure error={thumbnail.error} />}
      <span class="card-actions">
        <Button kind="quiet" isSmall isBusy={thumbnail.isBusy} onClick={() => void thumbnail.bring()}>
          {text(thumbnail.error ? 'popupTryAgain' : 'popupShowPicture')}
        </Button>
      </span>
    </ObjectCard>
  );
}

function Download({ object, account, server, kind, title, detail, view }: Shown & { view: View }) {
  const file = useObject(account, viewAddress(server, object, view), false);
  const save = async () => {
    const content = file.blob ?? (await file.bring());
    if (content) saveFile(content, properName(object.name) ?? title);
  };
  return (
    <ObjectCard icon={icons[kind]} title={title} detail={detail}>
      {file.error && <CardFailure error={file.error} />}
      <span class="card-actions">
        <Button kind="quiet" isSmall icon={arrowDownIcon} isBusy={file.isBusy} onClick={() => void save()}>
          {text(file.isBusy ? 'popupDownloading' : file.error ? 'popupTryAgain' : 'popupDownload')}
        </Button>
      </span>
    </ObjectCard>
  );
}

function Player(props: Shown & { kind: 'video' | 'audio' }) {
  const { object, account, server, kind, title, detail } = props;
  const content = useObject(account, viewAddress(server, object, kind), false);
  const [isPlaying, setPlaying] = useState(false);
  const [isBroken, setBroken] = useState(false);
  const play = async () => {
    if (content.blob || (await content.bring())) setPlaying(true);
  };
  if (isBroken) return <Download {...props} view={kind} detail={text('popupNotPlayable')} />;
  if (isPlaying && content.url) {
    const media = { src: content.url, controls: true, autoplay: true, onError: () => setBroken(true) };
    return (
      <span class="shared-media">
        {kind === 'audio' ? <audio {...media} aria-label={title} /> : <video {...media} aria-label={title} />}
        <span class="card-detail">{[title, detail].filter(Boolean).join(' · ')}</span>
      </span>
    );
  }
  return (
    <ObjectCard icon={icons[kind]} title={title} detail={detail}>
      {content.error && <CardFailure error={content.error} />}
      <span class="card-actions">
        <Button kind="quiet" isSmall icon={playIcon} isBusy={content.isBusy} onClick={() => void play()}>
          {text(content.error ? 'popupTryAgain' : 'popupPlay')}
        </Button>
      </span>
    </ObjectCard>
  );
}
