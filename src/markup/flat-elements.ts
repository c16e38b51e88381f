// Elements whose attributes matter: links, mentions, emoticons, quotes and colours. Every attribute is checked here.
import { type AddressBudget, checkAddress, mayHideAddresses } from './address.ts';
import type { Attributes } from './attributes.ts';
import { unicodeOfEmoticon } from './emoticons.ts';
import type { ColourNode, MarkupNode, MarkupTree, QuoteNode } from './tree.ts';

/** A quote with its author and time as far as its attributes tell them (skype.md 7.5). */
export function quoteOf(attributes: Attributes, children: MarkupTree): QuoteNode {
  const author = attributes.get('authorname')?.slice(0, 256);
  const authorId = attributes.get('author')?.slice(0, 256);
  const seconds = attributes.get('timestamp') ?? '';
  return {
    kind: 'quote',
    ...(author ? { author } : {}),
    ...(authorId ? { authorId } : {}),
    ...(/^\d{9,10}$/.test(seconds) ? { sentAtMs: Number(seconds) * 1000 } : {}),
    children,
  };
}

/** Text in a colour (skype.md 7.5); undefined when the attribute is none. The size of a font is left to the reader. */
export function colourOf(attributes: Attributes, children: MarkupTree): ColourNode | undefined {
  const colour = attributes.get('color')?.trim().toLowerCase() ?? '';
  return /^(#([\da-f]{3}){1,2}|[a-z]{3,20})$/.test(colour) ? { kind: 'colour', colour, children } : undefined;
}

/**
 * What an `a`, `at` or `ss` element becomes once its text is known. The function it returns answers undefined when the
 * element must stay plain text: an address that is not allowed, an identifier that is none.
 */
export function finisherOf(
  tag: string,
  attributes: Attributes,
  budget: AddressBudget,
): (text: string) => MarkupNode | undefined {
  if (tag === 'a') return linkFinisher(attributes.get('href') ?? '', budget);
  if (tag === 'at') return mentionFinisher(attributes.get('id') ?? '');
  const type = attributes.get('type') ?? '';
  return (shortcut) => {
    if (!/^[\w-]{1,64}$/.test(type)) return undefined;
    const unicode = unicodeOfEmoticon(type);
    return { kind: 'emoticon', type, shortcut: shortcut || `(${type})`, ...(unicode ? { unicode } : {}) };
  };
}

const linkFinisher =
  (address: string, budget: AddressBudget) =>
  (text: string): MarkupNode | undefined => {
    const href = budget.left-- > 0 ? checkAddress(address) : undefined;
    if (href === undefined || mayHideAddresses(text)) return undefined;
    return { kind: 'link', href, text: text.trim() ? text : href };
  };

const mentionFinisher =
  (id: string) =>
  (text: string): MarkupNode | undefined =>
    text && (id === '*' || /^\d{1,3}:\S{1,256}$/.test(id)) ? { kind: 'mention', id, text } : undefined;
