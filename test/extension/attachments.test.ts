import '../support/extension.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { dropAttachment, pruneAttachments, readAttachment, storeAttachment } from '../../extension/attachments.ts';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import { extension } from '../support/extension.ts';
import { account, anOutboxRow } from '../support/stored-chat.ts';

const dayMs = 24 * 3_600_000;
let database: SkylarkDatabase;
beforeEach(async () => {
  extension.reset();
  database = await openDatabase();
});

describe('a chosen file', () => {
  it('is stored with its content and type until it is dropped', async () => {
    const id = await storeAttachment(database, account, new File(['hello'], 'a.txt', { type: 'text/plain' }));
    const content = await readAttachment(database, account, id);
    expect(await content?.text()).toBe('hello');
    expect(content?.type).toBe('text/plain');
    await dropAttachment(database, account, id);
    expect(await readAttachment(database, account, id)).toBeUndefined();
  });

  it('is cleared away after a day when no message in the outbox names it', async () => {
    const [needed = '', orphan = ''] = await Promise.all(
      ['a', 'b'].map((name) => storeAttachment(database, account, new File([name], name))),
    );
    const upload = { attachment: needed, part: 'original', object: {} };
    await database.put('outbox', anOutboxRow({ upload }));
    await pruneAttachments(database, Date.now() + dayMs / 2);
    expect(await database.count('attachments')).toBe(2);
    await pruneAttachments(database, Date.now() + 2 * dayMs);
    expect(await readAttachment(database, account, needed)).toBeDefined();
    expect(await readAttachment(database, account, orphan)).toBeUndefined();
  });
});
