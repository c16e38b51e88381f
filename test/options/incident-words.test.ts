import { describe, expect, it } from 'vitest';
import { withoutIdentifiers } from '../../options/storage/incident-words.ts';

describe('the text of an incident on screen', () => {
  it.each([
    ['8:joe.4', '…'],
    ['from 8:joe.4 in 19:9c7d1a@thread.skype: expected text', 'from … in … expected text'],
    ['/v1/users/ME/conversations/8:joe.4/messages', '/v1/users/ME/conversations/…/messages'],
    ['"28:concierge" is not a number', '"…" is not a number'],
    ['sip:anna@example.org sent something', '… sent something'],
    ['live:fred@example.org', '…'],
  ])('%s is shown as %s', (recorded, shown) => {
    expect(withoutIdentifiers(recorded)).toBe(shown);
  });

  it.each(['https://evil.example:8443/v1/users is not a host of the server', 'messages[0].version: expected a number'])(
    '%s stays as it is',
    (recorded) => {
      expect(withoutIdentifiers(recorded)).toBe(recorded);
    },
  );
});
