import type { Migration } from '../migrations.ts';

// Every secret is kept as a hash: passwords with scrypt, random tokens with SHA-256 (hexadecimal).
// A user's rows in other tables reference users (id) with "on delete cascade": removing a user removes them all.
export const identityMigrations: readonly Migration[] = [
  {
    name: 'identity-1-users',
    sql: `
create table users (
  id bigint generated always as identity primary key,
  name text not null,
  name_key text not null unique,
  kind text not null check (kind in ('user', 'bot', 'guest')),
  mri text not null unique generated always as (case kind when 'bot' then '28:' else '8:' end || name) stored,
  home text,
  person_id text not null default gen_random_uuid()::text,
  display_name text not null,
  firstname text not null,
  lastname text,
  about text,
  avatar_url text,
  birthday text,
  city text,
  country text,
  province text,
  emails jsonb not null default '[]',
  gender text,
  homepage text,
  jobtitle text,
  language text,
  mood text,
  rich_mood text,
  phone_home text,
  phone_mobile text,
  phone_office text,
  password_hash text,
  legacy_password_hash text,
  created_at_ms bigint not null
);
create table sign_ins (
  id bigint generated always as identity primary key,
  user_id bigint not null references users (id) on delete cascade,
  client text not null,
  created_at_ms bigint not null,
  revoked_at_ms bigint
);
create index sign_ins_by_user on sign_ins (user_id);
create table skype_tokens (
  token_hash text primary key,
  sign_in_id bigint not null references sign_ins (id) on delete cascade,
  issued_at_ms bigint not null,
  expires_at_ms bigint not null
);
create index skype_tokens_by_sign_in on skype_tokens (sign_in_id);
create index skype_tokens_by_expiry on skype_tokens (expires_at_ms);
create table refresh_tokens (
  token_hash text primary key,
  sign_in_id bigint not null references sign_ins (id) on delete cascade,
  state text not null check (state in ('current', 'spent', 'replaced')),
  predecessor_hash text,
  skype_token_hash text not null,
  issued_at_ms bigint not null,
  expires_at_ms bigint not null
);
create index refresh_tokens_by_sign_in on refresh_tokens (sign_in_id);
create index refresh_tokens_by_expiry on refresh_tokens (expires_at_ms);
create table authorization_codes (
  code_hash text primary key,
  user_id bigint not null references users (id) on delete cascade,
  client text not null,
  redirect_uri text not null,
  challenge text not null,
  sign_in_id bigint references sign_ins (id) on delete cascade,
  expires_at_ms bigint not null,
  spent_at_ms bigint
);
create table login_attempts (
  subject text primary key,
  attempts integer not null,
  window_ends_at_ms bigint not null
);
`,
  },
];
