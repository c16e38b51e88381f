// Back from the safe tree to what a person would type to write the same again: for editing and for quoting.
import type { Mention } from './compose-atoms.ts';
import { linkifyText } from './linkify.ts';
import type { MarkupNode, MarkupTree, QuoteNode } from './tree.ts';

/** Typed text, whom it mentions, and the quote that stands before it. */
export type TypedText = { text: string; mentions: Mention[]; quote?: QuoteNode };

const marks: Partial<Record<MarkupNode['kind'], string>> = { bold: '*', italic: '_', strike: '~' };

/** Text that `encodePlainText` turns into the same markup, as far as typing can say it. Quotes are left out, the first is told. */
export function typedTextOf(tree: MarkupTree): TypedText {
  const mentions = new Map<string, Mention>();
  let quote: QuoteNode | undefined;
  const typed = (nodes: MarkupTree): string =>
    nodes
      .map((node, at) => {
        if (node.kind === 'quote') {
          quote ??= node;
          return '';
        }
        if (node.kind === 'mention') mentions.set(node.id, { id: node.id, name: node.text.replace(/^@/, '') });
        if (!('children' in node)) return typedNode(node);
        const content = typed(node.children);
        if (node.kind === 'code' || node.kind === 'preformatted')
          return typedCode(content, nodes[at - 1], nodes[at + 1]);
        return marked(content, marks[node.kind]);
      })
      .join('');
  const text = typed(tree).trim();
  return { text, mentions: [...mentions.values()], ...(quote && { quote }) };
}

// Marks beside white space would not be read as marks again.
function marked(text: string, mark = ''): string {
  return /^\S(.*\S)?$/s.test(text) ? mark + text + mark : text;
}

function typedCode(content: string, previous: MarkupNode | undefined, next: MarkupNode | undefined): string {
  const isApart = (node: MarkupNode | undefined, fits: RegExp) =>
    !node || node.kind === 'break' || (node.kind === 'text' && fits.test(node.text));
  const mayBeTicked =
    isApart(previous, /[^\p{L}\p{N}`]$/u) && isApart(next, /^[^\p{L}\p{N}`]/u) && !/`|\n|\{code\}/.test(content);
  return mayBeTicked ? `\`${content}\`` : `{code}${content}{code}`;
}

function typedNode(node: Exclude<MarkupNode, { children: MarkupTree }>): string {
  switch (node.kind) {
    case 'break':
      return '\n';
    case 'mention':
      return `@${node.text.replace(/^@/, '')}`;
    case 'emoticon':
      return node.shortcut;
    case 'link':
      return linkifyText(node.text).some((part) => part.kind === 'link') ? node.text : `${node.text} ${node.href}`;
    default:
      return node.text;
  }
}
