// Rows of the database in the words of the tests.
import type { OutboxRow, SessionRow } from '../../extension/database.ts';
import type { Account } from '../../src/model/account.ts';

export const accountRow = (parts: Partial<Account> = {}): Account => ({
  id: 'a',
  kind: 'skype',
  server: 'http://127.0.0.1:8787',
  user: '8:fred.2',
  name: 'Fred Adams',
  addedAtMs: 1,
  ...parts,
});

export const sessionRow = (parts: Partial<SessionRow> = {}): SessionRow => ({
  account: 'a',
  state: 'online',
  sinceMs: 1,
  contactAtMs: 1,
  failures: 0,
  ownPresence: 'online',
  ...parts,
});

export const outboxRow = (parts: Partial<OutboxRow> = {}): OutboxRow => ({
  account: 'a',
  conversation: '8:joe.4',
  clientId: 'c1',
  text: 'hello',
  messagetype: 'RichText',
  content: 'Hello',
  createdAtMs: 1,
  queuedAtMs: 1,
  state: 'queued',
  attempts: 0,
  nextAttemptAtMs: 0,
  ...parts,
});
