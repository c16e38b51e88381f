// Identifiers of people and conversations, and the links that carry them (skype.md 2).
// Links are only read for the identifiers in them here; whether one may be requested is the origin guard's question.

/** Network by prefix (skype.md 2.1). */
export const networkPrefixes = {
  messenger: '1',
  lync: '2',
  phone: '4',
  skype: '8',
  thread: '19',
  bot: '28',
} as const;

const mriPattern = /^(\d{1,3}):(.{1,256})$/s;

/** An mri taken apart: `8:live:joe.4` is prefix `8` and name `live:joe.4`. */
export interface Mri {
  prefix: string;
  name: string;
}

/** Takes an identifier with prefix apart; undefined when it is not one (skype.md 2.1 grammar). */
export function parseMri(text: string): Mri | undefined {
  const match = mriPattern.exec(text);
  if (!match?.[1] || !match[2] || /^\d+:/.test(match[2]) || hasControlCharacter(text)) return undefined;
  return { prefix: match[1], name: match[2] };
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

export const isMri = (text: string): boolean => parseMri(text) !== undefined;

/** Is this the identifier of a thread (a group or a meeting)? */
export const isThreadId = (id: string): boolean => id.startsWith('19:');

/** Is this the identifier of a bot? */
export const isBotId = (id: string): boolean => id.startsWith('28:');

/** The identifier without its prefix: the user name that profile and contact services want. */
export const nameOfMri = (mri: string): string => parseMri(mri)?.name ?? mri;

/**
 * Gives an identifier its prefix. Names that already have one stay; a telephone number becomes `4:`, a name with `@`
 * becomes `1:`, anything else is a Skype name (skype.md 2.1).
 */
export function mriOfName(name: string): string {
  if (isMri(name)) return name;
  if (/^\+\d+$/.test(name)) return `4:${name}`;
  return name.includes('@') ? `1:${name}` : `8:${name}`;
}

/** Decodes percent-encoding; text that is not well encoded stays as it is (ids travel raw and encoded). */
export function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

// The path of a link, raw: `URL` would keep the encoding, and payloads also carry paths without an origin.
function segmentsOf(link: string): string[] {
  const start = link.indexOf('://');
  const path = start < 0 ? link : link.slice(start + 3);
  const end = path.search(/[?#]/);
  return (end < 0 ? path : path.slice(0, end)).split('/').map(decodeSegment);
}

function segmentAfter(link: string, ...names: string[]): string | undefined {
  const segments = segmentsOf(link);
  for (let i = segments.length - 2; i >= 0; i--) {
    const segment = segments[i];
    if (segment !== undefined && names.includes(segment)) return segments[i + 1];
  }
  return undefined;
}

/** The person in a contact or user link, `.../users/ME/contacts/{mri}` or `.../users/{mri}` (skype.md 2.3). */
export function personOfLink(link: string): string | undefined {
  const id = segmentAfter(link, 'contacts') ?? segmentAfter(link, 'users');
  return id !== undefined && isMri(id) ? id : undefined;
}

/** The conversation in a conversation, message or thread link (skype.md 2.3). */
export function conversationOfLink(link: string): string | undefined {
  const id = segmentAfter(link, 'conversations') ?? segmentAfter(link, 'threads');
  return id !== undefined && isMri(id) ? id : undefined;
}

/** The message id in a message link. */
export const messageOfLink = (link: string): string | undefined => segmentAfter(link, 'messages');

/** The thread in the `Location` of a created thread: its last segment. */
export function threadOfLink(link: string): string | undefined {
  const id = segmentAfter(link, 'threads') ?? segmentsOf(link).at(-1);
  return id !== undefined && isThreadId(id) && isMri(id) ? id : undefined;
}

const endpointPattern = /^\{[0-9a-f-]{1,64}\}$/i;

/** The endpoint id, braces included, in an endpoint link. */
export function endpointOfLink(link: string): string | undefined {
  const id = segmentAfter(link, 'endpoints');
  return id !== undefined && endpointPattern.test(id) ? id.toLowerCase() : undefined;
}

/** Is this a well-formed message id: decimal text? (skype.md 2.4) */
export const isMessageId = (id: string): boolean => /^\d{1,20}$/.test(id);
