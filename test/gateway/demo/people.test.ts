import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPassword, seedDemoPeople } from '../../../gateway/demo/people.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

describe('the demo people', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
    await seedDemoPeople(gateway.context);
  });
  afterAll(() => gateway.close());

  it.each(['fred.2', 'joe.4', 'anna.7', 'mary.9', 'concierge'])(
    'include %s, who signs in with the demo password',
    async (name) => {
      const passwordHash = createHash('md5').update(`${name}\nskyper\n${demoPassword}`).digest('base64');
      const reply = await gateway.fetch('/api.skype.com/login/skypetoken', {
        method: 'POST',
        body: JSON.stringify({ username: name, passwordHash, scopes: 'client' }),
      });
      expect(reply.status).toBe(200);
    },
  );
});
