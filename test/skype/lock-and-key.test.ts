import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { answerChallenge, lockAndKeyHeader } from '../../src/skype/lock-and-key.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());

describe('the LockAndKey answer', () => {
  it.each([
    ['1462570297', '5ac181edee7f30db176aaef9a043bf8a'],
    ['1700000000', 'abe5fadd8fa2021a9041e263584ea4ab'],
  ])('at %s seconds is %s', async (time, answer) => {
    expect(await answerChallenge(time, sha256)).toBe(answer);
  });

  it('accepts a digest that comes later, as the browser gives it', async () => {
    expect(await answerChallenge('1462570297', async (bytes) => sha256(bytes))).toBe(
      '5ac181edee7f30db176aaef9a043bf8a',
    );
  });

  it('adds no block when time and id already fill whole blocks', async () => {
    expect(await answerChallenge('146257', sha256)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('stands in the header with a space after each semicolon', async () => {
    expect(await lockAndKeyHeader('1462570297', sha256)).toBe(
      'appId=msmsgs@msnmsgr.com; time=1462570297; lockAndKeyResponse=5ac181edee7f30db176aaef9a043bf8a',
    );
  });
});
