// Decides which addresses may be requested with a token: those of the account's own pool (ucwa.md 2.4). Every href passes here.
import { ServiceError } from '../../service/error.ts';
import { isSafeAddress } from '../sign-in/hosts.ts';
import type { SecurityEvent } from './options.ts';

export type OriginPin = {
  readonly origin: string;
  /**
   * The absolute address of an href of the server, with query parameters added beside the server's own.
   * @throws ServiceError `forbidden` for another origin and for `data:`; the refusal is reported, `where` names its source
   */
  resolve(href: string, query?: Record<string, string>, where?: string): string;
};

// A parameter that the server has set itself is replaced; the others stay letter for letter as they are.
function addQuery(url: URL, query: Record<string, string>): void {
  for (const [name, value] of Object.entries(query)) {
    if (url.searchParams.has(name)) url.searchParams.set(name, value);
    else url.search += `${url.search === '' ? '' : '&'}${new URLSearchParams({ [name]: value }).toString()}`;
  }
}

/**
 * A pin to one origin.
 * @throws ServiceError `invalid` when the server is neither https nor http on this machine
 */
export function createOriginPin(server: string, onSecurityEvent: (event: SecurityEvent) => void): OriginPin {
  if (!URL.canParse(server) || !isSafeAddress(new URL(server))) {
    throw new ServiceError('invalid', 'the server address must be https, or http on this machine');
  }
  const { origin } = new URL(server);
  return {
    origin,
    resolve(href, query = {}, where = 'href') {
      const url = URL.canParse(href, origin) ? new URL(href, origin) : undefined;
      if (url?.origin !== origin || url.username !== '' || url.password !== '') {
        onSecurityEvent({ kind: 'foreign-origin', where, origin: url && url.origin !== 'null' ? url.origin : '' });
        throw new ServiceError('forbidden', `the server named a foreign place in ${where}`);
      }
      url.hash = '';
      addQuery(url, query);
      return url.href;
    },
  };
}
