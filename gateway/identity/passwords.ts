// Passwords are stored as scrypt hashes, with cost and salt beside each, so that the cost can grow later.
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const blockSize = 8;
const parallelism = 3;
const keyLength = 32;

function derive(secret: string, salt: Buffer, cost: number): Promise<Buffer> {
  const N = 2 ** cost;
  const options = { N, r: blockSize, p: parallelism, maxmem: 2 * 128 * N * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, keyLength, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Hashes a secret with a fresh salt. `cost` is the power of two of scrypt's N. */
export async function hashPassword(secret: string, cost: number): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(secret.normalize('NFC'), salt, cost);
  return `scrypt$${cost}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/**
 * Whether a secret matches a stored hash. Without a hash (no such user, or no password set) the answer is false after the same
 * work at `cost`, so that the time taken does not tell which names exist.
 */
export async function isPasswordCorrect(
  secret: string,
  hash: string | null | undefined,
  cost: number,
): Promise<boolean> {
  const [, storedCost, salt, key] = /^scrypt\$(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? '') ?? [];
  if (!storedCost || !salt || !key) {
    await derive(secret, Buffer.alloc(16), cost);
    return false;
  }
  const expected = Buffer.from(key, 'base64');
  const actual = await derive(secret.normalize('NFC'), Buffer.from(salt, 'base64'), Number(storedCost));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/**
 * What clients of the password-hash login send instead of the password (skype.md 3.2, flow C): base64 of
 * MD5(name + LF + "skyper" + LF + password). MD5 of a password is as good as the password, so only its scrypt hash is kept.
 */
export function legacyPasswordDigest(name: string, password: string): string {
  return createHash('md5').update(`${name}\nskyper\n${password}`).digest('base64');
}
