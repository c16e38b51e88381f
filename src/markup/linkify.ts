// Finds bare addresses in text. The text is cut at white space and quotes; each piece is looked at once.
import { type AddressBudget, addressBudget, checkBareAddress } from './address.ts';
import type { LinkNode, TextNode } from './tree.ts';

const separator = /[\s<>"`]+/g;
const trailing = /[.,;:!?'")\]}*_~]$/;
const longestPiece = 4096;

/** A quick look whether a text can hold a bare address at all. */
export const mayHoldAddress = (text: string): boolean => /https?:\/\/|www\./i.test(text);

/** Splits text into text and links for its bare addresses (`http://`, `https://`, `www.`); order and text are kept. */
export function linkifyText(text: string, budget: AddressBudget = addressBudget()): (TextNode | LinkNode)[] {
  if (!mayHoldAddress(text) || budget.left <= 0) return text ? [{ kind: 'text', text }] : [];
  const nodes: (TextNode | LinkNode)[] = [];
  let done = 0;
  for (const [start, end] of pieces(text)) {
    if (budget.left <= 0) break;
    const found = findAddress(text.slice(start, end), budget);
    if (!found) continue;
    if (start + found.offset > done) nodes.push({ kind: 'text', text: text.slice(done, start + found.offset) });
    nodes.push({ kind: 'link', href: found.href, text: found.text });
    done = start + found.offset + found.text.length;
  }
  if (done < text.length) nodes.push({ kind: 'text', text: text.slice(done) });
  return nodes;
}

function* pieces(text: string): Generator<[start: number, end: number]> {
  let start = 0;
  for (const gap of text.matchAll(separator)) {
    if (gap.index > start) yield [start, gap.index];
    start = gap.index + gap[0].length;
  }
  if (start < text.length) yield [start, text.length];
}

function findAddress(piece: string, budget: AddressBudget): { offset: number; text: string; href: string } | undefined {
  if (piece.length > longestPiece) return undefined;
  const match = /(?:^|[^a-z0-9])(https?:\/\/|www\.)/i.exec(piece);
  if (!match?.[1]) return undefined;
  budget.left--;
  const offset = match.index + match[0].length - match[1].length;
  const text = trimEnd(piece.slice(offset));
  const href = checkBareAddress(text);
  return href === undefined ? undefined : { offset, text, href };
}

// Punctuation at the end belongs to the sentence, except a bracket that was opened inside the address.
function trimEnd(address: string): string {
  let openBrackets = 0;
  for (const character of address) openBrackets += character === '(' ? 1 : character === ')' ? -1 : 0;
  let end = address.length;
  while (end > 0 && trailing.test(address.slice(end - 1, end))) {
    if (address[end - 1] === ')') {
      if (openBrackets >= 0) break;
      openBrackets++;
    }
    end--;
  }
  return address.slice(0, end);
}
