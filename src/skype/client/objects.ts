// Files, pictures and avatars, read from the configured server whatever production host their address names (skype.md 7.7).
import { ServiceError } from '../../service/error.ts';
import type { ObjectOperations } from '../../service/service.ts';
import type { Connection } from './connection.ts';

const readTimeoutMs = 600_000;
// Whoever writes a message chooses its addresses: with our token only what is kept is read, and nothing is done.
const keptPlace = /\/v1\/(objects|avatars|url)\//;

// Objects and their regional twins, and avatars. Messages carry these names whoever runs the server.
const productionAddress = /^https:\/\/(?:[a-z\d]+-)?((?:api\.asm|avatar)\.skype\.com)(\/.*)$/;

/**
 * Reading objects. An address with a production host is asked of the service that the server announces for that host; any
 * other must be a place of the server itself.
 */
export function createObjectOperations(connection: Connection): ObjectOperations {
  return {
    async read(uri) {
      const [, host = '', place] = productionAddress.exec(uri) ?? [];
      const base = (await connection.discover()).services[host];
      const path = connection.guard.check(base === undefined ? uri : base.replace(/\/$/, '') + place, 'object');
      if (!keptPlace.test(new URL(path).pathname)) throw new ServiceError('forbidden', 'the address names no object');
      const request = { method: 'GET' as const, path, isBinary: true, timeoutMs: readTimeoutMs };
      const reply = await connection.service('objects', { ...request, headers: { Accept: '*/*' } });
      return { parts: reply.parts ?? [], type: reply.header('Content-Type') ?? '' };
    },
  };
}
