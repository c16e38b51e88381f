// What each error code of the reference means to the client (skype.md 11), whatever status comes with it.
import { describe, expect, it } from 'vitest';
import { failureOf, type Proof } from '../../../src/skype/client/failure.ts';
import { reply } from './support.ts';

describe('an error code', () => {
  it.each([
    [201, 400, 'invalid'],
    [206, 403, 'forbidden'],
    [429, 429, 'rate-limited'],
    [450, 404, 'session-lost'],
    [729, 404, 'session-lost'],
    [730, 404, 'not-found'],
    [752, 404, 'session-lost'],
    [800, 429, 'rate-limited'],
    [803, 429, 'rate-limited'],
    [804, 403, 'forbidden'],
  ])('%i with status %i is %s, and so it is with status 200', (errorCode, status, kind) => {
    const failure = failureOf(reply(status, { errorCode, message: 'x' }), 'registration', 0);
    expect(failure).toMatchObject({ kind, code: errorCode });
    expect(failureOf(reply(200, { errorCode }), 'registration', 0).kind).toBe(kind);
  });

  it('40120 of the token edge stands for a sign-in that does not hold', () => {
    expect(failureOf(reply(400, { status: { code: 40120, text: 'x' } }), 'skype-token', 0).kind).toBe('unauthorised');
  });

  it('803 asks for five minutes when the server names no time', () => {
    expect(failureOf(reply(429, { errorCode: 803 }), 'skype-token', 0).retryAfterMs).toBe(300_000);
    const named = reply(429, { errorCode: 803 }, { 'Retry-After': '9' });
    expect(failureOf(named, 'skype-token', 0).retryAfterMs).toBe(9000);
  });

  it('inside a late error body, as a text or beside the wrapped message, is found', () => {
    const inside = JSON.stringify({ errorCode: 730, message: 'x' });
    expect(failureOf(reply(404, { errorCode: 404, message: inside }), 'registration', 0).code).toBe(730);
    const standardized = { standardizedError: { errorCode: 206, errorSubCode: 1, errorDescription: 'x' } };
    expect(failureOf(reply(403, standardized), 'registration', 0).code).toBe(206);
  });

  it('is none for BlockedContent, which the status alone forbids', () => {
    const refused = failureOf(
      reply(403, { errorCode: 403, message: 'Failure due to: BlockedContent' }),
      'registration',
      0,
    );
    expect(refused.kind).toBe('forbidden');
    expect(refused.message).not.toContain('BlockedContent');
  });
});

describe('a status without a code', () => {
  it.each<[number, Proof, string]>([
    [400, 'registration', 'invalid'],
    [401, 'registration', 'session-lost'],
    [401, 'skype-token', 'unauthorised'],
    [403, 'registration', 'forbidden'],
    [404, 'registration', 'not-found'],
    [500, 'registration', 'server'],
  ])('%i to a request with proof %s is %s', (status, proof, kind) => {
    expect(failureOf(reply(status, '<html>'), proof, 0).kind).toBe(kind);
  });
});
