// The bodies of POST and PUT (ucwa.md 1.3): a plain object, or `<input>` with properties.
import { objectAt, readJsonText } from './json.ts';
import type { Representation } from './media-type.ts';
import { WireError } from './wire-error.ts';
import {
  parseXmlText,
  readXmlLinks,
  readXmlProperties,
  ucwaNamespace,
  writeXmlProperties,
  xmlDeclaration,
} from './xml.ts';

/**
 * Reads an input. Links in XML come under `_links`, one object each, as in JSON. A whole resource is taken too: a PUT sends back
 * what a GET gave. Throws WireError naming what was wrong.
 */
export function readInputText(text: string, representation: Representation): Record<string, unknown> {
  if (representation === 'json') return objectAt(readJsonText(text), '');
  const root = parseXmlText(text);
  if (root.name !== 'input' && root.name !== 'resource') {
    throw new WireError('', `expected <input> but found <${root.name}>`);
  }
  const links = Object.entries(readXmlLinks(root, root.name)).map(([rel, [link]]) => [rel, link] as const);
  const properties = readXmlProperties(root, root.name);
  return links.length === 0 ? properties : { ...properties, _links: Object.fromEntries(links) };
}

/** Writes an input. */
export const writeInput = (input: Record<string, unknown>, representation: Representation): string =>
  representation === 'json'
    ? JSON.stringify(input)
    : `${xmlDeclaration}<input xmlns="${ucwaNamespace}">${writeXmlProperties(input)}</input>`;
