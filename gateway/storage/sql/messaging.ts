import type { Migration } from '../migrations.ts';

// A tick is one value of chat_clock: milliseconds of arrival, but never twice the same and never going back. Message ids and
// versions are ticks. Whoever takes one holds the clock's row until commit, so ticks become visible in their own order and
// "everything newer than my upper edge" never misses a late commit.
// endpoints.status is null until the client chooses one. events.taken_by names the poll that is being answered with the event.
export const messagingMigrations: readonly Migration[] = [
  {
    name: 'messaging-1-chat',
    sql: `
create table chat_clock (
  is_only boolean primary key default true check (is_only),
  last_tick bigint not null
);
insert into chat_clock (last_tick) values (0);
create table paging_secret (
  is_only boolean primary key default true check (is_only),
  secret text not null
);
create table endpoints (
  user_id bigint not null references users (id) on delete cascade,
  id text not null,
  registered_at_ms bigint not null,
  alive_until_ms bigint not null,
  status text,
  document json,
  properties jsonb not null default '{}',
  primary key (user_id, id)
);
create index endpoints_by_life on endpoints (alive_until_ms);
create table registration_tokens (
  token_hash text primary key,
  user_id bigint not null references users (id) on delete cascade,
  sign_in_id bigint not null references sign_ins (id) on delete cascade,
  endpoint_id text not null,
  issued_at_ms bigint not null,
  expires_at_ms bigint not null,
  is_signed_out boolean not null default false
);
create index registration_tokens_by_endpoint on registration_tokens (user_id, endpoint_id);
create index registration_tokens_by_expiry on registration_tokens (expires_at_ms);
create table user_presence (
  user_id bigint primary key references users (id) on delete cascade,
  standing_status text not null default 'Online',
  announced text not null default '',
  last_seen_at_ms bigint
);
create table subscriptions (
  serial bigint generated always as identity primary key,
  user_id bigint not null,
  endpoint_id text not null,
  resources jsonb not null,
  channel_type text not null,
  next_event_id bigint not null default 1000,
  is_lost boolean not null default false,
  unique (user_id, endpoint_id),
  foreign key (user_id, endpoint_id) references endpoints (user_id, id) on delete cascade
);
create table events (
  subscription bigint not null references subscriptions (serial) on delete cascade,
  id bigint not null,
  resource_type text not null,
  resource_link text not null,
  resource json not null,
  at_ms bigint not null,
  passes_after_ms bigint,
  taken_by text,
  taken_at_ms bigint,
  primary key (subscription, id)
);
create table conversations (
  id text primary key,
  is_thread boolean not null,
  creator text,
  created_at_ms bigint not null,
  properties jsonb not null default '{}',
  version bigint not null
);
create table members (
  conversation_id text not null references conversations (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  cid text not null,
  role text not null default 'User' check (role in ('Admin', 'User')),
  joined_at bigint not null,
  left_at bigint,
  cleared_at bigint not null default 0,
  read_mark bigint not null default 0,
  horizon text,
  properties jsonb not null default '{}',
  version bigint not null,
  primary key (conversation_id, user_id)
);
create unique index members_by_cid on members (user_id, lower(cid));
create unique index members_by_version on members (user_id, version);
create table messages (
  id bigint primary key,
  conversation_id text not null references conversations (id) on delete cascade,
  sender text not null,
  sender_name text not null,
  messagetype text not null,
  contenttype text not null,
  content text not null,
  clientmessageid text,
  composed_at_ms bigint not null,
  extras jsonb not null default '{}',
  is_disclosed boolean not null,
  version bigint not null,
  edited_at_ms bigint,
  deleted_at_ms bigint
);
create index messages_by_conversation on messages (conversation_id, id);
create index messages_by_client_id on messages (conversation_id, sender, clientmessageid);
create table user_properties (
  user_id bigint not null references users (id) on delete cascade,
  name text not null,
  value text not null,
  primary key (user_id, name)
);
create table gateway_contacts (
  user_id bigint not null references users (id) on delete cascade,
  mri text not null,
  primary key (user_id, mri)
);
`,
  },
];
