// A plain client over TLS, written from the protocol notes alone: no schema, no code of ours, no fetch that would follow, repair or
// normalise anything.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';

// biome-ignore lint/suspicious/noExplicitAny: a reply is whatever came
type Json = any;
export type Reply = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body read as JSON; fails when it is none. */
  readonly json: Json;
};

export type Desk = {
  /** One request; a path alone is taken at the gateway, `host` is the production name it is for. */
  ask(method: string, path: string, headers?: Record<string, string>, body?: unknown, host?: string): Promise<Reply>;
  /** The skype token of a user. */
  signIn(name: string, password: string): Promise<string>;
  close(): void;
};

export function openDesk(url: string, certFile: string): Desk {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, ca: readFileSync(certFile) });

  const ask: Desk['ask'] = (method, path, headers = {}, body, host) =>
    new Promise((done, fail) => {
      const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
      const named = host ? { Host: host } : {};
      const length = sent === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(sent)) };
      const options = { hostname, port, method, path, agent, headers: { ...named, ...length, ...headers } };
      const out = request(options, (reply) => {
        let text = '';
        reply.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        reply.on('end', () =>
          done({
            status: reply.statusCode ?? 0,
            headers: reply.headers,
            text,
            get json() {
              return JSON.parse(text);
            },
          }),
        );
      });
      out.on('error', fail).end(sent);
    });

  return {
    ask,
    async signIn(username, password) {
      const passwordHash = createHash('md5').update(`${username}\nskyper\n${password}`).digest('base64');
      const body = { username, passwordHash, scopes: 'client' };
      return (await ask('POST', '/login/skypetoken', {}, body, 'api.skype.com')).json.skypetoken;
    },
    close: () => agent.destroy(),
  };
}
