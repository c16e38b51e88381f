import type { Migration } from '../migrations.ts';

// contacts: what one user (user_id) has decided about another (mri). Being on the list, having authorised the other and having
// blocked the other are three separate states (skype.md 8.1).
export const accountMigrations: readonly Migration[] = [
  {
    name: 'account-1-contacts',
    sql: `
create table contacts (
  user_id bigint not null references users (id) on delete cascade,
  mri text not null,
  is_listed boolean not null default false,
  is_authorized boolean not null default false,
  is_blocked boolean not null default false,
  is_favorite boolean not null default false,
  display_name text,
  created_at_ms bigint not null,
  primary key (user_id, mri)
);
create index contacts_by_mri on contacts (mri);
create table contact_groups (
  id text primary key default gen_random_uuid()::text,
  user_id bigint not null references users (id) on delete cascade,
  name text not null,
  is_favorites boolean not null default false
);
create index contact_groups_by_user on contact_groups (user_id);
create unique index contact_groups_favorites on contact_groups (user_id) where is_favorites;
create table contact_group_members (
  group_id text not null references contact_groups (id) on delete cascade,
  mri text not null,
  primary key (group_id, mri)
);
create table contact_invites (
  id bigint generated always as identity primary key,
  user_id bigint not null references users (id) on delete cascade,
  sender_id bigint not null references users (id) on delete cascade,
  message text not null,
  created_at_ms bigint not null
);
create index contact_invites_by_user on contact_invites (user_id);
create table account_flags (
  user_id bigint not null references users (id) on delete cascade,
  number integer not null check (number between 0 and 255),
  primary key (user_id, number)
);
create table account_options (
  user_id bigint not null references users (id) on delete cascade,
  name text not null,
  value jsonb not null,
  primary key (user_id, name)
);
`,
  },
];
