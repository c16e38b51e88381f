// Takes untrusted markup apart into text, opening and closing tags. One pass, no backtracking: every character is
// looked at a bounded number of times. What is not well formed is text; nothing throws.
import { AttributeReader, type Attributes } from './attributes.ts';
import { decodeEntities } from './entities.ts';

/** Receives the parts in order. Tag names are lower case, text is decoded. */
export interface MarkupHandler {
  text(text: string): void;
  open(name: string, attributes: Attributes, isSelfClosing: boolean): void;
  close(name: string): void;
}

/** Scans the whole source, calling the handler for every part. Content of `script` and `style` is left out. */
export function scanMarkup(source: string, handler: MarkupHandler): void {
  new Scanner(source, handler).run();
}

const unfinished = -1;

class Scanner {
  readonly #source: string;
  readonly #handler: MarkupHandler;
  readonly #attributes: AttributeReader;
  // Where the text starts that has not been reported yet.
  #textStart = 0;

  constructor(source: string, handler: MarkupHandler) {
    this.#source = source;
    this.#handler = handler;
    this.#attributes = new AttributeReader(source);
  }

  run(): void {
    let less = this.#source.indexOf('<');
    while (less >= 0) {
      const next = this.#readTag(less);
      // A tag without an end: everything from here on is text.
      if (next === unfinished) break;
      less = this.#source.indexOf('<', next);
    }
    this.#reportText(this.#source.length);
  }

  #reportText(end: number): void {
    if (end > this.#textStart) this.#handler.text(decodeEntities(this.#source.slice(this.#textStart, end)));
  }

  // Reports the text before a part that ends at `end`, and goes on after it.
  #pass(start: number, end: number): number {
    this.#reportText(start);
    this.#textStart = end;
    return end;
  }

  // Answers where to look on: after the tag, or after the `<` when it begins none.
  #readTag(less: number): number {
    const code = this.#source.charCodeAt(less + 1);
    if (isLetter(code)) return this.#readOpening(less);
    if (code === 0x2f) return this.#readClosing(less);
    return code === 0x21 || code === 0x3f ? this.#readDeclaration(less) : less + 1;
  }

  #readOpening(less: number): number {
    const nameEnd = this.#endOfName(less + 1);
    const greater = this.#attributes.read(nameEnd);
    if (greater < 0) return unfinished;
    const name = this.#source.slice(less + 1, nameEnd).toLowerCase();
    const isSelfClosing = this.#source.charCodeAt(greater - 1) === 0x2f;
    if ((name === 'script' || name === 'style') && !isSelfClosing) {
      return this.#pass(less, this.#endOfRawContent(greater + 1, name));
    }
    this.#pass(less, greater + 1);
    this.#handler.open(name, this.#attributes, isSelfClosing);
    return greater + 1;
  }

  #readClosing(less: number): number {
    if (!isLetter(this.#source.charCodeAt(less + 2))) return less + 2;
    const nameEnd = this.#endOfName(less + 2);
    const greater = this.#source.indexOf('>', nameEnd);
    if (greater < 0) return unfinished;
    this.#pass(less, greater + 1);
    this.#handler.close(this.#source.slice(less + 2, nameEnd).toLowerCase());
    return greater + 1;
  }

  #readDeclaration(less: number): number {
    if (this.#source.startsWith('<!--', less)) return this.#skip(less, '-->', less + 4);
    if (!this.#source.startsWith('<![CDATA[', less)) return this.#skip(less, '>', less + 2);
    const end = this.#source.indexOf(']]>', less + 9);
    if (end < 0) return unfinished;
    this.#pass(less, end + 3);
    if (end > less + 9) this.#handler.text(this.#source.slice(less + 9, end));
    return end + 3;
  }

  #skip(less: number, mark: string, from: number): number {
    const found = this.#source.indexOf(mark, from);
    return found < 0 ? unfinished : this.#pass(less, found + mark.length);
  }

  #endOfName(start: number): number {
    let position = start + 1;
    while (isNamePart(this.#source.charCodeAt(position))) position++;
    return position;
  }

  #endOfRawContent(from: number, name: string): number {
    let position = this.#source.indexOf('</', from);
    while (position >= 0) {
      const found = this.#source.slice(position + 2, position + 2 + name.length).toLowerCase();
      if (found === name) return position;
      position = this.#source.indexOf('</', position + 2);
    }
    return this.#source.length;
  }
}

const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;

// Letters, digits, colon, hyphen, full stop, underscore.
const isNamePart = (code: number): boolean =>
  isLetter(code) || (code >= 0x30 && code <= 0x3a) || code === 0x2d || code === 0x2e || code === 0x5f;
