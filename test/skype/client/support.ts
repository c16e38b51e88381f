// A real client at a real gateway in this process, with everything that passes between them on record.
import { createHash } from 'node:crypto';
import { addContact } from '../../../gateway/account/contacts.ts';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import type { ChatEvent } from '../../../src/model/event.ts';
import type { ChatService, SessionState } from '../../../src/service/service.ts';
import type { Transport, TransportRequest, TransportResponse } from '../../../src/service/transport.ts';
import type { SecurityEvent, SkypeServiceOptions } from '../../../src/skype/client/options.ts';
import { createSkypeService } from '../../../src/skype/client/service.ts';
import type { TestGateway } from '../../support/gateway.ts';

export const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

/** Changes a reply on its way, or answers in place of the server. */
export type Interference = (
  request: TransportRequest,
) => Promise<TransportResponse | undefined> | TransportResponse | undefined;

export interface TestClient {
  service: ChatService;
  requests: TransportRequest[];
  securityEvents: SecurityEvent[];
  session(): SessionState;
  /** What stands between client and server; none at first. */
  interfere(interference: Interference | undefined): void;
}

export function reply(status: number, body: unknown = {}, headers: Record<string, string> = {}): TransportResponse {
  const all = new Headers(headers);
  return {
    status,
    header: (name) => all.get(name) ?? undefined,
    text: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** A client whose requests the given transport answers. */
export function createTestClient(
  transport: Transport,
  options: Partial<SkypeServiceOptions> & { server: string },
): TestClient {
  const requests: TransportRequest[] = [];
  const securityEvents: SecurityEvent[] = [];
  let state: SessionState;
  let interference: Interference | undefined;
  const service = createSkypeService({
    transport: async (request) => {
      requests.push(request);
      return (await interference?.(request)) ?? transport(request);
    },
    readToken: async () => 'token-of-the-test',
    session: {
      read: async () => state,
      // Storage keeps plain JSON only.
      write: async (next) => {
        state = next === undefined ? undefined : JSON.parse(JSON.stringify(next));
      },
    },
    nowMs: Date.now,
    sha256,
    onSecurityEvent: (event) => securityEvents.push(event),
    ...options,
  });
  return {
    service,
    requests,
    securityEvents,
    session: () => state,
    interfere: (next) => {
      interference = next;
    },
  };
}

/** Transport to a gateway in this process. */
export function transportTo(gateway: TestGateway): Transport {
  return async ({ method, url, headers, body, signal }) => {
    const response = await gateway.fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: body as BodyInit }),
      ...(signal ? { signal: signal as globalThis.AbortSignal } : {}),
    });
    const text = await response.text();
    return { status: response.status, text, header: (name) => response.headers.get(name) ?? undefined };
  };
}

/** A signed-in client of a user who is made for it. */
export async function connect(
  gateway: TestGateway,
  name: string,
): Promise<TestClient & { id: string; identity: UserIdentity }> {
  const user = await gateway.createUser({ name, displayName: `${name[0]?.toUpperCase()}${name.slice(1)}` });
  const token = await gateway.tokenFor(user);
  const client = createTestClient(transportTo(gateway), { server: gateway.origin, readToken: async () => token });
  return { ...client, id: `8:${name}`, identity: user };
}

/** Makes two people contacts of each other. */
export async function befriend(gateway: TestGateway, a: UserIdentity, b: UserIdentity): Promise<void> {
  await addContact(gateway.context, a, b.mri, '');
  await addContact(gateway.context, b, a.mri, '');
}

/** Polls until an event fits, through as many batches as it takes. */
export async function pollFor<T extends ChatEvent['type']>(
  client: TestClient,
  type: T,
  fits: (event: Extract<ChatEvent, { type: T }>) => boolean = () => true,
): Promise<Extract<ChatEvent, { type: T }>> {
  for (let i = 0; i < 20; i++) {
    const { events, unreadable } = await client.service.poll();
    if (unreadable.length > 0) throw new Error(`unreadable: ${JSON.stringify(unreadable)}`);
    const found = events.find(
      (event): event is Extract<ChatEvent, { type: T }> => event.type === type && fits(event as never),
    );
    if (found) return found;
  }
  throw new Error(`no ${type} event came`);
}
