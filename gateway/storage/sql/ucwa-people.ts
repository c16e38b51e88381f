import type { Migration } from '../migrations.ts';

// user_presence.availability: the finer word of UCWA that stands behind the status, until any client chooses another status.
// ucwa_activity: how long ago an application reported its user, and what that makes of them. ucwa_presence_subscriptions: a subscription
// to a group has the id of the group, and no members of its own. ucwa_group_contacts: who is in which group; those in no named group are in
// the one with the id `default`. ucwa_watched: whom an application has subscribed to, by one subscription or several.
// ucwa_list_subscriptions.told: the lists as the application knows them.
// The functions tell whoever listens (gateway/ucwa/people/changes.ts) what other services changed about people, in the transaction
// that changed it; each is one line, because a migration is split at semicolons that end a line.
export const ucwaPeopleMigrations: readonly Migration[] = [
  {
    name: 'ucwa-people-1',
    sql: `
alter table user_presence add column availability text;
alter table users add column location text;
create table ucwa_activity (
  application bigint primary key references ucwa_applications (serial) on delete cascade,
  reported_at_ms bigint not null,
  inactive_ms bigint not null,
  away_ms bigint not null,
  state text not null default 'active' check (state in ('active', 'inactive', 'away'))
);
create table ucwa_presence_subscriptions (
  application bigint not null references ucwa_applications (serial) on delete cascade,
  id text not null,
  is_group boolean not null,
  expires_at_ms bigint not null,
  is_end_told boolean not null default false,
  primary key (application, id)
);
create index ucwa_presence_subscriptions_by_end on ucwa_presence_subscriptions (expires_at_ms);
create table ucwa_presence_members (
  application bigint not null,
  subscription text not null,
  mri text not null,
  primary key (application, subscription, mri),
  foreign key (application, subscription) references ucwa_presence_subscriptions (application, id) on delete cascade
);
create index ucwa_presence_members_by_mri on ucwa_presence_members (mri);
create table ucwa_list_subscriptions (
  application bigint primary key references ucwa_applications (serial) on delete cascade,
  expires_at_ms bigint not null,
  is_end_told boolean not null default false,
  told jsonb not null
);
create view ucwa_group_contacts as
  select contacts.user_id, contact_groups.id as group_id, contacts.mri
  from contacts join contact_groups on contact_groups.user_id = contacts.user_id
  where contacts.is_listed and not contacts.is_blocked and case when contact_groups.is_favorites then contacts.is_favorite
    else exists (select 1 from contact_group_members member where member.group_id = contact_groups.id and member.mri = contacts.mri) end
  union all
  select contacts.user_id, 'default', contacts.mri from contacts
  where contacts.is_listed and not contacts.is_blocked and not exists (
    select 1 from contact_group_members member join contact_groups on contact_groups.id = member.group_id
    where contact_groups.user_id = contacts.user_id and member.mri = contacts.mri);
create view ucwa_watched as
  select application, mri, subscription from ucwa_presence_members
  union all
  select subscription.application, listed.mri, subscription.id from ucwa_presence_subscriptions subscription
  join ucwa_applications on ucwa_applications.serial = subscription.application
  join ucwa_group_contacts listed on listed.user_id = ucwa_applications.user_id and listed.group_id = subscription.id
  where subscription.is_group;
create function ucwa_tell_profile() returns trigger language plpgsql as $$ begin if new.mood is distinct from old.mood then perform pg_notify('ucwa_people', 'note ' || new.id); end if; if new.location is distinct from old.location then perform pg_notify('ucwa_people', 'location ' || new.id); end if; return null; end $$;
create trigger ucwa_tell_profile after update of mood, location on users for each row execute function ucwa_tell_profile();
create function ucwa_tell_availability() returns trigger language plpgsql as $$ begin if new.availability is distinct from old.availability then perform pg_notify('ucwa_people', 'presence ' || new.user_id); end if; return null; end $$;
create trigger ucwa_tell_availability after insert or update of availability on user_presence for each row execute function ucwa_tell_availability();
create function ucwa_tell_contact() returns trigger language plpgsql as $$ declare changed contacts; begin changed := coalesce(new, old); if (new.is_authorized, new.is_blocked) is distinct from (old.is_authorized, old.is_blocked) then perform pg_notify('ucwa_people', 'relation ' || changed.user_id || ' ' || changed.mri); end if; perform pg_notify('ucwa_people', 'lists ' || changed.user_id); return null; end $$;
create trigger ucwa_tell_contact after insert or update or delete on contacts for each row execute function ucwa_tell_contact();
create function ucwa_tell_group() returns trigger language plpgsql as $$ declare changed contact_groups; begin changed := coalesce(new, old); perform pg_notify('ucwa_people', 'lists ' || changed.user_id); return null; end $$;
create trigger ucwa_tell_group after insert or update or delete on contact_groups for each row execute function ucwa_tell_group();
create function ucwa_tell_member() returns trigger language plpgsql as $$ declare changed contact_group_members; begin changed := coalesce(new, old); perform pg_notify('ucwa_people', 'lists ' || user_id) from contact_groups where id = changed.group_id; return null; end $$;
create trigger ucwa_tell_member after insert or delete on contact_group_members for each row execute function ucwa_tell_member();
`,
  },
];
