// What each refusal of a UCWA server means to the client (ucwa.md 3.5, 4.4, 8.9, 9).
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../src/ucwa/client/failure.ts';
import { challenged, reason } from '../support/scripted-pool.ts';
import { type Answer, respond } from '../support/scripted-web.ts';

const failure = (answer: Answer) => failureOf(respond(answer), 0);
const html = (status: number, headers = {}): Answer => ({ status, html: '<html>secret words</html>', headers });

describe('a refusal in the words of UCWA', () => {
  it.each([
    [400, 'BadRequest', 'ParameterValidationFailure', 'invalid'],
    [400, 'BadRequest', 'DeserializationFailure', 'invalid'],
    [403, 'Forbidden', 'None', 'forbidden'],
    [403, 'Forbidden', 'AnonymousNotAllowed', 'forbidden'],
    [403, 'Forbidden', 'LimitExceeded', 'forbidden'],
    [403, 'Forbidden', 'TooManyContacts', 'forbidden'],
    [404, 'NotFound', 'APIVersionNotSupported', 'not-found'],
    [404, 'NotFound', 'DestinationNotFound', 'not-found'],
    [405, 'MethodNotAllowed', 'None', 'invalid'],
    [408, 'ClientTimeout', 'None', 'server'],
    [409, 'Conflict', 'AlreadyExists', 'conflict'],
    [409, 'Conflict', 'PGetReplaced', 'conflict'],
    [409, 'Conflict', 'MakeMeAvailableRequired', 'conflict'],
    [409, 'Conflict', 'TooManyGroups', 'conflict'],
    [409, 'Conflict', 'None', 'conflict'],
    [410, 'Gone', 'InactiveApplicationExpired', 'session-lost'],
    [410, 'Gone', 'TooManyApplications', 'forbidden'],
    [410, 'Gone', 'UserAgentNotAllowed', 'forbidden'],
    [410, 'Gone', 'CannotRedirect', 'server'],
    [410, 'Gone', 'None', 'not-found'],
    [412, 'PreconditionFailed', 'None', 'conflict'],
    [413, 'EntityTooLarge', 'None', 'invalid'],
    [415, 'UnsupportedMediaType', 'None', 'invalid'],
    [428, 'PreconditionRequired', 'None', 'conflict'],
    [429, 'TooManyRequests', 'None', 'rate-limited'],
    [500, 'ServiceFailure', 'CallbackChannelError', 'server'],
    [500, 'ServiceFailure', 'InvalidExchangeServerVersion', 'server'],
    [503, 'ServiceUnavailable', 'None', 'server'],
    [504, 'Timeout', 'ExchangeTimeout', 'server'],
  ])('%i %s %s is %s', (status, code, subcode, kind) => {
    expect(failure(reason(status, code, subcode))).toMatchObject({ kind, status, subcode });
    const xml = `<reason xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><code>${code}</code><subcode>${subcode}</subcode></reason>`;
    expect(failure({ status, xml })).toMatchObject({ kind, status, subcode });
  });

  it('does not pass on what else the server wrote', () => {
    const { message } = failure(reason(400, 'BadRequest', 'ParameterValidationFailure'));
    expect(message).toBe('the server answered 400 with ParameterValidationFailure');
    expect(failure(reason(400, 'BadRequest', 'a <b> c')).message).toBe('the server answered 400');
  });

  it('of a pool that cannot redirect is not asked again for minutes', () => {
    expect(failure(reason(410, 'Gone', 'CannotRedirect')).retryAfterMs).toBe(300_000);
  });

  it('says how long to wait where the server does', () => {
    const slow = reason(429, 'TooManyRequests');
    expect(failure({ ...slow, headers: { 'Retry-After': '20' } }).retryAfterMs).toBe(20_000);
    const headers = { 'Retry-After': 'Wed, 21 Oct 2026 07:28:10 GMT', Date: 'Wed, 21 Oct 2026 07:28:00 GMT' };
    expect(failure({ ...slow, headers }).retryAfterMs).toBe(10_000);
    expect(failure({ ...slow, headers: { 'Retry-After': '99999999' } }).retryAfterMs).toBe(3_600_000);
    expect(failure({ ...slow, headers: { 'Retry-After': 'soon' } }).retryAfterMs).toBeUndefined();
  });
});

describe('a refusal that UCWA did not write', () => {
  const diagnostics = (code: string) => ({
    'X-Ms-Diagnostics': `${code};source="pool";reason="The web ticket is invalid."`,
  });

  it.each<[string, Answer, string]>([
    ['401 with a challenge is a stale token', challenged, 'unauthorised'],
    ['401 without one is a proxy', html(401, { 'WWW-Authenticate': 'Negotiate' }), 'forbidden'],
    ['403 of the server is forbidden', html(403), 'forbidden'],
    ['403 with an invalid token is a stale token', html(403, { Warning: '120 pool "InvalidToken"' }), 'unauthorised'],
    ['500 with 28032 is a token of another pool', html(500, diagnostics('28032')), 'unauthorised'],
    ['500 with another number is the server', html(500, diagnostics('28055')), 'server'],
    ['500 is the server', html(500), 'server'],
    ['404 is nothing', html(404), 'not-found'],
    ['502 is the server', html(502), 'server'],
    ['302 is the server', html(302), 'server'],
  ])('%s', (_, answer, kind) => {
    expect(failure(answer)).toMatchObject({ kind, subcode: '' });
    expect(failure(answer).message).not.toContain('secret');
  });

  it('is not searched for words of UCWA', () => {
    const fake = { status: 410, html: '{"code":"Gone","subcode":"InactiveApplicationExpired"}' };
    expect(failure(fake)).toMatchObject({ kind: 'not-found', subcode: '' });
  });

  it('500 with 28032 in words of UCWA is its own fault', () => {
    expect(failure({ ...reason(500, 'ServiceFailure'), headers: diagnostics('28032') }).kind).toBe('server');
  });
});
