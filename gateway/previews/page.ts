// What a page says about itself. Everything read here is somebody's text and leaves as text.
import { Parser } from 'htmlparser2';
import { storableText } from '../storage/storable.ts';

export type PictureHint = { readonly url: string; readonly width: number; readonly height: number };

export type PageDescription = {
  readonly title: string;
  readonly description: string;
  readonly site: string;
  readonly thumbnail: PictureHint | undefined;
  readonly favicon: PictureHint | undefined;
};

const longestTitle = 300;
const longestDescription = 1000;
const largestNumber = 100_000;

/** One line of text without control and direction characters. */
function cleanText(text: string | undefined, longest: number): string {
  const clean = storableText(text ?? '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  const characters = [...clean];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : clean;
}

/** The label of the encoding that the beginning of a page names; undefined when it names none. */
function namedCharset(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
  return /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(head)?.[1];
}

function markedCharset(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

/** Decodes a page: by its byte order mark, the header, its own words, else as UTF-8. Bytes that do not fit become U+FFFD. */
export function decodePage(bytes: Uint8Array, contentType: string): string {
  const header = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1];
  for (const label of [markedCharset(bytes), header, namedCharset(bytes)]) {
    if (label === undefined) continue;
    try {
      return new TextDecoder(label).decode(bytes);
    } catch {
      // An encoding that nobody knows; the next hint may be better.
    }
  }
  return new TextDecoder().decode(bytes);
}

type Icon = { readonly href: string; readonly side: number };

type Findings = {
  readonly meta: Map<string, string>;
  readonly icons: Icon[];
  title: string | undefined;
  base: string | undefined;
};

function readIcon({ rel = '', href = '', sizes = '', type = '' }: Record<string, string>): Icon | undefined {
  const isIcon = /(^|\s)(icon|apple-touch-icon(-precomposed)?)(\s|$)/i.test(rel) && !/svg/i.test(type);
  if (!isIcon || href === '' || /\.svg([?#]|$)/i.test(href)) return undefined;
  return { href, side: Number(/^(\d{1,4})x\d/i.exec(sizes)?.[1] ?? 0) };
}

/** Collects what the head of a page says. The first of several answers counts. */
function readMarkup(markup: string): Findings {
  const findings: Findings = { meta: new Map(), icons: [], title: undefined, base: undefined };
  let isInTitle = false;
  let depthOfDrawing = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'svg') depthOfDrawing += 1;
        if (name === 'title' && depthOfDrawing === 0 && findings.title === undefined) {
          isInTitle = true;
          findings.title = '';
        }
        if (name === 'base' && attributes.href) findings.base ??= attributes.href;
        const key = (attributes.property ?? attributes.name ?? '').toLowerCase();
        if (
          name === 'meta' &&
          key !== '' &&
          attributes.content &&
          !findings.meta.has(key) &&
          findings.meta.size < 200
        ) {
          findings.meta.set(key, attributes.content);
        }
        const icon = name === 'link' && findings.icons.length < 50 ? readIcon(attributes) : undefined;
        if (icon) findings.icons.push(icon);
      },
      ontext(text) {
        if (isInTitle && (findings.title ?? '').length < 4 * longestTitle) findings.title += text;
      },
      onclosetag(name) {
        if (name === 'svg') depthOfDrawing = Math.max(0, depthOfDrawing - 1);
        if (name === 'title') isInTitle = false;
      },
    },
    { decodeEntities: true },
  );
  parser.end(markup);
  return findings;
}

function webAddress(text: string | undefined, base: string): string | undefined {
  if (!text || !URL.canParse(text, base)) return undefined;
  const { protocol, href } = new URL(text, base);
  return /^https?:$/.test(protocol) && href.length <= 2000 ? href : undefined;
}

const numberOf = (text: string | undefined): number => {
  const value = /^\d{1,6}$/.test(text?.trim() ?? '') ? Number(text) : 0;
  return value <= largestNumber ? value : 0;
};

function bestIcon(icons: readonly Icon[]): Icon | undefined {
  // The smallest that is sharp enough in a list, else the largest there is.
  const order = [...icons].sort((a, b) => a.side - b.side);
  return order.find(({ side }) => side >= 32) ?? order.at(-1);
}

/** Reads title, description, site, picture and icon of a page; `url` is where it was found. */
export function describePage(markup: string, url: URL): PageDescription {
  const { meta, icons, title, base } = readMarkup(markup);
  const first = (...keys: string[]) => keys.map((key) => meta.get(key)).find((value) => value?.trim());
  const home = webAddress(base, url.href) ?? url.href;
  const picture = webAddress(
    first('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'),
    home,
  );
  const icon = bestIcon(icons);
  const iconUrl = webAddress(icon?.href, home) ?? new URL('/favicon.ico', url).href;
  return {
    title: cleanText(first('og:title', 'twitter:title') ?? title, longestTitle),
    description: cleanText(first('og:description', 'twitter:description', 'description'), longestDescription),
    site: cleanText(first('og:site_name', 'application-name'), longestTitle) || url.hostname,
    thumbnail:
      (picture && {
        url: picture,
        width: numberOf(first('og:image:width', 'twitter:image:width')),
        height: numberOf(first('og:image:height', 'twitter:image:height')),
      }) ||
      undefined,
    favicon: { url: iconUrl, width: icon?.side ?? 0, height: icon?.side ?? 0 },
  };
}
