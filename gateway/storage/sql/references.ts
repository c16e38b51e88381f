import type { Migration } from '../migrations.ts';

// Whoever goes takes along what points at them: without these, the end of each guest and of each sign-in reads whole tables.
export const referenceMigrations: readonly Migration[] = [
  {
    name: 'references-1-indexes',
    sql: `
create index registration_tokens_by_sign_in on registration_tokens (sign_in_id);
create index contact_invites_by_sender on contact_invites (sender_id);
create index authorization_codes_by_user on authorization_codes (user_id);
create index authorization_codes_by_sign_in on authorization_codes (sign_in_id);
create index login_tickets_by_user on login_tickets (user_id);
create index login_tickets_by_sign_in on login_tickets (sign_in_id);
`,
  },
];
