// From typed text to markup. Formatting marks count only where a word begins and ends, so that `2*3*4`, `snake_case`, file
// names and addresses stay as they are.
import { type Atom, findAtoms, type Mention } from './compose-atoms.ts';
import { escapeMarkup } from './entities.ts';

export type { Mention } from './compose-atoms.ts';

/** The element that each formatting mark makes (skype.md 7.5). */
const tagOfMark: Record<string, string> = { '*': 'b', _: 'i', '~': 's' };
const marks = /[*_~]/;
const space = /\s/;
/** What may stand before a mark that opens, and after one that closes. */
const before = /[\s([{"'“‘«¿¡]/;
const after = /[\s)\]}"'”’».,;:!?…]/;
const opensBracket = /[([{]/;
const silent = /[\s*_~]/;

/**
 * Turns typed text into `RichText` content (skype.md 7.5): everything is escaped; `*bold*`, `_italic_`, `~strike~`, `{code}…{code}`
 * and code in backticks become elements that name their marks, bare addresses links, emoticon shortcuts that stand alone
 * emoticons, `@name` of the given people mentions. Line feeds stay.
 */
export function encodePlainText(text: string, mentions: readonly Mention[] = []): string {
  const source = text.replace(/\r\n?/g, '\n');
  return new Encoding(source, findAtoms(source, mentions)).encode(0, source.length, '');
}

class Encoding {
  readonly #text: string;
  readonly #atoms: ReadonlyMap<number, Atom>;
  // Found last: the run of marks around a place, and the stretch without a word that ends where one begins. Asked at every mark, so that
  // looking for them anew would make the work grow with the square of the text.
  #run = { start: 0, end: 0 };
  #silence = { start: 0, end: -1 };

  constructor(text: string, atoms: readonly Atom[]) {
    this.#text = text;
    this.#atoms = new Map(atoms.map((atom) => [atom.start, atom]));
  }

  /** Encodes a stretch; `open` are the marks it is inside of. */
  encode(start: number, end: number, open: string): string {
    let content = '';
    let done = start;
    // Up to where a mark is known to have no partner: where it has none for the first, it has none for those behind.
    const unclosed = new Map<string, number>();
    const take = (to: number, markup: string, next: number) => {
      content += escapeMarkup(this.#text.slice(done, to)) + markup;
      done = next;
    };
    for (let at = start; at < end; at = Math.max(done, at + 1)) {
      const atom = this.#atoms.get(at);
      const mark = this.#text.charAt(at);
      const tag = tagOfMark[mark];
      if (atom) take(at, atom.markup, atom.end);
      else if (tag && !open.includes(mark) && at >= (unclosed.get(mark) ?? 0) && this.#mayOpen(at, end)) {
        const { close, stop } = this.#findClose(at, end);
        if (close === undefined) {
          unclosed.set(mark, stop);
          continue;
        }
        const inner = this.encode(at + 1, close, open + mark);
        take(at, `<${tag} raw_pre="${mark}" raw_post="${mark}">${inner}</${tag}>`, close + 1);
      }
    }
    take(end, '', end);
    return content;
  }

  #mayOpen(at: number, end: number): boolean {
    const next = this.#text.charAt(at + 1);
    const isLast = at + 1 >= end;
    if (isLast || space.test(next) || next === this.#text.charAt(at) || this.#text[at - 1] === next) return false;
    if (this.#text[at - 1] === this.#text[at]) return false;
    if (after.test(next) && !this.#atoms.has(at + 1) && !/["']/.test(next)) return false;
    return this.#isEdge(at, -1, before);
  }

  // The place of the mark that closes, and where the search for it ended.
  #findClose(open: number, end: number): { close?: number; stop: number } {
    const mark = this.#text.charAt(open);
    for (let at = open + 1; at < end; at++) {
      const atom = this.#atoms.get(at);
      const character = this.#text.charAt(at);
      if (atom) at = atom.end - 1;
      else if (character === '\n') return { stop: at };
      else if (character === mark && this.#mayClose(open, at)) return { close: at, stop: at };
    }
    return { stop: end };
  }

  #mayClose(open: number, at: number): boolean {
    const last = this.#text.charAt(at - 1);
    if (space.test(last) || opensBracket.test(last) || last === this.#text[at]) return false;
    if (this.#text[at + 1] === this.#text[at] || this.#wordFrom(open + 1) >= at) return false;
    return this.#isEdge(at, 1, after);
  }

  /** Where the first character at or behind a place stands that is neither white space nor a mark. */
  #wordFrom(place: number): number {
    if (place < this.#silence.start || place > this.#silence.end) {
      let end = place;
      while (end < this.#text.length && silent.test(this.#text.charAt(end))) end++;
      this.#silence = { start: place, end };
    }
    return this.#silence.end;
  }

  /** Whether the run of marks at a place ends, in one direction, at the text's end or at a character that fits. */
  #isEdge(at: number, step: 1 | -1, fits: RegExp): boolean {
    if (at < this.#run.start || at >= this.#run.end) {
      let [start, end] = [at, at + 1];
      while (marks.test(this.#text.charAt(start - 1))) start--;
      while (marks.test(this.#text.charAt(end))) end++;
      this.#run = { start, end };
    }
    const neighbour = this.#text.charAt(step > 0 ? this.#run.end : this.#run.start - 1);
    return neighbour === '' || fits.test(neighbour);
  }
}
