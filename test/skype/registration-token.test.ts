import { describe, expect, it } from 'vitest';
import { formatRegistrationToken, parseRegistrationToken } from '../../src/skype/registration-token.ts';

const token = {
  value: 'U2lnbmF0dXJl+/0=',
  expiresAtMs: 1462656697000,
  endpointId: '{c8390767-3797-4a2b-9c3d-000000000000}',
};

describe('the registration token', () => {
  it('is written in the order that every client can read', () => {
    expect(formatRegistrationToken(token)).toBe(
      'registrationToken=U2lnbmF0dXJl+/0=; expires=1462656697; endpointId={c8390767-3797-4a2b-9c3d-000000000000}',
    );
  });

  it('is read back from what was written', () => {
    expect(parseRegistrationToken(formatRegistrationToken(token))).toEqual(token);
  });

  it('is read from a request that carries only the token', () => {
    expect(parseRegistrationToken('registrationToken=abc=')).toEqual({ value: 'abc=' });
  });

  it('is read without spaces, in another order and with an upper-case endpoint', () => {
    expect(parseRegistrationToken('endpointId={ABC-1};expires=12;registrationToken=abc')).toEqual({
      value: 'abc',
      expiresAtMs: 12000,
      endpointId: '{abc-1}',
    });
  });

  it.each([
    null,
    '',
    'expires=12',
    'registrationToken=a.b-c',
    'registrationToken=',
    `registrationToken=${'a'.repeat(9000)}`,
  ])('is refused when there is none in %j', (header) => {
    expect(parseRegistrationToken(header)).toBeUndefined();
  });
});
