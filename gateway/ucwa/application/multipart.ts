// The parts of a batch (ucwa.md 1.7): requests and answers written out as text. Reads what the vendor's samples write.

export type BatchRequest = {
  readonly method: string;
  /** As it stands in the request line: a path, or a whole address. */
  readonly target: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

/** The boundary of a multipart content type; undefined when it is none. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\/batching\s*(?:;|$)/i.test(contentType.trim())) return undefined;
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType) ?? [];
  return quoted ?? bare;
}

/** Splits at the first empty line; without one everything is head. */
function splitHead(text: string): { head: string; rest: string } {
  const end = /\r?\n[ \t]*\r?\n/.exec(text);
  if (!end) return { head: text, rest: '' };
  return { head: text.slice(0, end.index), rest: text.slice(end.index + end[0].length) };
}

function readHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined) headers.set(name.toLowerCase(), value.trimEnd());
  }
  return headers;
}

function readPart(part: string): BatchRequest | undefined {
  const outer = splitHead(part.replace(/^(?:[ \t]*\r?\n)*/, ''));
  const inner = splitHead(outer.rest.replace(/^(?:\r?\n)+/, ''));
  const [line = '', ...lines] = inner.head.split(/\r?\n/);
  const [, method, target] = /^([A-Za-z]{1,10}) (\S+)(?: HTTP\/\d(?:\.\d)?)?[ \t]*$/.exec(line) ?? [];
  if (method === undefined || target === undefined) return undefined;
  const headers = readHeaders(lines);
  const body = inner.rest.replace(/[\r\n]+$/, '');
  // The samples put a body into a pseudo header (ucwa.md 10.6).
  return { method: method.toUpperCase(), target, headers, body: body === '' ? (headers.get('data') ?? '') : body };
}

/** The requests of a batch in order; undefined in place of one that cannot be read. */
export function readParts(text: string, boundary: string): (BatchRequest | undefined)[] {
  const [, ...pieces] = `\n${text}`.split(`\n--${boundary}`);
  const end = pieces.findIndex((piece) => piece.startsWith('--'));
  return (end < 0 ? pieces : pieces.slice(0, end)).map(readPart);
}

const special: Readonly<Record<string, string>> = { etag: 'ETag', 'www-authenticate': 'WWW-Authenticate' };

/** Header names as servers write them: the samples look for them so (ucwa.md 10.6). */
const capital = (name: string): string =>
  special[name] ?? name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`);

/** An answer as a part of the batch's answer. */
export async function writePart(response: Response, reason: string): Promise<string> {
  const body = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${capital(name)}: ${value}\r\n`).join('');
  return [
    'Content-Type: application/http; msgtype=response\r\n\r\n',
    `HTTP/1.1 ${response.status} ${reason}\r\n${headers}`,
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  ].join('');
}

/** The body of an answer. */
export const joinParts = (parts: readonly string[], boundary: string): string =>
  `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
