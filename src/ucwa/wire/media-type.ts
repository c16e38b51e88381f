/** The representations of a resource (ucwa.md 1.2). */
export type Representation = 'json' | 'xml';

/** The media type alone, in lower case, without parameters. */
export const mediaTypeOf = (contentType: string): string => contentType.split(';')[0]?.trim().toLowerCase() ?? '';

const jsonTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/vnd.microsoft.com.ucwa+json',
  // One page leaves out `.com`; it costs nothing to understand it (ucwa.md 1.2).
  'application/vnd.microsoft.ucwa+json',
]);
const xmlTypes: ReadonlySet<string> = new Set([
  'application/xml',
  'text/xml',
  'application/vnd.microsoft.com.ucwa+xml',
  'application/vnd.microsoft.ucwa+xml',
]);

/** How a document of this content type is written; undefined when UCWA did not make it (a proxy's HTML, for example). */
export function representationOf(contentType: string): Representation | undefined {
  const type = mediaTypeOf(contentType);
  if (jsonTypes.has(type)) return 'json';
  return xmlTypes.has(type) ? 'xml' : undefined;
}
