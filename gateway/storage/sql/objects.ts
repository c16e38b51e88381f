import type { Migration } from '../migrations.ts';

// An object's bytes are rows of `object_chunks`, all of one length but the last, so that they are as durable as the messages that
// name them and a backup of the database has everything. `upload` names the upload that is going on; an object is complete
// from the moment at which `completed_at_ms` is set, and never changes afterwards.
// object_renditions.content_type is null when the picture cannot be drawn.
export const objectMigrations: readonly Migration[] = [
  {
    name: 'objects-1-store',
    sql: `
create table objects (
  id text primary key,
  owner_id bigint not null references users (id) on delete cascade,
  type text not null,
  filename text,
  created_at_ms bigint not null,
  upload text,
  received_bytes bigint not null default 0,
  expected_bytes bigint,
  completed_at_ms bigint,
  content_type text
);
create index objects_by_owner on objects (owner_id);
create index objects_unfinished on objects (created_at_ms) where completed_at_ms is null;
create table object_chunks (
  object_id text not null references objects (id) on delete cascade,
  position integer not null,
  bytes bytea not null,
  primary key (object_id, position)
);
alter table object_chunks alter column bytes set storage external;
create table object_renditions (
  object_id text not null references objects (id) on delete cascade,
  view text not null,
  content_type text,
  bytes bytea,
  primary key (object_id, view)
);
create table object_readers (
  object_id text not null references objects (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  primary key (object_id, user_id)
);
create index object_readers_by_user on object_readers (user_id);
create table object_conversations (
  object_id text not null references objects (id) on delete cascade,
  conversation_id text not null references conversations (id) on delete cascade,
  primary key (object_id, conversation_id)
);
create index object_conversations_by_conversation on object_conversations (conversation_id);
create table avatars (
  user_id bigint primary key references users (id) on delete cascade,
  version text not null,
  content_type text not null,
  bytes bytea not null,
  changed_at_ms bigint not null
);
create table preview_secret (
  is_only boolean primary key default true check (is_only),
  secret text not null
);
`,
  },
];
