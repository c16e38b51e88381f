// The way of a file to the server, before the message that names it. Each step is noted in the row of the outbox, so that
// the next life of the worker goes on behind it.
import type { OutboxRow } from '../extension/database.ts';
import { objectPlace } from '../src/service/composing.ts';
import { ServiceError } from '../src/service/error.ts';
import type { FileOperations } from '../src/service/service.ts';
import { type Context, stayAwakeFor } from './context.ts';
import type { Link } from './link.ts';

/** Changes a row of the outbox if it is still there; answers it as it is then. */
type ChangeRow = (row: OutboxRow, next: (row: OutboxRow) => OutboxRow) => Promise<OutboxRow | undefined>;

export type Uploads = {
  /** Uploads the file of a row; answers the row as it can be sent, undefined when it was taken out meanwhile. */
  run(link: Link, row: OutboxRow): Promise<OutboxRow | undefined>;
  /** Deletes the file of a row that was taken out, and ends its upload. */
  drop(row: OutboxRow): Promise<void>;
};

export function createUploads(context: Context, change: ChangeRow): Uploads {
  const running = new Map<string, AbortController>();

  async function drop({ account, clientId, upload }: OutboxRow): Promise<void> {
    running.get(clientId)?.abort();
    if (upload) await (await context.database()).delete('attachments', [account, upload.attachment]);
  }

  return {
    drop,
    async run(link, row) {
      const { account, clientId, upload } = row;
      if (!upload || upload.isComplete) return row;
      const cut = new AbortController();
      running.set(clientId, cut);
      const call = <T>(operation: (files: FileOperations) => Promise<T>) =>
        link.call(({ files }) => {
          if (!files) throw new ServiceError('invalid', 'the service takes no files');
          return operation(files);
        });
      try {
        const file = await (await context.database()).get('attachments', [account, upload.attachment]);
        if (!file) throw new ServiceError('not-found', 'the file is gone');
        const objectId = upload.objectId ?? (await call((files) => files.create(upload.object)));
        if (!(await change(row, (now) => ({ ...now, upload: { ...upload, objectId } })))) return undefined;
        const sent = call((files) => files.upload(objectId, upload.part, file.content, cut.signal));
        await stayAwakeFor(context, sent).catch((error) => {
          // All of it was there already: the reply to an earlier try was lost.
          if (error.kind !== 'conflict') throw error;
        });
        const complete = await change(row, (now) => ({
          ...now,
          content: now.content.replaceAll(objectPlace, objectId),
          upload: { ...upload, objectId, isComplete: true },
        }));
        await drop(row);
        return complete;
      } finally {
        // An account that was disconnected waits for nothing; what is still out ends here.
        cut.abort();
        running.delete(clientId);
      }
    },
  };
}
