// Puts formatting marks around what is selected, or takes them away. Pure: text and selection in, text and selection out.

export type Mark = '*' | '_' | '~' | 'code';
export type Selection = { text: string; start: number; end: number };

/** The keys of each mark, together with Ctrl (or Cmd). */
export const markKeys: Record<string, Mark> = { b: '*', i: '_', X: '~', e: 'code' };

function marksOf(mark: Mark, text: string): [before: string, after: string] {
  if (mark !== 'code') return [mark, mark];
  return /[\n`]/.test(text) ? ['{code}', '{code}'] : ['`', '`'];
}

/** The selection with marks around it; without them when they are there. Marks do not reach over lines, so each line gets its own. */
export function toggleMark({ text, start, end }: Selection, mark: Mark): Selection {
  const selected = text.slice(start, end);
  const [before, after] = marksOf(mark, selected);
  const isMarked =
    selected !== '' &&
    text.slice(0, start).endsWith(before) &&
    text.slice(end).startsWith(after) &&
    start >= before.length;
  if (isMarked) {
    const plain = text.slice(0, start - before.length) + selected + text.slice(end + after.length);
    return { text: plain, start: start - before.length, end: end - before.length };
  }
  const lines = mark === 'code' ? [selected] : selected.split('\n');
  // Marks stand at words: white space around them stays outside.
  const marked = lines
    .map((line) => (selected && !line.trim() ? line : line.replace(/^(\s*)(.*?)(\s*)$/s, `$1${before}$2${after}$3`)))
    .join('\n');
  const next = text.slice(0, start) + marked + text.slice(end);
  const isOne = lines.length === 1;
  const indent = isOne ? selected.length - selected.trimStart().length : 0;
  const from = isOne ? start + indent + before.length : start;
  return { text: next, start: from, end: isOne ? from + selected.trim().length : start + marked.length };
}
