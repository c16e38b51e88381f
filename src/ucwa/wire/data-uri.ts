// The texts of messages in `data:` addresses (ucwa.md 8.6). They are decoded here and never fetched.

export type DataText = { mediaType: string; text: string };

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOfDigit = new Map([...alphabet].map((digit, value) => [digit, value]));

function bytesOfBase64(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of text.replaceAll('-', '+').replaceAll('_', '/')) {
    const value = valueOfDigit.get(character);
    if (value === undefined) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
  }
  return bytes;
}

/** A `+` is a space, then percent signs are bytes; a percent sign that begins none is itself. */
function bytesOfPercentCode(text: string): number[] {
  const encoder = new TextEncoder();
  return text
    .replaceAll('+', ' ')
    .split(/(%[0-9a-fA-F]{2})/)
    .flatMap((part, index) => (index % 2 === 1 ? [Number.parseInt(part.slice(1), 16)] : [...encoder.encode(part)]));
}

const replacement = '\ufffd';

/** The length of the sequence that a byte begins, and its own bits; length 0 when it begins none. */
function leadOf(byte: number): { length: number; bits: number; least: number } {
  if (byte < 0x80) return { length: 1, bits: byte, least: 0 };
  if (byte >= 0xc2 && byte < 0xe0) return { length: 2, bits: byte & 0x1f, least: 0x80 };
  if (byte >= 0xe0 && byte < 0xf0) return { length: 3, bits: byte & 0x0f, least: 0x800 };
  if (byte >= 0xf0 && byte < 0xf5) return { length: 4, bits: byte & 0x07, least: 0x10000 };
  return { length: 0, bits: 0, least: 0 };
}

/** UTF-8 to text; what is no UTF-8 becomes U+FFFD. */
function textOfBytes(bytes: readonly number[]): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const lead = leadOf(bytes[at] ?? 0);
    let code = lead.bits;
    let length = 1;
    while (length < lead.length && ((bytes[at + length] ?? 0) & 0xc0) === 0x80) {
      code = (code << 6) | ((bytes[at + length] ?? 0) & 0x3f);
      length += 1;
    }
    const isWhole =
      lead.length === length && code >= lead.least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    text += isWhole ? String.fromCodePoint(code) : replacement;
    at += length;
  }
  return text;
}

/**
 * Decodes a data URI as UTF-8 text, percent-coded or base64, without the line end at its end.
 * Undefined when it is no data URI; `mediaType` is in lower case (`text/plain` when it does not say).
 */
export function readDataUri(uri: string): DataText | undefined {
  const comma = uri.indexOf(',');
  if (comma < 0 || !/^\s*data:/i.test(uri)) return undefined;
  const [type = '', ...parameters] = uri.slice(uri.indexOf(':') + 1, comma).split(';');
  const isBase64 = parameters.some((parameter) => parameter.trim().toLowerCase() === 'base64');
  const data = uri.slice(comma + 1);
  // A base64 text may be percent-coded itself, as in any address.
  const bytes = isBase64
    ? bytesOfBase64(
        data.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      )
    : bytesOfPercentCode(data);
  return { mediaType: type.trim().toLowerCase() || 'text/plain', text: textOfBytes(bytes).replace(/\r?\n$/, '') };
}

/** Text as a data URI in the form that servers write: UTF-8, percent-coded, a space is `+`. */
export function writeDataUri({ mediaType, text }: DataText): string {
  const code = encodeURIComponent(text.replace(/\p{Surrogate}/gu, replacement)).replaceAll('%20', '+');
  return `data:${mediaType};charset=utf-8,${code}`;
}
