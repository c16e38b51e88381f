import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { connect, type Json } from './client.ts';
import { pair, settle } from './town.ts';

eachDatabase((openDatabase) => {
  describe('the messaging API', () => {
    const town = settle(openDatabase);

    /** Every text in a reply that is a link of ours. */
    function linksIn(value: Json): string[] {
      if (typeof value === 'string') return value.includes('/v1/') ? [value] : [];
      return value && typeof value === 'object' ? Object.values(value).flatMap(linksIn) : [];
    }

    it.each([
      ['at the root under /v1', 'https://gateway.test/v1', 'https://gateway.test'],
      [
        'under the path prefix of its host name',
        'https://gateway.test/client-s.gateway.messenger.live.com/v1',
        'https://gateway.test',
      ],
      [
        'by its host name',
        'https://client-s.gateway.messenger.live.com/v1',
        'https://client-s.gateway.messenger.live.com',
      ],
      [
        'by a regional twin',
        'https://bn2-client-s.gateway.messenger.live.com/v1',
        'https://bn2-client-s.gateway.messenger.live.com',
      ],
      ['by its successor’s name', 'https://msgapi.teams.live.com/v1', 'https://msgapi.teams.live.com'],
    ])('answers %s, with links at the root of the same origin (0.3 rule 1)', async (_, base, origin) => {
      const [fred, joe] = await pair(town);
      const client = await connect(town.gateway, fred);
      await client.send(joe.mri, 'hello');
      const headers = { RegistrationToken: `registrationToken=${client.token}`, Host: new URL(base).host };
      for (const path of [
        '/users/ME/conversations',
        `/users/ME/conversations/${joe.mri}/messages`,
        '/users/ME/presenceDocs/messagingService',
      ]) {
        const response = await town.gateway.fetch(base + path, { headers });
        expect(response.status).toBe(200);
        const links = linksIn(await response.json());
        expect(links.length).toBeGreaterThan(0);
        for (const link of links) expect(link.startsWith(`${origin}/v1/`)).toBe(true);
      }
    });
  });
});
