import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

describe('an href put behind an origin that ends in a slash', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway?.close());

  it('leads to the same resource, as clients of real servers expect', async () => {
    const at = (path: string) => gateway.fetch(new Request(`${gateway.origin}${path}`, { method: 'POST', body: '{}' }));
    const [once, twice] = [await at('/ucwa/oauth/v1/applications'), await at('//ucwa/oauth/v1/applications')];
    expect(once.status).toBe(401);
    expect(twice.status).toBe(401);
    expect(twice.headers.get('WWW-Authenticate')).toBe(once.headers.get('WWW-Authenticate'));
  });

  it('leads nowhere else', async () => {
    const reply = await gateway.fetch(new Request(`${gateway.origin}//v1/users/ME/endpoints`, { method: 'POST' }));
    expect(reply.status).toBe(404);
  });
});
