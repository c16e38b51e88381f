// The views of an object (skype.md 7.7): what each one is, and how it goes out.
import type { GatewayContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { readRange } from './byte-range.ts';
import { contentDisposition } from './disposition.ts';
import { isPlayable } from './media-type.ts';
import { streamContent } from './object-content.ts';
import type { StoredObject } from './object-store.ts';
import { drawnViews, type Renditions } from './renditions.ts';

/** Views that are the content itself, and which contents have them: by what they are, or by what they were shared as. */
const contentViews: Readonly<Record<string, RegExp>> = {
  original: /./,
  imgo: /^image\/|^pish\/|^avatar\//,
  imgpsh_fullsize: /^image\/|^pish\/|^avatar\//,
  imgpsh_mobile_save_anim: /^image\/|^pish\/|^avatar\//,
  audio: /^audio\/|^sharing\/audio$/,
  video: /^video\/|^sharing\/video$/,
};

export const isView = (view: string): boolean => Object.hasOwn(contentViews, view) || Object.hasOwn(drawnViews, view);

const isContentView = ({ contentType, type }: StoredObject, view: string): boolean =>
  Object.hasOwn(contentViews, view) && [contentType, type].some((kind) => contentViews[view]?.test(kind));

/** How many bytes the view has; undefined when there is no such view of the object, or not yet. */
export async function viewLength(
  renditions: Renditions,
  object: StoredObject,
  view: string,
): Promise<number | undefined> {
  if (!object.isComplete) return undefined;
  if (isContentView(object, view)) return object.receivedBytes;
  return (await renditions.find(object, view))?.bytes.byteLength;
}

/** What goes with every byte that somebody has uploaded: it is never a page of this gateway, whatever is in it. */
export const foreignContentHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
} as const;

function headersOf(object: StoredObject, view: string, contentType: string): Record<string, string> {
  const kind = view !== 'original' && isPlayable(contentType) ? 'inline' : 'attachment';
  return {
    ...foreignContentHeaders,
    'Content-Type': contentType,
    'Content-Disposition': contentDisposition(kind, object.filename),
    'Cache-Control': 'private, max-age=86400',
    Vary: 'Authorization, Authentication, X-SkypeToken, Cookie',
  };
}

function contentResponse(context: GatewayContext, object: StoredObject, view: string, rangeHeader?: string): Response {
  const length = object.receivedBytes;
  const headers = { ...headersOf(object, view, object.contentType), 'Accept-Ranges': 'bytes' };
  const range = readRange(rangeHeader, length);
  if (range === 'outside') {
    return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${length}` } });
  }
  const { first, last } = range === 'whole' ? { first: 0, last: length - 1 } : range;
  return new Response(streamContent(context.database, object, { first, last }), {
    status: range === 'whole' ? 200 : 206,
    headers: {
      ...headers,
      'Content-Length': String(last - first + 1),
      ...(range === 'whole' ? {} : { 'Content-Range': `bytes ${first}-${last}/${length}` }),
    },
  });
}

/** The reply with a view of an object. Throws 404 when the object has no such view, or no content yet. */
export async function viewResponse(
  context: GatewayContext,
  renditions: Renditions,
  object: StoredObject,
  { view, range }: { readonly view: string; readonly range?: string | undefined },
): Promise<Response> {
  if (!object.isComplete) throw notFound();
  if (isContentView(object, view)) return contentResponse(context, object, view, range);
  const rendition = await renditions.find(object, view);
  if (!rendition) throw notFound();
  return new Response(new Uint8Array(rendition.bytes), {
    headers: {
      ...headersOf(object, view, rendition.contentType),
      'Content-Length': String(rendition.bytes.byteLength),
    },
  });
}
