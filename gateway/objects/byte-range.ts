/** Bytes of a content, both ends included. */
export type ByteRange = { readonly first: number; readonly last: number };

/**
 * What the header `Range` asks of a content of `length` bytes (RFC 9110 14): one range, `whole` for no header, several ranges
 * or a form we do not know (they may be ignored), `outside` when there is no such byte.
 */
export function readRange(header: string | undefined, length: number): ByteRange | 'whole' | 'outside' {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '') {
    const count = Math.min(Number(to), length);
    return count === 0 ? 'outside' : { first: length - count, last: length - 1 };
  }
  const first = Number(from);
  const last = to === '' ? length - 1 : Math.min(Number(to), length - 1);
  if (to !== '' && Number(to) < first) return 'whole';
  return first >= length ? 'outside' : { first, last };
}
