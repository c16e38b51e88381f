import type { Migration } from '../migrations.ts';

// Whoever looks for events that a process took and never handed over must not read all that wait.
export const abandonmentMigrations: readonly Migration[] = [
  {
    name: 'abandonment-1-index',
    sql: `
create index events_by_taking on events (taken_at_ms) where taken_by is not null;
`,
  },
];
