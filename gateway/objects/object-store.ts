// The objects of skype.md 7.7 as rows, and who may read them. Bytes are the matter of object-content.ts.
import type { GatewayContext } from '../context.ts';
import { nameKeyOf, type UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';

export type StoredObject = {
  readonly id: string;
  readonly ownerId: number;
  readonly type: string;
  readonly filename: string | undefined;
  /** Bytes that have arrived; all of them once `isComplete`. */
  readonly receivedBytes: number;
  /** Bytes the upload announced; undefined when it did not. */
  readonly expectedBytes: number | undefined;
  readonly isComplete: boolean;
  /** What the bytes are; known when complete. */
  readonly contentType: string;
};

type Row = {
  id: string;
  owner_id: number;
  type: string;
  filename: string | null;
  received_bytes: number;
  expected_bytes: number | null;
  completed_at_ms: number | null;
  content_type: string | null;
};

const columns = `objects.id, objects.owner_id, objects.type, objects.filename, objects.received_bytes, objects.expected_bytes,
  objects.completed_at_ms, objects.content_type`;

const objectOf = (row: Row): StoredObject => ({
  id: row.id,
  ownerId: row.owner_id,
  type: row.type,
  filename: row.filename ?? undefined,
  receivedBytes: row.received_bytes,
  expectedBytes: row.expected_bytes ?? undefined,
  isComplete: row.completed_at_ms !== null,
  contentType: row.content_type ?? 'application/octet-stream',
});

export type NewObject = {
  readonly type: string;
  readonly filename: string | undefined;
  /** Prefixed identifiers of people and identifiers of conversations that may read it; unknown ones are passed over. */
  readonly readers: readonly string[];
};

/** Makes an object without content; returns its id (skype.md 2.4). */
export async function createObject(context: GatewayContext, owner: UserIdentity, parts: NewObject): Promise<string> {
  const id = `0-weu-d1-${Buffer.from(context.randomBytes(16)).toString('hex')}`;
  const people = parts.readers.map(nameKeyOf);
  const names = people.map((mri) => mri.replace(/^(8|28):/, ''));
  await context.database.transaction(async (transaction) => {
    await transaction.query(
      'insert into objects (id, owner_id, type, filename, created_at_ms) values ($1, $2, $3, $4, $5)',
      [id, owner.userId, parts.type, parts.filename ?? null, context.now()],
    );
    // The account is granted, not the name: whoever has the name later may not read it.
    await transaction.query(
      `insert into object_readers (object_id, user_id)
       select $1, id from users where name_key = any ($2::text[]) and lower(mri) = any ($3::text[]) on conflict do nothing`,
      [id, names, people],
    );
    await transaction.query(
      `insert into object_conversations (object_id, conversation_id)
       select $1, id from conversations where is_thread and id = any ($2::text[]) on conflict do nothing`,
      [id, parts.readers],
    );
  });
  return id;
}

/**
 * The object, if the user may read it now: its creator, a person it names, or a present member of a conversation it names.
 * Undefined for everybody else and when there is none.
 */
export async function findReadable(
  queryable: Queryable,
  user: UserIdentity,
  id: string,
): Promise<StoredObject | undefined> {
  const [row] = await queryable.query<Row>(
    `select ${columns} from objects
     where id = $1 and (owner_id = $2
       or exists (select 1 from object_readers where object_id = $1 and user_id = $2)
       or exists (select 1 from object_conversations granted
         join members on members.conversation_id = granted.conversation_id
         where granted.object_id = $1 and members.user_id = $2 and members.left_at is null))`,
    [id, user.userId],
  );
  return row && objectOf(row);
}

/** Deletes an object of the user's own with its bytes; whether there was one. */
export async function deleteObject(queryable: Queryable, owner: UserIdentity, id: string): Promise<boolean> {
  const rows = await queryable.query('delete from objects where id = $1 and owner_id = $2 returning id', [
    id,
    owner.userId,
  ]);
  return rows.length > 0;
}

/** How many bytes a user has stored, with what is arriving now. */
export async function storedBytes(queryable: Queryable, userId: number): Promise<number> {
  const [row] = await queryable.query<{ bytes: number }>(
    'select coalesce(sum(received_bytes), 0)::bigint as bytes from objects where owner_id = $1',
    [userId],
  );
  return row?.bytes ?? 0;
}

/** Deletes objects made before `beforeMs` whose content never came; returns how many. */
export async function deleteUnfinished(queryable: Queryable, beforeMs: number): Promise<number> {
  const rows = await queryable.query(
    'delete from objects where completed_at_ms is null and created_at_ms < $1 returning id',
    [beforeMs],
  );
  return rows.length;
}
