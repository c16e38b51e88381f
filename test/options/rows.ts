// Rows of the database in the words of the tests.
import type { OutboxRow, SessionRow } from '../../extension/database.ts';
import type { Account } from '../../src/model/account.ts';
import type { Capabilities } from '../../src/service/service.ts';
import type { UcwaPlace } from '../../src/ucwa/sign-in/place.ts';
import type { SignInStep } from '../../src/ucwa/sign-in/step.ts';

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

/** Where an account of an organisation lives. */
export const placeRow = (parts: Partial<UcwaPlace> = {}): UcwaPlace => ({
  address: 'ana@example.org',
  userUrl: 'https://sfb.example.org/user',
  applicationsUrl: 'https://sfb.example.org/applications',
  tokenService: 'https://login.example.org/token',
  grants: ['password'],
  approved: ['https://sfb.example.org'],
  ...parts,
});

export const signInStep = (parts: Partial<SignInStep> = {}): SignInStep => ({
  step: 'sign-in',
  origins: ['https://sfb.example.org'],
  host: 'login.example.org',
  grants: ['password'],
  userName: 'ana@example.org',
  place: placeRow({ applicationsUrl: '' }),
  ...parts,
});

/** What a service without anything optional says of itself. */
export const noCapabilities: Capabilities = {
  ...{ readPositions: false, typing: false, invisiblePresence: false, finePresence: false, history: false },
  ...{ modalities: false, groups: false, contacts: false, preferences: false },
};
