import { parseMarkup } from '../../markup/message-markup.ts';
import { toPlainText } from '../../markup/plain-text.ts';
import { childOf, type XmlElement } from '../../markup/xml.ts';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const longestCard = 65_536;

/** Decodes base64 of UTF-8 text; undefined when it is neither. */
export function decodeBase64Text(base64: string): string | undefined {
  let bits = 0;
  let held = 0;
  let escaped = '';
  for (const character of base64.replace(/[\s=]+/g, '')) {
    const digit = digits.indexOf(character);
    if (digit < 0) return undefined;
    held = ((held << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((held >> bits) & 0xff).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

const shownKeys = ['title', 'subtitle', 'text'];

// Titles and texts of every attachment, in order; a card has few levels.
function textsOf(value: unknown, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > 5) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner !== 'string') return key === 'recipient' ? [] : textsOf(inner, depth + 1);
    return shownKeys.includes(key) && inner.trim() ? [toPlainText(parseMarkup(inner), 2000)] : [];
  });
}

/** The words of a card (skype.md 7.2, RichText/Media_Card), one line each; its fallback text when it cannot be read. */
export function decodeCardText(root: XmlElement | undefined): string {
  const base64 = childOf(root, 'swift')?.attributes.get('b64') ?? '';
  let texts: string[] = [];
  try {
    if (base64.length <= longestCard) texts = textsOf(JSON.parse(decodeBase64Text(base64) ?? ''));
  } catch {
    // Not JSON: the fallback says what there is.
  }
  return (texts.length > 0 ? texts.join('\n') : (root?.text.trim() ?? '')).slice(0, 4000);
}
