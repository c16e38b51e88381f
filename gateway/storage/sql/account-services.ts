import type { Migration } from '../migrations.ts';

// contact_points: e-mail addresses and telephone numbers of the short-circuit profile (skype.md 9.4); `users.emails` repeats the
// addresses, because profiles list them. A balance is in the smallest unit of its currency, or in minutes without one.
export const accountServiceMigrations: readonly Migration[] = [
  {
    name: 'account-2-services',
    sql: `
alter table users add column emails_changed_at_ms bigint;
create table contact_points (
  id bigint generated always as identity primary key,
  user_id bigint not null references users (id) on delete cascade,
  kind text not null check (kind in ('email', 'phone')),
  address text not null,
  label text not null,
  is_verified boolean not null default false,
  is_searchable boolean not null default false,
  country text,
  country_name text,
  unique (user_id, kind, address)
);
create index contact_points_by_address on contact_points (lower(address));
create table people_settings (
  user_id bigint not null references users (id) on delete cascade,
  name text not null,
  value boolean not null,
  primary key (user_id, name)
);
create table entitlements (
  user_id bigint not null references users (id) on delete cascade,
  id text not null,
  service text not null,
  is_active boolean not null default false,
  starts_at_ms bigint,
  ends_at_ms bigint,
  resets_at_ms bigint,
  balance bigint,
  currency text,
  quota bigint,
  attributes jsonb,
  data jsonb,
  place integer not null default 0,
  primary key (user_id, id)
);
create table abuse_reports (
  user_id bigint not null references users (id) on delete cascade,
  mri text not null,
  ui_version text not null,
  created_at_ms bigint not null,
  primary key (user_id, mri)
);
create table bot_details (
  user_id bigint primary key references users (id) on delete cascade,
  developer text not null default '',
  extra text not null default '',
  webpage text not null default '',
  tos text not null default '',
  privacy_statement text not null default '',
  star_rating double precision not null default 0,
  capabilities jsonb not null default '[]',
  supported_locales jsonb not null default '[]'
);
`,
  },
];
