// Reads the small XML documents that messages carry (calls, shared objects, group changes: skype.md 7.2). Same scanner
// and same promises as message markup: linear, capped, never throws.
import { scanMarkup } from './scanner.ts';

/** Names of elements and attributes are lower case; `text` is the text directly and deeper inside. */
export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  text: string;
}

const longestDocument = 262_144;
const deepest = 16;
const mostElements = 2_000;

/** The first element of a document, or undefined when there is none. What stands beyond the caps is left out. */
export function parseXml(source: string): XmlElement | undefined {
  const document: XmlElement = { name: '', attributes: new Map(), children: [], text: '' };
  const stack: XmlElement[] = [document];
  let elements = 0;
  scanMarkup(source.slice(0, longestDocument), {
    text(text) {
      for (const element of stack) element.text += text;
    },
    open(name, attributes, isSelfClosing) {
      const parent = stack.at(-1);
      if (!parent || stack.length > deepest || ++elements > mostElements) return;
      const element = { name, attributes: attributes.entries(), children: [], text: '' };
      parent.children.push(element);
      if (!isSelfClosing) stack.push(element);
    },
    close(name) {
      const at = stack.findLastIndex((element) => element.name === name);
      if (at > 0) stack.length = at;
    },
  });
  return document.children[0];
}

/** The first child with this lower-case name. */
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

/** All children with this lower-case name. */
export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

/** The trimmed text of the first child with this name; empty when there is none. */
export const childText = (element: XmlElement | undefined, name: string): string =>
  childOf(element, name)?.text.trim() ?? '';
