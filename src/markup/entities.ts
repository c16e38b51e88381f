// Character references of untrusted text. A fixed table and a short look-ahead: the work is bounded by the text.

// Each entry is a name followed by the one character that it stands for.
const names = new Map(
  'lt< gt> amp& quot" apos\' nbsp\u00a0 copy© reg® deg° middot· laquo« raquo» ndash– mdash— lsquo‘ rsquo’ ldquo“ rdquo” bull• hellip… pound£ euro€'
    .split(' ')
    .map((entry) => [entry.slice(0, -1), entry.slice(-1)] as const),
);

const longestReference = 10;
const replacement = '\ufffd';

function characterOfNumber(digits: string): string | undefined {
  const isHex = /^[xX][0-9a-fA-F]+$/.test(digits);
  if (!isHex && !/^\d+$/.test(digits)) return undefined;
  const code = Number.parseInt(isHex ? digits.slice(1) : digits, isHex ? 16 : 10);
  const isControl = (code < 0x20 && code !== 9 && code !== 10 && code !== 13) || (code >= 0x7f && code < 0xa0);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return isControl || isSurrogate || code > 0x10ffff ? replacement : String.fromCodePoint(code);
}

/**
 * Replaces character references by their characters: `&lt;`, `&#60;`, `&#x3c;` become `<`. References that are not
 * known stay as text; numbers that are no character (controls, surrogates, too large) become U+FFFD.
 */
export function decodeEntities(text: string): string {
  let at = text.indexOf('&');
  if (at < 0) return text;
  let decoded = '';
  let done = 0;
  while (at >= 0) {
    const reference = /^&(#?)(\w+);/.exec(text.slice(at, at + longestReference + 2));
    const character = reference?.[1] ? characterOfNumber(reference[2] ?? '') : names.get(reference?.[2] ?? '');
    if (reference && character !== undefined) {
      decoded += text.slice(done, at) + character;
      done = at + reference[0].length;
    }
    at = text.indexOf('&', Math.max(done, at + 1));
  }
  return decoded + text.slice(done);
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Makes text inert as markup content and as attribute value, with the five escapes of skype.md 7.5. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}
