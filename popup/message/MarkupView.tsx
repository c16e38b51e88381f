// Shows the safe tree of a message. Only components of ours, never markup as text; an address is looked at once more here.
import './markup.css';
import type { ComponentChildren } from 'preact';
import { text } from '../../extension/text.ts';
import { properName } from '../../extension/ui/names.ts';
import { isDeceptive, linkSchemes } from '../../src/markup/address.ts';
import type {
  ColourNode,
  FormatKind,
  LinkNode,
  MarkupNode,
  MarkupTree,
  MentionNode,
  QuoteNode,
} from '../../src/markup/tree.ts';
import { nowMs } from '../clock.ts';
import { listTime } from '../times.ts';
import { readableColour } from './readable-colour.ts';

/** How a tree is shown: what the account's flags say, and who the user is. */
export type MarkupLook = {
  showsEmoticons: boolean;
  animatesEmoticons?: boolean;
  /** The user's own identifier: a mention of it stands out. */
  own: string;
  /** A name for a quoted identifier without one. */
  nameOf: (id: string) => string | undefined;
};

/** Deeper than the parser lets a tree become. */
const deepest = 64;

/** The whole content of a message. */
export function MarkupView({ tree, look }: { tree: MarkupTree; look: MarkupLook }) {
  return <>{showTree(tree, look, 0)}</>;
}

function showTree(tree: MarkupTree, look: MarkupLook, depth: number): ComponentChildren {
  return depth > deepest ? '…' : tree.map((node) => showNode(node, look, depth + 1));
}

const formatTags: Record<FormatKind, 'b' | 'i' | 'u' | 's' | 'code' | 'pre'> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strike: 's',
  code: 'code',
  preformatted: 'pre',
};

function showNode(node: MarkupNode, look: MarkupLook, depth: number): ComponentChildren {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'break':
      return <br />;
    case 'link':
      return <Link link={node} />;
    case 'mention':
      return (
        <span
          class={node.id === look.own || node.id === '*' ? 'mention mention-own' : 'mention'}
          title={look.nameOf(node.id)}
          dir="auto"
        >
          {mentionName(node, look)}
        </span>
      );
    case 'emoticon':
      if (!look.showsEmoticons || !node.unicode) return node.shortcut;
      return (
        <span
          class={look.animatesEmoticons ? 'emoticon emoticon-lively' : 'emoticon'}
          role="img"
          aria-label={node.type}
          title={node.shortcut}
        >
          {node.unicode}
        </span>
      );
    case 'colour':
      return <Coloured node={node} look={look} depth={depth} />;
    case 'quote':
      return <Quote quote={node} look={look} depth={depth} />;
    default: {
      const Tag = Object.hasOwn(formatTags, node.kind) ? formatTags[node.kind] : undefined;
      return Tag ? <Tag>{showTree(node.children, look, depth)}</Tag> : null;
    }
  }
}

/** The parsed address of a link, or undefined for one that must stay text. */
export function readAddress(href: string): URL | undefined {
  try {
    const url = new URL(href);
    return (linkSchemes as readonly string[]).includes(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** A link that opens a tab and tells it nothing about us. One that reads like another host names its true one. */
function Link({ link }: { link: LinkNode }) {
  const url = readAddress(link.href);
  if (!url) return link.text;
  return (
    <>
      <a href={url.href} target="_blank" rel="noopener noreferrer" title={url.href} dir="auto">
        {link.text || url.href}
      </a>
      {isDeceptive(link.text, url.href) && <span class="true-host"> {text('popupTrueHost', url.host)}</span>}
    </>
  );
}

/** The words as they were sent; a name for what is only an identifier. */
function mentionName({ id, text: said }: MentionNode, look: MarkupLook): string {
  return properName(said) && said !== id.replace(/^\d+:/, '') ? said : (look.nameOf(id) ?? said);
}

function Coloured({ node, look, depth }: { node: ColourNode; look: MarkupLook; depth: number }) {
  const colours = readableColour(node.colour);
  const words = showTree(node.children, look, depth);
  if (!colours) return <>{words}</>;
  const style = { '--colour-light': colours.light, '--colour-dark': colours.dark };
  return (
    <span class="coloured" style={style}>
      {words}
    </span>
  );
}

function Quote({ quote, look, depth }: { quote: QuoteNode; look: MarkupLook; depth: number }) {
  const author = properName(quote.author) ?? (quote.authorId && look.nameOf(quote.authorId));
  const when = quote.sentAtMs === undefined ? undefined : listTime(quote.sentAtMs, nowMs.value);
  const head = author && when ? text('popupQuoteTime', author, when) : (author ?? when);
  return (
    <blockquote class="quote" dir="auto">
      {head && <cite class="quote-author">{head}</cite>}
      {showTree(quote.children, look, depth)}
    </blockquote>
  );
}
