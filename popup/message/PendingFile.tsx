import { fileSize } from '../../extension/ui/sizes.ts';
import './pending-file.css';
import { useEffect, useState } from 'preact/hooks';
import { readAttachment } from '../../extension/attachments.ts';
import type { OutboxRow } from '../../extension/database.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { closeIcon, fileIcon } from '../../extension/ui/icons.ts';
import { stored } from '../../extension/ui/stored.ts';
import type { Account } from '../../src/model/account.ts';
import { composingOf } from '../conversation/composing.ts';
import { announce, showFailure } from '../notices.ts';
import { ask } from '../worker.ts';
import { PendingState } from './PendingState.tsx';

type PendingFileProps = {
  row: OutboxRow;
  owner: Account;
  isConnected: boolean;
  onEdit: (textToEdit: string) => void;
};

/** How often the server is asked how much of a file has arrived, while somebody looks. */
const progressMs = 500;

/** The stored file of a row, kept for as long as it is shown: it is deleted as soon as it is uploaded. */
function useFile({ account, upload }: OutboxRow): Blob | undefined {
  const [file, setFile] = useState<Blob | undefined>(undefined);
  useEffect(() => {
    void stored()
      .then((database) => readAttachment(database, account, upload?.attachment ?? ''))
      .then((content) => content && setFile(content))
      .catch(() => undefined);
  }, [upload?.attachment]);
  return file;
}

/** An address of a picture for this page; undefined for what the browser does not show as one. */
function usePicture(file: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (!file || !/^image\/(png|jpe?g|gif|webp|bmp)$/.test(file.type)) return undefined;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}

/** Bytes that have arrived at the server; asked again and again while the file is under way. */
function useProgress({ upload, state }: OutboxRow, owner: Account): number {
  const [sentBytes, setSentBytes] = useState(0);
  const id = upload?.objectId;
  const isRunning = state === 'sending' && id !== undefined && !upload?.isComplete;
  useEffect(() => {
    if (!isRunning || id === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const files = composingOf(owner)?.files;
    const look = async () => {
      const bytes = await files?.readProgress(id).catch(() => undefined);
      if (isOver) return;
      if (bytes !== undefined) setSentBytes(bytes);
      timer = setTimeout(look, progressMs);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isRunning, id]);
  return upload?.isComplete ? Number.POSITIVE_INFINITY : sentBytes;
}

/** A file on its way: what it is, how much of it has arrived, and the way to stop it. */
export function PendingFile({ row, owner, isConnected, onEdit }: PendingFileProps) {
  const file = useFile(row);
  const picture = usePicture(file);
  const sentBytes = useProgress(row, owner);
  const isUnderWay = row.state !== 'failed' && row.state !== 'sent' && !row.upload?.isComplete;

  async function cancel() {
    const reply = await ask('message.discard', { account: row.account, clientId: row.clientId });
    if (reply.ok) announce(text('composerUploadCancelled'));
    // Too late: it is on its way already, and that shows by itself.
    else if (reply.error.kind !== 'conflict' && reply.error.kind !== 'not-found') showFailure(reply.error.kind);
  }

  return (
    <>
      <div class="bubble bubble-pending pending-file">
        {picture ? (
          <img src={picture} alt={row.text} />
        ) : (
          <span class="pending-file-name">
            <Icon shape={fileIcon} />
            <span dir="auto">{row.text}</span>
            {file && <small class="soft">{fileSize(file.size)}</small>}
          </span>
        )}
        {isUnderWay && (
          <div class="pending-file-progress">
            <progress
              aria-label={text('composerUploading', row.text)}
              max={file?.size || 1}
              value={file && Math.min(sentBytes, file.size)}
            />
            <Button kind="quiet" isSmall icon={closeIcon} onClick={() => void cancel()}>
              {text('uiCancel')}
            </Button>
          </div>
        )}
      </div>
      <PendingState row={row} isConnected={isConnected} onEdit={onEdit} />
    </>
  );
}
