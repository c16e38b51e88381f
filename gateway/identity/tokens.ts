import { createHash } from 'node:crypto';
import type { GatewayContext } from '../context.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * A secret of `length` characters out of A-Z a-z 0-9 (5.95 bits each). No other character: clients cut tokens at those
 * (skype.md 0.3 rule 3).
 */
export function makeSecret(context: Pick<GatewayContext, 'randomBytes'>, length = 48): string {
  let secret = '';
  while (secret.length < length) {
    for (const byte of context.randomBytes(length)) {
      // Bytes past the last full round of the alphabet are dropped, so that every character is equally likely.
      if (byte < 248 && secret.length < length) secret += alphabet[byte % alphabet.length];
    }
  }
  return secret;
}

/** The form in which a random token is stored: SHA-256, hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
