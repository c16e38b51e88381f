// Puts files into the object store (skype.md 7.7); the messages that name them are ordinary ones.
import { ServiceError } from '../../service/error.ts';
import type { FileOperations } from '../../service/service.ts';
import { type Connection, jsonOf } from './connection.ts';

/** For large files on slow lines; the worker is kept awake for as long. */
const uploadTimeoutMs = 1_800_000;
const path = '/v1/objects';

export function createFileOperations(connection: Connection): FileOperations {
  return {
    async create(json) {
      const { id } = jsonOf(await connection.service('objects', { method: 'POST', path, json })) as { id?: unknown };
      if (/^[\w-]+$/.test(String(id))) return String(id);
      throw new ServiceError('unreadable', 'the server named no object');
    },
    upload: (id, part, body, signal) =>
      connection.service('objects', {
        ...{ method: 'PUT', path: `${path}/${id}/content/${part}`, body, signal, timeoutMs: uploadTimeoutMs },
      }),
  };
}
