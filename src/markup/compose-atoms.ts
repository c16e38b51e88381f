// What in a typed text stands for itself, whatever formatting marks are around or inside it: code, addresses, mentions,
// emoticons.
import { emoticonOfShortcut } from './emoticon-shortcuts.ts';
import { escapeMarkup } from './entities.ts';
import { linkifyText } from './linkify.ts';

/** Somebody to be mentioned: where `@name` stands in the text it becomes a mention of `id` (`*` for everyone). */
export interface Mention {
  id: string;
  name: string;
}

/** A stretch of typed text, by its positions, and its finished markup. */
export interface Atom {
  start: number;
  end: number;
  markup: string;
}

const code = /\{code\}([\s\S]+?)\{code\}|(?<![\p{L}\p{N}`])`((?:(?!\{code\})[^`\n])+)`(?![\p{L}\p{N}`])/gu;
const wordCharacter = /[\p{L}\p{N}_]/u;

/** Finds the atoms of a text, in their order. None overlaps another. */
export function findAtoms(text: string, mentions: readonly Mention[]): Atom[] {
  const atoms: Atom[] = [];
  const longestFirst = mentions.filter(({ name }) => name).sort((a, b) => b.name.length - a.name.length);
  let done = 0;
  for (const found of text.matchAll(code)) {
    const content = found[1] ?? found[2] ?? '';
    if (!content.trim()) continue;
    findInProse(text, done, found.index, longestFirst, atoms);
    done = found.index + found[0].length;
    const markup = `<pre raw_pre="{code}" raw_post="{code}">${escapeMarkup(content)}</pre>`;
    atoms.push({ start: found.index, end: done, markup });
  }
  findInProse(text, done, text.length, longestFirst, atoms);
  return atoms;
}

function findInProse(text: string, start: number, end: number, mentions: readonly Mention[], atoms: Atom[]): void {
  let at = start;
  for (const node of linkifyText(text.slice(start, end))) {
    const next = at + node.text.length;
    if (node.kind === 'text') findMentions(text, at, next, mentions, atoms);
    else {
      const markup = `<a href="${escapeMarkup(node.href)}">${escapeMarkup(node.text)}</a>`;
      atoms.push({ start: at, end: next, markup });
    }
    at = next;
  }
}

// The leftmost mention first, of several at the same place the longest name. `Fred` is not in `@Frederick`, nor in `a@Fred`.
function findMentions(text: string, start: number, end: number, mentions: readonly Mention[], atoms: Atom[]): void {
  let done = start;
  // Looked for in the stretch alone: the whole text is long where there are many of them.
  for (const { index } of text.slice(start, end).matchAll(/@/g)) {
    const at = start + index;
    if (at < done) continue;
    if (at > 0 && wordCharacter.test(text.charAt(at - 1))) continue;
    const isHere = ({ name }: Mention) =>
      text.startsWith(name, at + 1) && !wordCharacter.test(text.charAt(at + 1 + name.length));
    const mention = mentions.find(isHere);
    if (!mention) continue;
    findEmoticons(text, done, at, atoms);
    done = at + 1 + mention.name.length;
    const markup = `<at id="${escapeMarkup(mention.id)}">${escapeMarkup(mention.name)}</at>`;
    atoms.push({ start: at, end: done, markup });
  }
  findEmoticons(text, done, end, atoms);
}

function findEmoticons(text: string, start: number, end: number, atoms: Atom[]): void {
  for (const { 0: word, index } of text.slice(start, end).matchAll(/\S+/g)) {
    const shortcut = emoticonOfShortcut(word) ? word : word.replace(/^[*_~]+|[*_~]+$/g, '');
    const emoticon = emoticonOfShortcut(shortcut);
    const at = start + index + word.indexOf(shortcut);
    // Beside an address or a mention it is punctuation.
    const standsAlone = /^[\s*_~]*$/.test(text.charAt(at - 1) + text.charAt(at + shortcut.length));
    if (!emoticon || !standsAlone) continue;
    const markup = `<ss type="${emoticon.type}">${escapeMarkup(shortcut)}</ss>`;
    atoms.push({ start: at, end: at + shortcut.length, markup });
  }
}
