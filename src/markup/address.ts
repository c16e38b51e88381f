// Which addresses may become links. A link is a promise about where a click leads: what could mislead stays text.

/** Schemes a link may have. */
export const linkSchemes = ['http:', 'https:', 'mailto:', 'tel:'] as const;

const longestAddress = 4096;
const longestHost = 255;
/** To read an address costs far more than to pass over it: what stands in a message beyond so many stays text. */
const mostAddresses = 200;

/** How many addresses may still be read; the parts of one message share it. */
export type AddressBudget = { left: number };

/** The budget of a whole message. */
export const addressBudget = (): AddressBudget => ({ left: mostAddresses });
/** Asked first: the URL parser takes its time to refuse what has no scheme at all. */
const hasLinkScheme = /^(?:https?|mailto|tel):/i;

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/**
 * The normalised address of a link that a sender made on purpose, or undefined when it must stay text: another
 * scheme, relative, too long, or with a user name in it.
 */
export function checkAddress(text: string): string | undefined {
  if (text.length > longestAddress || misleading.test(text.trim())) return undefined;
  if (!hasLinkScheme.test(text.trim())) return undefined;
  const url = parseUrl(text.trim());
  if (!url || !(linkSchemes as readonly string[]).includes(url.protocol)) return undefined;
  if (url.username || url.password || url.href.length > 2 * longestAddress) return undefined;
  return url.href;
}

/**
 * The address behind bare text such as `https://a.example/b` or `www.a.example`, or undefined when it is no address
 * or a sneaky one: user and password, an empty label, fewer than two labels, `%` in the host, letters of several
 * scripts in the host, odd characters in the path.
 */
export function checkBareAddress(text: string): string | undefined {
  if (text.length > longestAddress) return undefined;
  const withScheme = /^www\./i.test(text) ? `https://${text}` : text;
  const rest = withScheme.slice(withScheme.indexOf('://') + 3);
  const hostEnd = rest.search(/[/?#]/);
  const authority = hostEnd < 0 ? rest : rest.slice(0, hostEnd);
  const host = authority.replace(/:\d{0,5}$/, '');
  if (isSneakyHost(host) || hasOddCharacter(hostEnd < 0 ? '' : rest.slice(hostEnd))) return undefined;
  return checkAddress(withScheme);
}

function isSneakyHost(host: string): boolean {
  if (host.length > longestHost || /[@%\\:[\]]/.test(host)) return true;
  const labels = host.split('.');
  if (labels.length < 2 || labels.includes('')) return true;
  const letters = labels.join('');
  const asciiLetters = countAscii(letters);
  return asciiLetters > 0 && asciiLetters < letters.length;
}

function countAscii(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x80) count++;
  return count;
}

// Characters that RFC 3986 allows in path, query and fragment, and letters beyond ASCII.
const oddCharacter = /[^a-zA-Z0-9\-._~:/?#[\]@!$&'()*+,;=%\u00a1-\u1fff\u2c00-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]/;
const hasOddCharacter = (text: string): boolean => oddCharacter.test(text);

// Controls, overrides of the writing direction, invisible characters and box drawings can disguise an address.
const misleading = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2500-\u257f\ufeff]/u;

const directionOrBox = /[\u202a-\u202e\u2066-\u2069\u2500-\u257f]/;

/** Does a text hold characters that can make an address in it look like another? Then nothing in it becomes a link. */
export const mayHideAddresses = (text: string): boolean => directionOrBox.test(text);

/** The host a text claims to lead to, when the text reads like an address; lower case. */
function claimedHost(text: string): string | undefined {
  const match =
    /^\s*(?:[a-z][a-z+.-]{0,20}:\/\/)?((?:[^\s./?#:@]{1,63}\.){1,10}[^\s./?#:@]{2,63})(?:[/?#:]|\s*$)/i.exec(
      text.slice(0, 512),
    );
  return match?.[1]?.toLowerCase();
}

/** Does the text of a link read like an address of another host than the one the link leads to? */
export function isDeceptive(text: string, href: string): boolean {
  const claimed = claimedHost(text);
  if (claimed === undefined) return false;
  const actual = parseUrl(href);
  if (!actual || (actual.protocol !== 'http:' && actual.protocol !== 'https:')) return /:\/\//.test(text);
  const host = parseUrl(`https://${claimed}`)?.hostname ?? claimed;
  return stripWww(host) !== stripWww(actual.hostname);
}

const stripWww = (host: string): string => (host.startsWith('www.') ? host.slice(4) : host);
