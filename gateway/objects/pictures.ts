// Draws small pictures from pictures of unknown origin. Only the four formats below are decoded, two at a time, within limits of
// pixels and time; what goes out is always drawn anew, without anything that came along in the file (position, camera, text).
import { commandRateExceeded } from '../errors.ts';

export type DrawnPicture = {
  readonly contentType: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
};

/** Pixels as they are in memory: four bytes each, red, green, blue, opacity. */
export type Pixels = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };

const drawable: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** Larger files have no small picture: they would have to be in memory as a whole. */
export const mostPictureBytes = 32 * 1024 * 1024;
const mostPixels = 64_000_000;
const mostSeconds = 10;
const mostAtOnce = 2;
const mostWaiting = 64;

let atOnce = 0;
const waiting: (() => void)[] = [];

/** Waits for a turn. Throws 429 when too many wait already. */
async function takeTurn(): Promise<void> {
  if (atOnce >= mostAtOnce) {
    if (waiting.length >= mostWaiting) throw commandRateExceeded(2);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return;
  }
  atOnce += 1;
}

function endTurn(): void {
  const next = waiting.shift();
  if (next) next();
  else atOnce -= 1;
}

type Sharp = typeof import('sharp')['default'];
let loading: Promise<Sharp> | undefined;

/** The library, loaded at the first picture: a gateway without pictures starts faster. */
function loadSharp(): Promise<Sharp> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadNsgif', 'VipsForeignLoadWebp'],
    });
    return sharp;
  });
  return loading;
}

async function draw(source: Uint8Array | Pixels, largestSide: number, isOpaque: boolean): Promise<DrawnPicture> {
  const sharp = await loadSharp();
  const limits = { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true } as const;
  const input =
    source instanceof Uint8Array
      ? sharp(source, limits)
      : sharp(source.rgba, { ...limits, raw: { width: source.width, height: source.height, channels: 4 } });
  const hasAlpha = !isOpaque && (await input.metadata()).hasAlpha;
  const small = input
    .autoOrient()
    .resize({ width: largestSide, height: largestSide, fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: mostSeconds });
  const ground = isOpaque ? small.flatten({ background: '#ffffff' }) : small;
  const encoded = hasAlpha ? ground.png({ compressionLevel: 9 }) : ground.jpeg({ quality: 82 });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return {
    contentType: hasAlpha ? 'image/png' : 'image/jpeg',
    bytes: data,
    width: info.width,
    height: info.height,
  };
}

/**
 * A picture with no side longer than `largestSide` pixels, drawn anew; of a moving picture the first frame. `type` is what
 * `mediaTypeOf` says of the bytes. With `isOpaque` it is a JPEG, on white where it lets through. Undefined when they cannot be drawn.
 * Throws 429 when too many pictures wait.
 */
export async function drawPicture(
  source: Uint8Array | Pixels,
  type: string,
  largestSide: number,
  isOpaque = false,
): Promise<DrawnPicture | undefined> {
  if (source instanceof Uint8Array && (!drawable.has(type) || source.length > mostPictureBytes)) return undefined;
  await takeTurn();
  try {
    return await draw(source, largestSide, isOpaque);
  } catch {
    // Broken, too large, too slow: whatever the reason, there is no picture to show.
    return undefined;
  } finally {
    endTurn();
  }
}
