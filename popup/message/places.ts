// Where an object lies. Only what lies with the account's own server can be fetched; the worker checks that once more.
import type { SharedObject } from '../../src/model/message.ts';

// Production names of the object service, its regional twins and the avatars: the worker asks the own server for them.
const production = /^https:\/\/(?:[a-z\d]+-)?(?:api\.asm|avatar)\.skype\.com\//;

/** Is this an address of the account's server, or one that the server stands in for? */
export function isOnServer(server: string, uri: string): boolean {
  if (production.test(uri)) return true;
  try {
    return new URL(uri).origin === new URL(server).origin;
  } catch {
    return false;
  }
}

/** Kinds of an object's content (skype.md 7.7). */
export type View = 'original' | 'imgt1' | 'imgpsh_fullsize' | 'video' | 'audio';

/** The address of a view of an object; undefined when it cannot be fetched from the account's server. */
export function viewAddress(server: string, object: SharedObject, view: View): string | undefined {
  const { uri, thumbnailUri } = object;
  if (view === 'imgt1' && thumbnailUri && isOnServer(server, thumbnailUri)) return thumbnailUri;
  if (!uri || !isOnServer(server, uri)) return undefined;
  return /\/views\/[^/]+$/.test(uri) ? uri : `${uri.replace(/\/+$/, '')}/views/${view}`;
}
