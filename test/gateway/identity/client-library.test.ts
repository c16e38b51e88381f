import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway, testPassword } from '../../support/gateway.ts';
import { redirectUri, submitSignInPage } from '../../support/sign-in.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.createUser('fred.2');
});
afterAll(() => gateway.close());

describe('an OAuth client library that follows the standards to the letter', () => {
  it('finds the server, signs in, refreshes and revokes', async () => {
    const issuer = new URL(gateway.origin);
    const options = { [oauth.customFetch]: (url: string, init: unknown) => gateway.fetch(url, init as RequestInit) };
    const discovery = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
    const server = await oauth.processDiscoveryResponse(issuer, discovery);
    const client: oauth.Client = { client_id: 'skylark-extension' };
    const none = oauth.None();

    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const address = new URL(server.authorization_endpoint ?? '');
    address.search = new URLSearchParams({
      response_type: 'code',
      client_id: client.client_id,
      redirect_uri: redirectUri,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const typed = { username: 'fred.2', password: testPassword };
    const answer = await submitSignInPage(gateway, await gateway.fetch(address), typed);
    const parameters = oauth.validateAuthResponse(server, client, new URL(answer.headers.get('location') ?? ''), state);

    const granted = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      none,
      parameters,
      redirectUri,
      verifier,
      options,
    );
    const first = await oauth.processAuthorizationCodeResponse(server, client, granted);
    expect(first).toMatchObject({ token_type: 'bearer', expires_in: 86_400, skypeid: 'fred.2' });

    const refreshed = await oauth.refreshTokenGrantRequest(server, client, none, first.refresh_token ?? '', options);
    const second = await oauth.processRefreshTokenResponse(server, client, refreshed);
    expect(second.refresh_token).not.toBe(first.refresh_token);

    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, none, second.access_token, options),
    );
    const ended = await oauth.refreshTokenGrantRequest(server, client, none, second.refresh_token ?? '', options);
    await expect(oauth.processRefreshTokenResponse(server, client, ended)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});
