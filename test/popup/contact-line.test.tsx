// @vitest-environment happy-dom
import '../support/extension.ts';
import { describe, expect, it } from 'vitest';
import { nowMs } from '../../popup/clock.ts';
import { contactLine } from '../../popup/contacts/ContactItem.tsx';
import { joe } from '../support/chat.ts';
import { aContact, aPresence } from '../support/stored-chat.ts';

const hourMs = 3_600_000;
const row = aContact(joe, 'Joe Bloggs');
const away = { isConnected: false, status: 'offline' } as const;

describe('the line of a contact', () => {
  it('tells when somebody who is not connected was last seen, where the server says so', () => {
    nowMs.value = 100 * hourMs;
    const presence = aPresence(joe, { ...away, lastSeenAtMs: 98 * hourMs });
    expect(contactLine({ row, name: row.name, presence })).toMatch(/^Last seen: 2 hours ago$/);
    expect(contactLine({ row, name: row.name, presence: aPresence(joe, away) })).not.toMatch(/seen/i);
    expect(contactLine({ row, name: row.name, presence: aPresence(joe) })).not.toMatch(/seen/i);
  });
});
