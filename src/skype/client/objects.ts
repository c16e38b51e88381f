// Files, pictures and avatars, read from the configured server whatever production host their address names (skype.md 7.7).
import type { ObjectOperations } from '../../service/service.ts';
import type { Connection } from './connection.ts';

const readTimeoutMs = 600_000;

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
      const path = base === undefined ? uri : base.replace(/\/$/, '') + place;
      const request = { method: 'GET' as const, path, isBinary: true, timeoutMs: readTimeoutMs };
      const reply = await connection.service('objects', { ...request, headers: { Accept: '*/*' } });
      return { parts: reply.parts ?? [], type: reply.header('Content-Type') ?? '' };
    },
  };
}
