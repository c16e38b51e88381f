// Turns the scanner's parts into the safe tree. Only node kinds of `tree.ts` can come out; tags and attributes that are
// not listed here disappear, their text stays. Depth and node count are capped: beyond, content goes on as plain text.
import { addressBudget } from './address.ts';
import type { Attributes } from './attributes.ts';
import { colourOf, finisherOf, quoteOf } from './flat-elements.ts';
import { linkifyText, mayHoldAddress } from './linkify.ts';
import type { MarkupHandler } from './scanner.ts';
import type { FormatKind, MarkupNode, MarkupTree } from './tree.ts';

/** Deepest nesting and most nodes of a tree. */
export const treeLimits = { depth: 32, nodes: 4_000 } as const;

const formats = new Map<string, FormatKind>([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strike'],
  ['strike', 'strike'],
  ['del', 'strike'],
  ['code', 'code'],
  ['tt', 'code'],
  ['pre', 'preformatted'],
]);
const flatTags = new Set(['a', 'at', 'ss']);
const blockTags = new Set(['p', 'div', 'li', 'ul', 'ol', 'tr', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'center']);
const lineFeed = /\r\n|[\r\n]/;
const droppedTags = new Set(['legacyquote', 'e_m', 'head', 'title', 'object', 'iframe', 'svg', 'template', 'select']);

/** `children` is where content goes; a frame without `node` passes its content on to the frame around it. */
interface Frame {
  tag: string;
  children: MarkupTree;
  node?: MarkupNode;
}

/** Builds the tree from what the scanner reports. `linksText` says whether bare addresses become links. */
export class TreeBuilder implements MarkupHandler {
  readonly root: MarkupTree = [];
  readonly #stack: Frame[] = [{ tag: '', children: this.root }];
  readonly #linksText: boolean;
  #nodes = 0;
  readonly #addresses = addressBudget();
  // Formats that a frame with a node is open for; the same format inside it adds nothing.
  readonly #formats = new Set<string>();
  // While a dropped element is open: its tag and how many of it are nested.
  #dropped: { tag: string; depth: number } | undefined;
  // While a flat element (link, mention, emoticon) is open: its text and what it becomes.
  #flat: { tag: string; text: string; finish: (text: string) => MarkupNode | undefined } | undefined;

  constructor(linksText: boolean) {
    this.#linksText = linksText;
  }

  get #top(): Frame {
    return this.#stack[this.#stack.length - 1] ?? { tag: '', children: this.root };
  }

  get #isFull(): boolean {
    return this.#nodes >= treeLimits.nodes;
  }

  text(text: string): void {
    if (this.#dropped) return;
    if (this.#flat) this.#flat.text += text;
    else this.#addText(text);
  }

  open(tag: string, attributes: Attributes, isSelfClosing: boolean): void {
    if (this.#dropped) {
      if (tag === this.#dropped.tag && !isSelfClosing) this.#dropped.depth++;
      return;
    }
    if (droppedTags.has(tag)) {
      if (!isSelfClosing) this.#dropped = { tag, depth: 1 };
    } else if (tag === 'br' || tag === 'hr') this.#break();
    else if (tag === 'img') this.text(attributes.get('alt') ?? '');
    else if (flatTags.has(tag)) this.#openFlat(tag, attributes, isSelfClosing);
    else if (blockTags.has(tag)) this.#ensureBreak();
    else if (!isSelfClosing) this.#openFrame(tag, attributes);
    if (tag === 'li') this.#addText('• ');
  }

  close(tag: string): void {
    if (this.#dropped) {
      if (tag === this.#dropped.tag && --this.#dropped.depth > 0) return;
      if (tag === this.#dropped.tag || tag === 'quote') this.#dropped = undefined;
      if (tag !== 'quote') return;
    }
    if (this.#flat?.tag === tag) this.#finishFlat();
    else if (blockTags.has(tag)) this.#ensureBreak();
    else if (formats.has(tag) || isFrame(tag)) this.#closeFrame(tag);
  }

  /** Closes what is still open; the tree is complete afterwards. */
  finish(): MarkupTree {
    this.#finishFlat();
    while (this.#stack.length > 1) this.#closeFrame(this.#top.tag);
    trimBreaks(this.root);
    return this.root;
  }

  #openFlat(tag: string, attributes: Attributes, isSelfClosing: boolean): void {
    this.#finishFlat();
    this.#flat = { tag, text: '', finish: finisherOf(tag, attributes, this.#addresses) };
    if (isSelfClosing) this.#finishFlat();
  }

  #finishFlat(): void {
    const flat = this.#flat;
    this.#flat = undefined;
    if (!flat) return;
    const node = this.#isFull ? undefined : flat.finish(flat.text);
    if (node) this.#add(node);
    else this.#addText(flat.text, false);
  }

  #openFrame(tag: string, attributes: Attributes): void {
    // A link, a mention or an emoticon has the colour of its kind.
    if (tag === 'font' && this.#flat) return;
    const format = formats.get(tag);
    if (!format && !isFrame(tag)) return;
    this.#finishFlat();
    if (this.#stack.length > treeLimits.depth || this.#isFull) return;
    if (isQuote(tag)) this.#ensureBreak();
    const children: MarkupTree = [];
    const node = this.#nodeOf(tag, format, attributes, children);
    this.#stack.push(node ? { tag, children, node } : { tag, children: this.#top.children });
    if (format) this.#formats.add(format);
  }

  #nodeOf(tag: string, format: FormatKind | undefined, attributes: Attributes, children: MarkupTree) {
    if (format) return this.#formats.has(format) ? undefined : { kind: format, children };
    return isQuote(tag) ? quoteOf(attributes, children) : colourOf(attributes, children);
  }

  #closeFrame(tag: string): void {
    if (tag === 'font' && this.#flat) return;
    this.#finishFlat();
    const at = this.#stack.findLastIndex((frame) => frame.tag === tag);
    if (at < 1) return;
    while (this.#stack.length > at) {
      const frame = this.#stack.pop();
      if (!frame?.node) continue;
      this.#formats.delete(frame.node.kind);
      if (frame.node.kind === 'quote') trimBreaks(frame.children);
      if (frame.children.length > 0) this.#add(frame.node);
    }
  }

  #add(node: MarkupNode): void {
    this.#nodes++;
    this.#top.children.push(node);
  }

  #break(): void {
    if (this.#flat) this.#flat.text += ' ';
    else if (this.#isFull) this.#appendPlain('\n');
    else this.#add({ kind: 'break' });
  }

  #ensureBreak(): void {
    const last = this.#top.children.at(-1);
    if (last && last.kind !== 'break' && last.kind !== 'quote') this.#break();
  }

  #addText(text: string, mayLink = this.#linksText): void {
    const isCode = this.#formats.has('preformatted') || this.#formats.has('code');
    const lines = isCode || this.#isFull || !lineFeed.test(text) ? [text] : text.split(lineFeed);
    for (let i = 0; i < lines.length; i++) {
      if (i > 0) this.#break();
      if (this.#isFull) {
        this.#appendPlain(lines.slice(i).join('\n'));
        return;
      }
      this.#addLine(lines[i] ?? '', mayLink && !isCode);
    }
  }

  #addLine(line: string, mayLink: boolean): void {
    if (!mayLink || !mayHoldAddress(line)) {
      this.#appendPlain(line);
      return;
    }
    for (const node of linkifyText(line, this.#addresses)) {
      if (node.kind === 'text') this.#appendPlain(node.text);
      else this.#add(node);
    }
  }

  #appendPlain(text: string): void {
    const last = this.#top.children.at(-1);
    if (last?.kind === 'text') last.text += text;
    else if (text) this.#add({ kind: 'text', text });
  }
}

const isQuote = (tag: string): boolean => tag === 'quote' || tag === 'blockquote';
const isFrame = (tag: string): boolean => tag === 'font' || isQuote(tag);

function trimBreaks(tree: MarkupTree): void {
  let start = 0;
  while (tree[start]?.kind === 'break') start++;
  let end = tree.length;
  while (end > start && tree[end - 1]?.kind === 'break') end--;
  tree.splice(end);
  tree.splice(0, start);
}
