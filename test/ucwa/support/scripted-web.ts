// Hosts that answer as they are told to, for tests of the UCWA client without a server. What is not scripted is not there: a host
// without any answer is no host, an address without one is 404 in HTML. Every request is recorded.
import { ServiceError } from '../../../src/service/error.ts';
import type { Transport, TransportRequest, TransportResponse } from '../../../src/service/transport.ts';

export type Answer = {
  status?: number;
  headers?: Record<string, string>;
  /** Says `application/json; charset=utf-8` unless the headers say something else. */
  json?: unknown;
  xml?: string;
  html?: string;
  bytes?: number[];
  /** There is no answer. */
  isLost?: boolean;
};

type Reply = Answer | ((request: TransportRequest) => Answer);

const contentOf = ({ json, xml, html }: Answer): { type: string; text: string } => {
  if (json !== undefined) return { type: 'application/json; charset=utf-8', text: JSON.stringify(json) };
  if (xml !== undefined) return { type: 'application/xml; charset=utf-8', text: xml };
  return { type: 'text/html', text: html ?? '' };
};

export function respond(answer: Answer, isBinary = false): TransportResponse {
  const { type, text } = contentOf(answer);
  const headers = new Map(
    Object.entries({ 'Content-Type': type, ...answer.headers }).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const status = answer.status ?? 200;
  const isBytes = isBinary && status === 200;
  return {
    status,
    header: (name) => headers.get(name.toLowerCase()),
    text: isBytes ? '' : text,
    ...(isBytes && { parts: [new Uint8Array(answer.bytes ?? [])] }),
  };
}

export class ScriptedWeb {
  readonly requests: TransportRequest[] = [];
  readonly #replies = new Map<string, Reply[]>();

  /** Answers requests of this method and address; of several answers each serves once, the last one for good. */
  on(method: string, url: string, ...replies: Reply[]): this {
    this.#replies.set(`${method} ${url}`, replies);
    return this;
  }

  /** `GET https://…` of every request, in order. */
  get asked(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${url}`);
  }

  /** The parsed bodies of the requests with this method and address. */
  bodiesOf(method: string, url: string): unknown[] {
    const found = this.requests.filter((request) => request.method === method && request.url === url);
    return found.map(({ body }) => (typeof body === 'string' ? JSON.parse(body) : undefined));
  }

  readonly transport: Transport = async (request) => {
    this.requests.push(request);
    const replies = this.#replies.get(`${request.method} ${request.url}`);
    const reply = replies && replies.length > 1 ? replies.shift() : replies?.[0];
    if (reply === undefined) {
      const { origin } = new URL(request.url);
      const isHost = [...this.#replies.keys()].some((key) => key.split(' ')[1]?.startsWith(`${origin}/`));
      if (!isHost) throw new ServiceError('network', 'no such host');
      return respond({ status: 404, html: '<h1>404 - File or directory not found.</h1>' });
    }
    const answer = typeof reply === 'function' ? reply(request) : reply;
    if (answer.isLost) throw new ServiceError('network', 'no reply in time', { hasTimedOut: true });
    return respond(answer, request.isBinary);
  };
}
