// Reads the content of messages into the safe tree, size-capped.
import { mayHideAddresses } from './address.ts';
import { decodeEntities } from './entities.ts';
import { scanMarkup } from './scanner.ts';
import type { MarkupTree } from './tree.ts';
import { TreeBuilder } from './tree-builder.ts';

/** Beyond `markupLength` characters a message goes on as plain text, beyond `textLength` it is cut. */
export const contentLimits = { markupLength: 65_536, textLength: 262_144 } as const;

/**
 * Reads message markup, skype.md 7.5.
 *
 * Takes any text from a server; returns the safe tree. Never throws, works in time linear in the input, and goes on as
 * plain text beyond `contentLimits` and `treeLimits`.
 */
export function parseMarkup(content: string): MarkupTree {
  const builder = new TreeBuilder(!mayHideAddresses(content));
  const cut = cutOutsideTag(content);
  scanMarkup(content.slice(0, cut), builder);
  return withRest(builder.finish(), textOfMarkup(content.slice(cut)));
}

/** Reads plain text, in which some clients escape markup characters (skype.md 7.2); addresses become links. */
export function parsePlainText(content: string): MarkupTree {
  const builder = new TreeBuilder(!mayHideAddresses(content));
  builder.text(decodeEntities(content.slice(0, contentLimits.markupLength)));
  return withRest(builder.finish(), decodeEntities(content.slice(contentLimits.markupLength)));
}

// Where to end the part that is read as markup: not inside a tag.
function cutOutsideTag(content: string): number {
  const limit = contentLimits.markupLength;
  if (content.length <= limit) return content.length;
  const less = content.lastIndexOf('<', limit - 1);
  return less >= 0 && content.slice(less, limit).indexOf('>') < 0 ? less : limit;
}

// Tags are left out of the part beyond the cap too, but it makes only one node.
function textOfMarkup(content: string): string {
  const parts: string[] = [];
  const ignore = () => {};
  scanMarkup(content, { text: (part) => parts.push(part), open: ignore, close: ignore });
  return parts.join('');
}

function withRest(tree: MarkupTree, rest: string): MarkupTree {
  if (!rest) return tree;
  const most = contentLimits.textLength;
  return [...tree, { kind: 'text', text: rest.length > most ? `${rest.slice(0, most)}…` : rest }];
}
