import type { MarkupNode, MarkupTree } from './tree.ts';

/**
 * The text of a tree for previews, notifications and search: never contains markup, breaks become line feeds, known
 * emoticons their character. Stops after `mostCharacters`.
 */
export function toPlainText(tree: MarkupTree, mostCharacters = Number.POSITIVE_INFINITY): string {
  let text = '';
  let isAfterQuote = false;
  const walk = (nodes: MarkupTree): void => {
    for (const node of nodes) {
      if (text.length >= mostCharacters) return;
      if ('children' in node) walk(node.children);
      else {
        if (isAfterQuote && node.kind !== 'break') text += '\n';
        isAfterQuote = false;
        text += textOf(node);
      }
      if (node.kind === 'quote') isAfterQuote = text !== '';
    }
  };
  walk(tree);
  return text.length > mostCharacters ? cutAt(text, mostCharacters) : text;
}

function textOf(node: Exclude<MarkupNode, { children: MarkupTree }>): string {
  if (node.kind === 'break') return '\n';
  return node.kind === 'emoticon' ? (node.unicode ?? node.shortcut) : node.text;
}

// Never between the halves of one character.
function cutAt(text: string, length: number): string {
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}

/** Identifiers mentioned anywhere in a tree, each once; `*` for everyone. Mentions inside quotes do not count. */
export function mentionsOf(tree: MarkupTree): string[] {
  const ids = new Set<string>();
  const walk = (nodes: MarkupTree): void => {
    for (const node of nodes) {
      if (node.kind === 'mention') ids.add(node.id);
      else if ('children' in node && node.kind !== 'quote') walk(node.children);
    }
  };
  walk(tree);
  return [...ids];
}
