// A gateway with people who speak UCWA by plain requests: no schema and no code of ours reads what it answers.

import type { UserIdentity } from '../../../gateway/identity/users.ts';
import { defaultUcwaClocks, type UcwaClocks } from '../../../gateway/ucwa/clocks.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions, testPassword } from '../../support/gateway.ts';

export type Json = Record<string, unknown>;
export type Answer = { status: number; headers: Headers; text: string; json: Json };

export type Desk = {
  readonly gateway: TestGateway;
  /** A request with a ticket; `body` is sent as JSON unless it is text. */
  ask(
    ticket: string | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Adds a user; the name is also the first part of the address. */
  settle(name: string, displayName?: string): Promise<UserIdentity>;
  /** A ticket for a user, by password. */
  ticketFor(name: string): Promise<string>;
  /** Makes an application; answers its representation. */
  apply(ticket: string, more?: Json): Promise<Json>;
};

export const isText = (body: unknown): body is string => typeof body === 'string';

/** Reads a path into a JSON value; undefined when it leads nowhere. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let found = value;
  for (const name of path) found = (found as Record<string | number, unknown> | undefined)?.[name];
  return found;
}

/** The address of a link, which has to be there. */
export function href(value: unknown, rel: string): string {
  const found = at(value, '_links', rel, 'href');
  if (typeof found !== 'string') throw new Error(`there is no link ${rel}`);
  return found;
}

export async function openDesk(
  options: Omit<TestGatewayOptions, 'settings'> & {
    settings?: TestGatewayOptions['settings'];
    clocks?: Partial<UcwaClocks>;
  } = {},
): Promise<Desk> {
  const { clocks, settings, ...rest } = options;
  const ucwaClocks = { ...defaultUcwaClocks, ...clocks };
  const gateway = await startTestGateway({ ...rest, settings: { ...settings, ucwaClocks } });

  const desk: Desk = {
    gateway,
    async ask(ticket, method, path, body, headers = {}) {
      const isJson = body !== undefined && !isText(body);
      const reply = await gateway.fetch(path, {
        method,
        headers: {
          Accept: 'application/json',
          ...(ticket === undefined ? {} : { Authorization: `Bearer ${ticket}` }),
          ...(isJson ? { 'Content-Type': 'application/json' } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isText(body) ? body : JSON.stringify(body) }),
      });
      const text = await reply.text();
      const isParsed = (reply.headers.get('content-type') ?? '').includes('json');
      return { status: reply.status, headers: reply.headers, text, json: isParsed ? (JSON.parse(text) as Json) : {} };
    },
    settle: (name, displayName) => gateway.createUser({ name, displayName }),
    async ticketFor(name) {
      const form = new URLSearchParams({ grant_type: 'password', username: name, password: testPassword });
      const { json, text } = await desk.ask(undefined, 'POST', '/WebTicket/oauthtoken', form.toString(), {
        'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8',
      });
      if (typeof json.access_token !== 'string') throw new Error(`no ticket: ${text}`);
      return json.access_token;
    },
    async apply(ticket, more = {}) {
      const { ucwaPaths } = gateway.context.settings;
      const path = ucwaPaths === 'real' ? '/ucwa/oauth/v1/applications' : '/ucwa/v1/applications';
      const reply = await desk.ask(ticket, 'POST', path, {
        userAgent: 'Desk',
        endpointId: 'desk-1',
        culture: 'en-US',
        ...more,
      });
      if (reply.status !== 201 && reply.status !== 200)
        throw new Error(`no application: ${reply.status} ${reply.text}`);
      return reply.json;
    },
  };
  return desk;
}
