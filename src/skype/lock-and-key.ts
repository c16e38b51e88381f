// The LockAndKey challenge of an endpoint registration (skype.md 3.5).

/** Application id and key that every client of this protocol uses; public constants, not secrets. */
export const lockAndKeyAppId = 'msmsgs@msnmsgr.com';
const appKey = 'Q1P7W2E4J9R8U3S5';

const modulus = 0x7fffffffn;
const multiplier = 0x0e79a9c1n;

export type Sha256 = (bytes: Uint8Array) => Promise<Uint8Array> | Uint8Array;

function littleEndianWord(bytes: Uint8Array, offset: number): bigint {
  let word = 0n;
  for (let i = 3; i >= 0; i--) word = (word << 8n) | BigInt(bytes[offset + i] ?? 0);
  return word;
}

function hexOfWord(word: bigint): string {
  let hex = '';
  for (let i = 0n; i < 4n; i++) {
    const byte = Number((word >> (i * 8n)) & 0xffn);
    hex += byte.toString(16).padStart(2, '0');
  }
  return hex;
}

function paddedWords(text: string): bigint[] {
  const bytes = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8, '0'));
  return Array.from({ length: bytes.length / 4 }, (_, i) => littleEndianWord(bytes, i * 4));
}

/**
 * Answers the challenge of an endpoint registration, skype.md 3.5.
 *
 * Takes the time in whole seconds as decimal text and a SHA-256 over bytes; returns 32 lower-case hex digits.
 */
export async function answerChallenge(timeSeconds: string, sha256: Sha256): Promise<string> {
  const digest = await sha256(new TextEncoder().encode(timeSeconds + appKey));
  const hash = [0, 4, 8, 12].map((offset) => littleEndianWord(digest, offset));
  const [a = 0n, b = 0n, c = 0n, d = 0n] = hash.map((word) => word & modulus);
  const words = paddedWords(timeSeconds + lockAndKeyAppId);
  let mac = 0n;
  let sum = 0n;
  for (let i = 0; i < words.length; i += 2) {
    const first = ((words[i] ?? 0n) * multiplier) % modulus;
    mac = ((first + mac) * a + b) % modulus;
    sum += mac;
    mac = ((mac + (words[i + 1] ?? 0n)) * c + d) % modulus;
    sum += mac;
  }
  mac = (mac + b) % modulus;
  sum = (sum + d) % modulus;
  return hash.map((word, i) => hexOfWord(word ^ (i % 2 === 0 ? mac : sum))).join('');
}

/** The value of the `LockAndKey` header for a registration at `timeSeconds`. */
export async function lockAndKeyHeader(timeSeconds: string, sha256: Sha256): Promise<string> {
  const response = await answerChallenge(timeSeconds, sha256);
  return `appId=${lockAndKeyAppId}; time=${timeSeconds}; lockAndKeyResponse=${response}`;
}
