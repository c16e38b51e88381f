// The sign-in of a server, as far as a transport sees it: metadata, code exchange, rotation, revocation.
import { ServiceError } from '../../src/service/error.ts';
import type { Transport, TransportResponse } from '../../src/service/transport.ts';

export const testServer = 'http://127.0.0.1:8787';

function reply(status: number, body: unknown): TransportResponse {
  return { status, text: JSON.stringify(body), header: () => undefined };
}

/** One server's sign-in. `requests` names what was asked; the switches make it fail. */
export function scriptedSignIn(server = testServer) {
  const state = {
    requests: [] as string[],
    refreshToken: 'refresh-0',
    /** Works again until its successor was used, because the reply may have died with the worker. */
    previousToken: '',
    issued: 0,
    isAway: false,
    isEnded: false,
    expiresInSeconds: 3_600,
    revoked: [] as string[],
    metadata: {
      issuer: server,
      authorization_endpoint: `${server}/oauth/authorize`,
      token_endpoint: `${server}/oauth/token`,
      revocation_endpoint: `${server}/oauth/revoke`,
    } as Record<string, unknown>,
    forms: [] as Record<string, string>[],
  };
  const transport: Transport = async ({ url, body }) => {
    const { pathname } = new URL(url);
    state.requests.push(pathname);
    if (state.isAway) throw new ServiceError('network', 'no reply');
    if (pathname === '/.well-known/oauth-authorization-server') return reply(200, state.metadata);
    const form = Object.fromEntries(new URLSearchParams(String(body ?? '')));
    state.forms.push(form);
    if (pathname === '/oauth/revoke') {
      state.revoked.push(form.token ?? '');
      return reply(200, {});
    }
    if (pathname !== '/oauth/token') return reply(404, {});
    const isCurrent = form.refresh_token === state.refreshToken;
    const isKnown = isCurrent || form.grant_type === 'authorization_code' || form.refresh_token === state.previousToken;
    if (state.isEnded || !isKnown) return reply(400, { error: 'invalid_grant' });
    state.issued += 1;
    if (isCurrent) state.previousToken = state.refreshToken;
    state.refreshToken = `refresh-${state.issued}`;
    return reply(200, {
      access_token: `access-${state.issued}`,
      token_type: 'Bearer',
      expires_in: state.expiresInSeconds,
      refresh_token: state.refreshToken,
    });
  };
  return { state, transport };
}

export type ScriptedSignIn = ReturnType<typeof scriptedSignIn>;
