import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';

/** What `users.avatar_url` holds for a picture that was uploaded here: the marker and the picture's version. */
const storedMarker = 'stored:';

type Pictured = { readonly name: string; readonly avatar_url: string | null };

/** The public address of a user's picture on this gateway, whether there is one or only the default picture. */
export function publicAvatarLink(origin: string, name: string): string {
  return `${origin}/${serviceHosts.avatar}/v1/avatars/${encodeURIComponent(name)}/public`;
}

/**
 * The address of a user's picture as it goes out (skype.md 8.2), null when there is none. `origin` is where the asking client
 * reaches this gateway, so that the address leads nowhere else; a new picture has a new address.
 */
export function avatarLink(origin: string, { name, avatar_url }: Pictured): string | null {
  if (!avatar_url) return null;
  if (!avatar_url.startsWith(storedMarker)) return avatar_url;
  const version = encodeURIComponent(avatar_url.slice(storedMarker.length));
  return `${publicAvatarLink(origin, name)}?v=${version}`;
}
