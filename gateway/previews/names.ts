import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Every address of a host name; none when it has no address. */
export type ResolveName = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

const isLoopbackName = (name: string): boolean => /^(.*\.)?localhost\.?$/i.test(name);

/**
 * Asks the name servers of this machine, and only them: names of the local network and of the hosts file are nobody else's
 * business. A numeric address is its own answer.
 */
export const resolveName: ResolveName = async (name, signal) => {
  const plain = name.replace(/^\[|\]$/g, '');
  if (isIP(plain) !== 0) return [plain];
  if (isLoopbackName(plain)) return ['127.0.0.1'];
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const answers = await Promise.allSettled([resolver.resolve4(plain), resolver.resolve6(plain)]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};
