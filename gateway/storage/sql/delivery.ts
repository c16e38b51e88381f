import type { Migration } from '../migrations.ts';

// members.quarantined_at: since when the member of a 1:1 no longer accepts the other (a tick); 0 while nothing was withdrawn.
// endpoints.active_at_ms: the last request or poll. subscriptions.acknowledges: its client acknowledges messages, so those it
// leaves out come again: events.resend_at_ms says when, events.resends how often they were sent before.
export const deliveryMigrations: readonly Migration[] = [
  {
    name: 'delivery-1-acknowledgement',
    sql: `
alter table members add column quarantined_at bigint not null default 0;
alter table endpoints add column active_at_ms bigint not null default 0;
alter table subscriptions add column acknowledges boolean not null default false;
alter table events add column resend_at_ms bigint;
alter table events add column resends integer not null default 0;
`,
  },
];
