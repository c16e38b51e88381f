// The load: plain HTTP requests with kept-alive connections, as many at once as the benchmark wants.
import { Agent, request } from 'node:http';
import type { Seat } from './crowd.ts';

export type Reply = { status: number; text: string };

/** Sends one request. Rejects when the connection fails or `signal` aborts. */
export function ask(
  agent: Agent,
  url: string,
  {
    method = 'POST',
    headers = {},
    body,
    signal,
  }: { method?: string; headers?: Record<string, string>; body?: string; signal?: AbortSignal } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const asked = request(
      url,
      { method, agent, headers: { ...headers, ...length }, ...(signal && { signal }) },
      (reply) => {
        let text = '';
        reply.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text }));
        reply.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Connections for many requests at once. */
export const createAgent = (maxSockets = Number.POSITIVE_INFINITY) => new Agent({ keepAlive: true, maxSockets });

const tokenHeader = ({ registrationToken }: Seat) => ({ RegistrationToken: `registrationToken=${registrationToken}` });

/** One poll of a seat, as a client that names its position does (so that a reply carries many events). */
export function poll(agent: Agent, url: string, seat: Seat, position: number, signal?: AbortSignal): Promise<Reply> {
  return ask(agent, `${url}/v1/users/ME/endpoints/SELF/subscriptions/0/poll`, {
    headers: { ...tokenHeader(seat), 'Skylark-Position': String(position) },
    ...(signal && { signal }),
  });
}

let sent = 0;

/** Sends one message. @throws on any answer but 201. */
export async function sendMessage(
  agent: Agent,
  url: string,
  seat: Seat,
  conversation: string,
  content: string,
): Promise<void> {
  sent += 1;
  const body = JSON.stringify({
    ...{ messagetype: 'RichText', contenttype: 'text', content },
    clientmessageid: `${Date.now()}${String(sent).padStart(7, '0')}`,
  });
  const headers = { ...tokenHeader(seat), 'Content-Type': 'application/json' };
  const reply = await ask(agent, `${url}/v1/users/ME/conversations/${conversation}/messages`, { headers, body });
  if (reply.status !== 201) throw new Error(`sending answered ${reply.status}: ${reply.text}`);
}

/** The events of a poll reply. */
export function eventsOf(reply: Reply): { id: number; resourceType: string; resource?: { content?: string } }[] {
  if (reply.status !== 200) throw new Error(`the poll answered ${reply.status}: ${reply.text}`);
  return (JSON.parse(reply.text) as { eventMessages?: ReturnType<typeof eventsOf> }).eventMessages ?? [];
}
