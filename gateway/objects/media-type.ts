// What bytes are, read from their beginning. What a client says about its own upload is never believed.

/** How many bytes of the beginning `mediaTypeOf` looks at. */
export const sniffedBytes = 64;

type Signature = { readonly type: string; readonly at: number; readonly text: string };

const signatures: readonly Signature[] = [
  { type: 'image/jpeg', at: 0, text: '\xff\xd8\xff' },
  { type: 'image/png', at: 0, text: '\x89PNG\r\n\x1a\n' },
  { type: 'image/gif', at: 0, text: 'GIF87a' },
  { type: 'image/gif', at: 0, text: 'GIF89a' },
  { type: 'image/x-icon', at: 0, text: '\x00\x00\x01\x00' },
  { type: 'audio/mpeg', at: 0, text: 'ID3' },
  { type: 'audio/mpeg', at: 0, text: '\xff\xfb' },
  { type: 'audio/aac', at: 0, text: '\xff\xf1' },
  { type: 'audio/flac', at: 0, text: 'fLaC' },
  { type: 'audio/ogg', at: 0, text: 'OggS' },
  { type: 'audio/amr', at: 0, text: '#!AMR' },
  { type: 'video/webm', at: 0, text: '\x1a\x45\xdf\xa3' },
  { type: 'application/pdf', at: 0, text: '%PDF-' },
  { type: 'application/zip', at: 0, text: 'PK\x03\x04' },
  { type: 'application/gzip', at: 0, text: '\x1f\x8b' },
];

/** Brands of the ISO container (`ftyp` box); every other one of its kind is taken for video. */
const isoBrands: readonly (readonly [RegExp, string])[] = [
  [/^avi[fs]$/, 'image/avif'],
  [/^(hei[cxms]|mif1|msf1)$/, 'image/heic'],
  [/^(M4A |M4B )$/, 'audio/mp4'],
  [/^qt {2}$/, 'video/quicktime'],
];

const riffForms: Readonly<Record<string, string>> = {
  WEBP: 'image/webp',
  WAVE: 'audio/wav',
  'AVI ': 'video/x-msvideo',
};

/** The media type that the first bytes of a content show; `application/octet-stream` for everything that is not known. */
export function mediaTypeOf(beginning: Uint8Array): string {
  const text = Buffer.from(beginning.subarray(0, sniffedBytes)).toString('latin1');
  const unknown = 'application/octet-stream';
  if (text.startsWith('RIFF')) return riffForms[text.slice(8, 12)] ?? unknown;
  if (text.slice(4, 8) === 'ftyp') {
    const brand = text.slice(8, 12);
    return isoBrands.find(([pattern]) => pattern.test(brand))?.[1] ?? 'video/mp4';
  }
  return signatures.find(({ at, text: mark }) => text.startsWith(mark, at))?.type ?? unknown;
}

/** Whether a browser may be told to show it in place: nothing of this kind can carry script. */
export const isPlayable = (type: string): boolean => /^(image|audio|video)\//.test(type);
