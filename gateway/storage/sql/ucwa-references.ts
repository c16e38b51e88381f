import type { Migration } from '../migrations.ts';

// As in references.ts: whoever goes takes along what points at them, without reading whole tables.
export const ucwaReferenceMigrations: readonly Migration[] = [
  {
    name: 'ucwa-references-1-indexes',
    sql: `
create index ucwa_conversations_by_user on ucwa_conversations (user_id);
create index ucwa_participants_by_user on ucwa_participants (user_id);
create index ucwa_absences_by_user on ucwa_absences (user_id);
create index ucwa_invitations_by_conversation on ucwa_invitations (conversation);
`,
  },
];
