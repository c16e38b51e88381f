import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { call, connect } from './client.ts';
import { pair, settle } from './town.ts';

eachDatabase((openDatabase) => {
  describe('a request with a registration token and a skype token', () => {
    const town = settle(openDatabase);
    const path = '/v1/users/ME/conversations';
    const spellings = (token: string): Record<string, string>[] => [
      { Authentication: `skypetoken=${token}` },
      { 'X-SkypeToken': token },
      { Authorization: `skype_token ${token}` },
    ];

    it('is refused with 403 when they belong to different users', async () => {
      const [fred, joe] = await pair(town);
      const { token } = await connect(town.gateway, fred);
      for (const headers of spellings(await town.gateway.tokenFor(joe))) {
        const both = { RegistrationToken: `registrationToken=${token}`, ...headers };
        const reply = await call(town.gateway, both, 'GET', path);
        expect(reply.status).toBe(403);
        expect(reply.body.message).toBe(
          'The content in the registration token does not match the content in the authentication ticket',
        );
      }
    });

    it('is answered when they belong to the same user, or the skype token is none of ours', async () => {
      const [fred] = await pair(town);
      const { token } = await connect(town.gateway, fred);
      for (const skypeToken of [await town.gateway.tokenFor(fred), 'of-another-service']) {
        for (const headers of spellings(skypeToken)) {
          const both = { RegistrationToken: `registrationToken=${token}`, ...headers };
          expect((await call(town.gateway, both, 'GET', path)).status).toBe(200);
        }
      }
    });
  });
});
