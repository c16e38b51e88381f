// Reads the attributes of a tag. Values are decoded only when somebody asks for them.
import { decodeEntities } from './entities.ts';

/** Attributes of the tag being reported; valid only during the call that hands them over. */
export interface Attributes {
  /** The decoded value of the attribute with this lower-case name; undefined when absent. The first one wins. */
  get(name: string): string | undefined;
  /** All attributes with lower-case names and decoded values, each name once. */
  entries(): Map<string, string>;
}

const mostAttributes = 40;

/** Remembers the attributes of the tag read last; one reader serves a whole source. */
export class AttributeReader implements Attributes {
  readonly #source: string;
  readonly #names: string[] = [];
  readonly #values: string[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** Reads from the end of a tag's name; answers the place of its `>`, -1 when the source ends inside the tag. */
  read(from: number): number {
    const source = this.#source;
    if (this.#names.length > 0) {
      this.#names.length = 0;
      this.#values.length = 0;
    }
    let position = from;
    while (position >= 0 && position < source.length) {
      const code = source.charCodeAt(position);
      if (code === 0x3e) return position;
      position = isSpace(code) || code === 0x2f ? position + 1 : this.#readOne(position);
    }
    return -1;
  }

  #readOne(start: number): number {
    const source = this.#source;
    let position = start + 1;
    while (position < source.length && !isEndOfName(source.charCodeAt(position))) position++;
    const nameEnd = position;
    position = this.#skipSpace(position);
    if (source.charCodeAt(position) !== 0x3d) return this.#keep(start, nameEnd, 0, 0, nameEnd);
    position = this.#skipSpace(position + 1);
    const quote = source[position];
    if (quote === '"' || quote === "'") {
      const end = source.indexOf(quote, position + 1);
      return end < 0 ? -1 : this.#keep(start, nameEnd, position + 1, end, end + 1);
    }
    const valueStart = position;
    while (position < source.length && !isEndOfValue(source.charCodeAt(position))) position++;
    return this.#keep(start, nameEnd, valueStart, position, position);
  }

  #keep(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, next: number): number {
    if (this.#names.length < mostAttributes) {
      this.#names.push(this.#source.slice(nameStart, nameEnd).toLowerCase());
      this.#values.push(this.#source.slice(valueStart, valueEnd));
    }
    return next;
  }

  #skipSpace(start: number): number {
    let position = start;
    while (isSpace(this.#source.charCodeAt(position))) position++;
    return position;
  }

  get(name: string): string | undefined {
    const value = this.#values[this.#names.indexOf(name)];
    return value === undefined ? undefined : decodeEntities(value);
  }

  entries(): Map<string, string> {
    const entries = new Map<string, string>();
    for (const name of this.#names) if (!entries.has(name)) entries.set(name, this.get(name) ?? '');
    return entries;
  }
}

const isSpace = (code: number): boolean => code === 0x20 || (code >= 9 && code <= 13);
const isEndOfName = (code: number): boolean => isSpace(code) || code === 0x3d || code === 0x3e || code === 0x2f;
const isEndOfValue = (code: number): boolean => isSpace(code) || code === 0x3e;
