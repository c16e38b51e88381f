// What a message's tree is about, where that decides how the message looks.
import { isDeceptive } from '../../src/markup/address.ts';
import type { LinkNode, MarkupNode, MarkupTree } from '../../src/markup/tree.ts';

const mostLarge = 3;
const pictographs = /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F|\u200D\p{Extended_Pictographic})*)$/u;

/** True for a message of one to three emoticons and nothing else but space. */
export function isOnlyEmoticons(tree: MarkupTree): boolean {
  let count = 0;
  for (const node of tree) {
    if (node.kind === 'emoticon' && node.unicode) count++;
    else if (node.kind === 'text') {
      for (const part of node.text.split(/\s+/).filter(Boolean)) {
        if (!pictographs.test(part)) return false;
        count++;
      }
    } else return false;
  }
  return count > 0 && count <= mostLarge;
}

/** The first web link of a message that a card may be made of: outside quotes, and not deceptive. */
export function firstWebLink(tree: MarkupTree): LinkNode | undefined {
  for (const node of tree) {
    const found = linkOf(node);
    if (found) return found;
  }
  return undefined;
}

function linkOf(node: MarkupNode): LinkNode | undefined {
  if (node.kind === 'link') return /^https?:/.test(node.href) && !isDeceptive(node.text, node.href) ? node : undefined;
  return 'children' in node && node.kind !== 'quote' ? firstWebLink(node.children) : undefined;
}
