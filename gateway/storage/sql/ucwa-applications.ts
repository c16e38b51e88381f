import type { Migration } from '../migrations.ts';

// ucwa_applications: an application is an endpoint of the messaging domain and goes with it. `released_at_ms` is when the last event
// request was answered (the time of creation before the first), `reported_at_ms` the last report of activity. `put_member` is the name
// of the member that a PUT must give back. ucwa_ended_applications: why an application that the clocks ended is gone.
export const ucwaApplicationMigrations: readonly Migration[] = [
  {
    name: 'ucwa-applications-1',
    sql: `
create table ucwa_applications (
  serial bigint generated always as identity primary key,
  id text not null unique,
  user_id bigint not null,
  endpoint_id text not null,
  sign_in_id bigint not null,
  client_endpoint_id text not null,
  user_agent text not null,
  culture text not null,
  type text not null default '',
  is_available boolean not null default false,
  modalities jsonb not null default '[]',
  formats jsonb not null default '["Plain"]',
  put_member text not null,
  communication_version bigint not null default 1,
  created_at_ms bigint not null,
  released_at_ms bigint not null,
  reported_at_ms bigint,
  unique (user_id, endpoint_id),
  foreign key (user_id, endpoint_id) references endpoints (user_id, id) on delete cascade
);
create index ucwa_applications_by_release on ucwa_applications (released_at_ms);
create table ucwa_ended_applications (
  id text primary key,
  user_id bigint not null references users (id) on delete cascade,
  subcode text not null,
  ended_at_ms bigint not null
);
create index ucwa_ended_applications_by_user on ucwa_ended_applications (user_id);
create index ucwa_ended_applications_by_end on ucwa_ended_applications (ended_at_ms);
`,
  },
];
