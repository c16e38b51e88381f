import type { Migration } from '../migrations.ts';

// form_secret: the key that seals the forms of the web sign-in; spent_forms: the sealed forms that were submitted.
// login_tickets: what one step of a login hands to the next (hashed), used once. `binding` ties an `operation` to its form.
// join_links: one per thread, kept while the thread exists. guests: the one conversation of a guest, and when the guest ends.
export const joiningMigrations: readonly Migration[] = [
  {
    name: 'joining-1-logins-links-guests',
    sql: `
create table form_secret (
  is_only boolean primary key default true check (is_only),
  secret text not null
);
create table spent_forms (
  form_hash text primary key,
  expires_at_ms bigint not null
);
create table login_tickets (
  ticket_hash text primary key,
  kind text not null check (kind in ('live', 'operation', 'security')),
  user_id bigint not null references users (id) on delete cascade,
  sign_in_id bigint references sign_ins (id) on delete cascade,
  binding text,
  expires_at_ms bigint not null
);
create table join_links (
  code text primary key,
  conversation_id text not null unique references conversations (id) on delete cascade,
  creator text not null,
  created_at_ms bigint not null
);
create table guests (
  user_id bigint primary key references users (id) on delete cascade,
  conversation_id text not null,
  ends_at_ms bigint not null
);
create index guests_by_end on guests (ends_at_ms);
`,
  },
];
