// What a card of a bot says, read from the raw message where it is shown (skype.md 7.2, RichText/Media_Card).
import { checkAddress } from '../../src/markup/address.ts';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import type { MarkupTree } from '../../src/markup/tree.ts';
import { childOf, parseXml } from '../../src/markup/xml.ts';

/** A button of a card: leads to an address, or says something to the bot. */
export type CardButton = { title: string } & ({ href: string } | { reply: string });
export type CardContent = { title: string; subtitle: string; body: MarkupTree; buttons: CardButton[] };

const longestCard = 262_144;
const longestReply = 2_000;
const mostAttachments = 10;
const mostButtons = 10;

type Json = Record<string, unknown>;

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const asText = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, longestCard) : '');

/** Base64 of UTF-8 text; undefined when it is neither. */
function decodeText(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64.replace(/\s+/g, '')), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readButton(value: unknown): CardButton[] {
  const { type, title, value: what } = asObject(value);
  const label = asText(title).slice(0, 200);
  const meaning = asText(what);
  if (!label || !meaning) return [];
  // Both words for an address are in use; anything that is no address is something to say.
  if (/^(openurl|signin|playvideo|playaudio|downloadfile|showimage|call)$/i.test(asText(type))) {
    const href = checkAddress(meaning);
    return href === undefined ? [] : [{ title: label, href }];
  }
  return /^(imback|postback|messageback)$/i.test(asText(type))
    ? [{ title: label, reply: meaning.slice(0, longestReply) }]
    : [];
}

function readAttachment(value: unknown): CardContent[] {
  const content = asObject(asObject(value).content);
  const card = {
    title: asText(content.title).slice(0, 500),
    subtitle: asText(content.subtitle).slice(0, 500),
    body: parseMarkup(asText(content.text)),
    buttons: asList(content.buttons).slice(0, mostButtons).flatMap(readButton),
  };
  const isEmpty = !card.title && !card.subtitle && card.body.length === 0 && card.buttons.length === 0;
  return isEmpty ? [] : [card];
}

/** The cards in the raw content of a message, none when they cannot be read. Never throws. */
export function readCards(raw: string): CardContent[] {
  const base64 = childOf(parseXml(raw), 'swift')?.attributes.get('b64') ?? '';
  if (!base64 || base64.length > longestCard) return [];
  let card: unknown;
  try {
    card = JSON.parse(decodeText(base64) ?? '');
  } catch {
    return [];
  }
  return asList(asObject(card).attachments).slice(0, mostAttachments).flatMap(readAttachment);
}
