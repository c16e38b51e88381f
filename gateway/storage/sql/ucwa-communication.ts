import type { Migration } from '../migrations.ts';

// ucwa_channels: `given` is the number of the last package that was handed out, `confirmed` of the last one that the client has; events
// carry the number of their package. `poll` names the request that may be answered now, live until `poll_until_ms`.
// ucwa_conversations: one application's view of a conversation of the messaging domain, called `cid` there (null until it exists).
// Messages up to `told_id` were told. `state` of the chat and of the conversation are the words of the protocol.
// ucwa_participants: what an application was told of the others. ucwa_absences: who left a chat, or a conversation, and did not come back.
export const ucwaCommunicationMigrations: readonly Migration[] = [
  {
    name: 'ucwa-communication-1',
    sql: `
create table ucwa_channels (
  application bigint primary key references ucwa_applications (serial) on delete cascade,
  given bigint not null default 0,
  confirmed bigint not null default 0,
  resumed bigint,
  poll text,
  poll_priority bigint not null default 0,
  poll_until_ms bigint not null default 0,
  released_at_ms bigint not null,
  is_dropped boolean not null default false,
  low_ms bigint,
  medium_ms bigint,
  timeout_ms bigint
);
create table ucwa_events (
  id bigint generated always as identity primary key,
  application bigint not null references ucwa_applications (serial) on delete cascade,
  package bigint,
  sender json not null,
  event json not null,
  priority text not null check (priority in ('high', 'medium', 'low')),
  about text,
  at_ms bigint not null
);
create index ucwa_events_by_application on ucwa_events (application, id);
create index ucwa_events_by_key on ucwa_events (application, about) where about is not null;
create table ucwa_conversations (
  serial bigint generated always as identity primary key,
  application bigint not null references ucwa_applications (serial) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  cid text not null,
  conversation_id text,
  subject text not null default '',
  importance text not null default 'Normal',
  state text not null,
  chat_state text not null,
  told_id bigint not null default 0,
  created_at_ms bigint not null
);
create unique index ucwa_conversations_by_cid on ucwa_conversations (application, lower(cid));
create index ucwa_conversations_by_conversation on ucwa_conversations (conversation_id);
create table ucwa_participants (
  conversation bigint not null references ucwa_conversations (serial) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  mri text not null,
  name text not null,
  role text,
  is_in_chat boolean not null,
  typing_until_ms bigint,
  primary key (conversation, user_id)
);
create index ucwa_participants_typing on ucwa_participants (typing_until_ms) where typing_until_ms is not null;
create table ucwa_absences (
  conversation_id text not null references conversations (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  extent text not null check (extent in ('chat', 'conversation')),
  primary key (conversation_id, user_id)
);
create table ucwa_invitations (
  serial bigint generated always as identity primary key,
  conversation bigint references ucwa_conversations (serial) on delete set null,
  application bigint not null references ucwa_applications (serial) on delete cascade,
  kind text not null check (kind in ('messaging', 'participant')),
  direction text not null check (direction in ('Incoming', 'Outgoing')),
  state text not null,
  operation_id text,
  subject text not null default '',
  importance text not null default 'Normal',
  thread_id text not null default '',
  other_mri text,
  other_uri text not null,
  other_name text not null default '',
  message text,
  answered_by jsonb not null default '[]',
  pair bigint,
  first_id bigint,
  expires_at_ms bigint,
  unique (application, operation_id)
);
create index ucwa_invitations_by_pair on ucwa_invitations (pair) where pair is not null;
create index ucwa_invitations_by_end on ucwa_invitations (expires_at_ms) where expires_at_ms is not null;
create table ucwa_sendings (
  conversation bigint not null references ucwa_conversations (serial) on delete cascade,
  operation_id text not null,
  primary key (conversation, operation_id)
);
`,
  },
  {
    // ucwa_marks: up to which tick some application of a user was told everything; what came later is announced to the next one.
    // ucwa_sendings.is_undelivered: a fault was asked for, nobody is said to have got the message.
    name: 'ucwa-communication-2',
    sql: `
create table ucwa_marks (
  user_id bigint primary key references users (id) on delete cascade,
  told_id bigint not null
);
alter table ucwa_sendings add column is_undelivered boolean not null default false;
`,
  },
];
