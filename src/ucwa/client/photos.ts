// Pictures of people (ucwa.md 6): asked with the token, by the name that `photoOf` made and never by an address.
import { ServiceError } from '../../service/error.ts';
import type { ObjectOperations } from '../../service/service.ts';
import type { UcwaConnection } from './connection.ts';
import { keepContacts } from './contact-list.ts';
import { contactOfPhoto } from './contact-resource.ts';
import { findContact } from './people.ts';
import { requireSession } from './session.ts';

/** Enough for every place a picture is shown at, twice as fine as the screen. */
const size = 'HR64X64';
const readTimeoutMs = 60_000;

async function photoHref(connection: UcwaConnection, id: string): Promise<string | undefined> {
  const session = await requireSession(connection.options.session);
  if (id === session.ownUri) return session.links.me.photo;
  const known = session.contacts[id];
  if (known) return known.contactPhoto;
  const found = await findContact(connection, id);
  if (found) await keepContacts(connection, session, [found]);
  return found?.links.contactPhoto;
}

/** Reads pictures. A text that is not one of ours is `forbidden`, a person without a picture `not-found`. */
export function createObjectOperations(connection: UcwaConnection): ObjectOperations {
  return {
    async read(uri) {
      const id = contactOfPhoto(uri);
      if (id === undefined) throw new ServiceError('forbidden', 'the address names no picture');
      const href = await photoHref(connection, id);
      if (href === undefined) throw new ServiceError('not-found', 'there is no picture');
      const { parts, contentType } = await connection.send({
        method: 'GET',
        href,
        query: { size },
        headers: { Accept: 'image/jpeg' },
        isBinary: true,
        timeoutMs: readTimeoutMs,
      });
      return { parts: parts ?? [], type: contentType };
    },
  };
}
