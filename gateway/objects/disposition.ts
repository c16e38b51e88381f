// File names: as clients send them, and as they go into a header.
import { storableText } from '../storage/storable.ts';

const longestName = 200;

/**
 * A file name without the folders it came from and without characters that no file system or screen should get: controls, and
 * those that turn the direction of writing (which hide a name's true ending). Undefined when nothing is left.
 */
export function cleanFilename(name: string): string | undefined {
  const last = storableText(name).split(/[\\/]/).at(-1) ?? '';
  const clean = last.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').trim();
  return clean === '' || /^\.+$/.test(clean) ? undefined : [...clean].slice(0, longestName).join('');
}

/** The header `Content-Disposition` (RFC 6266): plain ASCII for old clients, the whole name in the form of RFC 8187. */
export function contentDisposition(kind: 'attachment' | 'inline', filename: string | undefined): string {
  if (filename === undefined) return kind;
  const plain = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
