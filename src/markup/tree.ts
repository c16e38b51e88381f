// The safe form of a message's markup: plain JSON, small enough to store with every message.
// Nothing here can carry an attribute, a script or an unchecked address: what has no node kind is shown as its text.

/** An ordered list of nodes; the whole content of a message or of one formatted part of it. */
export type MarkupTree = MarkupNode[];

/** Formatting that only wraps other nodes. */
export type FormatKind = 'bold' | 'italic' | 'underline' | 'strike' | 'code' | 'preformatted';

export interface TextNode {
  kind: 'text';
  text: string;
}

export interface BreakNode {
  kind: 'break';
}

export interface FormatNode {
  kind: FormatKind;
  children: MarkupTree;
}

/** `colour` is `#rgb`, `#rrggbb` or a word, lower case, as it was sent: whoever shows it sees to it that it can be read. */
export interface ColourNode {
  kind: 'colour';
  colour: string;
  children: MarkupTree;
}

/**
 * `href` is absolute, normalised by the URL parser and has one of `linkSchemes`. The text may read like an address of another
 * host: whoever shows it asks `isDeceptive`.
 */
export interface LinkNode {
  kind: 'link';
  href: string;
  text: string;
}

/** `id` is an identifier with prefix (`8:fred.2`), or `*` for everyone in the conversation. */
export interface MentionNode {
  kind: 'mention';
  id: string;
  text: string;
}

/** `type` is the word of the `ss` tag (`smile`), `shortcut` what was typed, `unicode` absent for an emoticon we do not know. */
export interface EmoticonNode {
  kind: 'emoticon';
  type: string;
  shortcut: string;
  unicode?: string;
}

/** `author` is a display name, `authorId` an identifier as it was sent (often without prefix, never to be shown). */
export interface QuoteNode {
  kind: 'quote';
  author?: string;
  authorId?: string;
  sentAtMs?: number;
  children: MarkupTree;
}

export type MarkupNode =
  | TextNode
  | BreakNode
  | FormatNode
  | ColourNode
  | LinkNode
  | MentionNode
  | EmoticonNode
  | QuoteNode;
