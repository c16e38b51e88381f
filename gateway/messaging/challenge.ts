import { createHash } from 'node:crypto';
import { answerChallenge, lockAndKeyAppId } from '../../src/skype/lock-and-key.ts';
import type { GatewayContext } from '../context.ts';
import { badRequest, forbidden } from '../errors.ts';

/** Clients count on clocks that are off by hours, and the keys are public: the answer proves a client, not a person. */
const longestSkewSeconds = 36 * 3600;

const headerPattern = /^\s*appId=([^;]+);\s*time=(\d{1,12});\s*lockAndKeyResponse=([0-9a-f]{32})\s*;?\s*$/i;

/**
 * Checks the `LockAndKey` header of a registration (skype.md 3.5). A missing header is allowed: the 2025 dialect has none
 * (skype.md 3.3). Throws 400 when it cannot be read, 403 when the answer is wrong or a day and a half out of date.
 */
export async function checkChallenge(context: Pick<GatewayContext, 'now'>, header: string | undefined): Promise<void> {
  if (header === undefined) return;
  const match = headerPattern.exec(header);
  if (!match || match[1]?.trim().toLowerCase() !== lockAndKeyAppId) {
    throw badRequest('The LockAndKey header cannot be read.');
  }
  const [, , time = '', answer = ''] = match;
  const expected = await answerChallenge(time, (bytes) => createHash('sha256').update(bytes).digest());
  if (answer.toLowerCase() !== expected) throw forbidden('The LockAndKey answer is wrong.');
  if (Math.abs(Number(time) - context.now() / 1000) > longestSkewSeconds) {
    throw forbidden('The LockAndKey answer is out of date: is the clock of this computer right?');
  }
}
