import { expect, it, vi } from 'vitest';
import type { TransportRequest } from '../../../src/service/transport.ts';
import { createSkypeService } from '../../../src/skype/client/service.ts';
import { positionHeader } from '../../../src/skype/wire/event.ts';

const server = 'http://127.0.0.1:9';
const discovery = { name: '', version: '', issuer: server, holdSeconds: 30, services: {}, clouds: [] };

/** A service with an open session, and a store whose writes take as long as the test wants. */
function build() {
  let stored: unknown = {
    ...{ user: '8:fred.2', messagingOrigin: server, registrationToken: 'token', endpointId: '{1}', discovery },
    position: 0,
  };
  const writes: (() => void)[] = [];
  const asked: TransportRequest[] = [];
  const service = createSkypeService({
    ...{ server, readToken: async () => 'skype', nowMs: () => 1, sha256: async () => new Uint8Array(32) },
    session: {
      read: async () => stored,
      write: (next) =>
        new Promise<void>((resolve) => {
          writes.push(() => {
            stored = next;
            resolve();
          });
        }),
    },
    transport: async (request) => {
      asked.push(request);
      const event = { id: asked.length * 1000, type: 'EventMessage', resourceType: 'Other', resource: {} };
      return { status: 200, text: JSON.stringify({ eventMessages: [event] }), header: () => undefined };
    },
  });
  return { service, writes, asked, stored: () => stored };
}

it('hands out events before their position is noted, and asks for more only after it is', async () => {
  const { service, writes, asked } = build();
  await service.poll();
  await vi.waitFor(() => expect(writes).toHaveLength(1));
  const next = service.poll();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toHaveLength(1);
  writes[0]?.();
  await next;
  expect(asked[1]?.headers[positionHeader]).toBe('1000');
});

it('does not bring back a session that is closed while a position is being noted', async () => {
  const { service, writes, stored } = build();
  await service.poll();
  const closed = service.close();
  await vi.waitFor(() => expect(writes).toHaveLength(1));
  writes[0]?.();
  await vi.waitFor(() => expect(writes).toHaveLength(2));
  writes[1]?.();
  await closed;
  expect(stored()).toBeUndefined();
});
