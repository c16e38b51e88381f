// Between the texts of UCWA (plain, or HTML of one span) and those of the Skype side (`Text`, `RichText`). Everything goes through
// the safe tree, so nothing that either side sends can become markup of the other. Pure.
import { escapeMarkup } from '../../../src/markup/entities.ts';
import { parseMarkup, parsePlainText } from '../../../src/markup/message-markup.ts';
import type { FormatKind, MarkupNode, MarkupTree } from '../../../src/markup/tree.ts';

export type MessageText = { readonly mediaType: 'text/plain' | 'text/html'; readonly text: string };

const isMarkup = (messagetype: string): boolean => /^RichText/i.test(messagetype);

/** The tree of a stored message's content. */
export const treeOf = (messagetype: string, content: string): MarkupTree =>
  isMarkup(messagetype) ? parseMarkup(content) : parsePlainText(content);

function plainNode(node: MarkupNode): string {
  switch (node.kind) {
    case 'break':
      return '\n';
    case 'emoticon':
      return node.unicode ?? node.shortcut;
    case 'link':
      return sameAddress(node.text, node.href) ? node.text : `${node.text} (${node.href})`;
    case 'quote':
      return `${quoteHead(node.author)}${plainTree(node.children).replace(/^/gm, '> ')}\n`;
    default:
      return 'children' in node ? plainTree(node.children) : node.text;
  }
}

/** Whether a link reads like its own address, with or without the scheme and the last slash. */
const sameAddress = (text: string, href: string): boolean =>
  text.trim().replace(/^\w+:(\/\/)?|\/$/g, '') === href.replace(/^\w+:(\/\/)?|\/$/g, '');

const quoteHead = (author: string | undefined): string => (author ? `${author}:\n` : '');

const plainTree = (tree: MarkupTree): string => tree.map(plainNode).join('');

const htmlTags: Readonly<Record<FormatKind, string>> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strike: 's',
  code: 'code',
  preformatted: 'pre',
};

const htmlTree = (tree: MarkupTree): string => tree.map(htmlNode).join('');

function htmlNode(node: MarkupNode): string {
  switch (node.kind) {
    case 'break':
      return '<br/>';
    case 'link':
      return `<a href="${escapeMarkup(node.href)}">${escapeMarkup(node.text)}</a>`;
    case 'quote':
      return `<blockquote>${escapeMarkup(quoteHead(node.author)).replace('\n', '<br/>')}${htmlTree(node.children)}</blockquote>`;
    case 'colour':
      return `<span style="color:${escapeMarkup(node.colour)}">${htmlTree(node.children)}</span>`;
    case 'text':
    case 'mention':
    case 'emoticon':
      return escapeMarkup(plainNode(node));
    default:
      return `<${htmlTags[node.kind]}>${htmlTree(node.children)}</${htmlTags[node.kind]}>`;
  }
}

/** Whether a tree says more than its plain text. */
const isFormatted = (tree: MarkupTree): boolean =>
  tree.some((node) => 'children' in node || (node.kind === 'link' && !sameAddress(node.text, node.href)));

/**
 * A stored message as UCWA tells it: HTML of one span when the reader takes HTML and there is formatting, else plain text, in which
 * emoticons are characters and mentions names. Undefined when there is nothing to read.
 */
export function textOfMessage(
  message: { readonly messagetype: string; readonly content: string },
  takesHtml: boolean,
): MessageText | undefined {
  const tree = treeOf(message.messagetype, message.content);
  const text = plainTree(tree).replace(/\n+$/, '');
  if (text.trim() === '') return undefined;
  return takesHtml && isFormatted(tree)
    ? { mediaType: 'text/html', text: `<span>${htmlTree(tree)}</span>` }
    : { mediaType: 'text/plain', text };
}

/** The tags that name the marks of typed text, as clients expect them (skype.md 7.5). */
const richTags: Readonly<Record<FormatKind, readonly [string, string]>> = {
  bold: ['<b raw_pre="*" raw_post="*">', '</b>'],
  italic: ['<i raw_pre="_" raw_post="_">', '</i>'],
  underline: ['<u>', '</u>'],
  strike: ['<s raw_pre="~" raw_post="~">', '</s>'],
  code: ['<pre raw_pre="{code}" raw_post="{code}">', '</pre>'],
  preformatted: ['<pre raw_pre="{code}" raw_post="{code}">', '</pre>'],
};

const richTree = (tree: MarkupTree): string => tree.map(richNode).join('');

function richNode(node: MarkupNode): string {
  switch (node.kind) {
    case 'break':
      return '\n';
    case 'link':
      return `<a href="${escapeMarkup(node.href)}">${escapeMarkup(node.text)}</a>`;
    case 'colour':
      return `<font color="${escapeMarkup(node.colour)}">${richTree(node.children)}</font>`;
    case 'quote':
      return `<quote>${richTree(node.children)}</quote>`;
    case 'text':
    case 'mention':
    case 'emoticon':
      // A mention would name somebody of the other domain, who has not been asked.
      return escapeMarkup(plainNode(node));
    default: {
      const [open, close] = richTags[node.kind];
      return `${open}${richTree(node.children)}${close}`;
    }
  }
}

/** The content of a `RichText` message for a text of UCWA. A plain text is all text, whatever it looks like. */
export function contentOfText({ mediaType, text }: MessageText): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  return mediaType === 'text/plain' ? escapeMarkup(lines) : richTree(parseMarkup(lines));
}
