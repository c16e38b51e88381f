// What a link leads to (skype.md 10.1), looked up for users and remembered for a while.
import type { GatewayContext } from '../context.ts';
import { mediaTypeOf } from '../objects/media-type.ts';
import { type DrawnPicture, drawPicture } from '../objects/pictures.ts';
import { createFreshCache } from './fresh-cache.ts';
import { readIconFile } from './icon-file.ts';
import { decodePage, describePage, type PageDescription } from './page.ts';
import { type FetchRemote, type RemoteReply, UnreachableError } from './remote.ts';

const keptMs = 15 * 60_000;
const mostPages = 500;
const mostPictures = 200;
const mostPageBytes = 512 * 1024;
const mostPictureBytes = 1024 * 1024;
const largestSide = 320;
const mostAtOnce = 16;

/** What is known of a link; `status`, `contentType` and `length` are the last server's words. */
export type Preview = PageDescription & Pick<RemoteReply, 'status' | 'contentType' | 'length'>;

export type Previews = {
  /** Describes what a link leads to. Rejects with UnreachableError. */
  describe(url: URL): Promise<Preview>;
  /** A small copy of a foreign picture. Rejects with UnreachableError when there is none. */
  picture(url: URL): Promise<DrawnPicture>;
};

function previewOf(reply: RemoteReply): Preview {
  const { url, status, length } = reply;
  const contentType = /^[\w.+-]{1,64}\/[\w.+-]{1,64}/.exec(reply.contentType)?.[0] ?? '';
  const known = { status, contentType, length };
  const nothing = { title: '', description: '', site: url.hostname, thumbnail: undefined, favicon: undefined };
  if (status < 200 || status > 299) return { ...nothing, ...known };
  if (contentType === 'text/html' || contentType === 'application/xhtml+xml') {
    return { ...describePage(decodePage(reply.bytes, reply.contentType), url), ...known };
  }
  const isPicture = contentType.startsWith('image/') && contentType !== 'image/svg+xml';
  return { ...nothing, thumbnail: isPicture ? { url: url.href, width: 0, height: 0 } : undefined, ...known };
}

async function drawRemote({ bytes, status, isWhole }: RemoteReply): Promise<DrawnPicture> {
  const type = mediaTypeOf(bytes);
  const icon = type === 'image/x-icon' ? readIconFile(bytes) : undefined;
  const source = icon ? ('png' in icon ? icon.png : icon.pixels) : bytes;
  const isThere = status === 200 && isWhole;
  const drawn = isThere ? await drawPicture(source, icon ? 'image/png' : type, largestSide) : undefined;
  if (!drawn) throw new UnreachableError('no picture');
  return drawn;
}

/** Lets only so many requests out at once; what does not fit is unreachable. */
function limited(fetchRemote: FetchRemote): FetchRemote {
  let running = 0;
  return async (...parameters) => {
    if (running >= mostAtOnce) throw new UnreachableError('too many requests');
    running += 1;
    try {
      return await fetchRemote(...parameters);
    } finally {
      running -= 1;
    }
  };
}

/** The previews of a gateway, fetched by `fetchRemote`. */
export function createPreviews(context: Pick<GatewayContext, 'now'>, fetchRemote: FetchRemote): Previews {
  const pages = createFreshCache<Preview>(context.now, keptMs, mostPages);
  const pictures = createFreshCache<DrawnPicture>(context.now, keptMs, mostPictures);
  const fetch = limited(fetchRemote);
  return {
    describe: (url) =>
      pages.get(url.href, async () =>
        previewOf(
          await fetch(url, {
            accept: 'text/html,application/xhtml+xml,image/*;q=0.8,*/*;q=0.5',
            mostBytes: mostPageBytes,
          }),
        ),
      ),
    picture: (url) =>
      pictures.get(url.href, async () =>
        drawRemote(await fetch(url, { accept: 'image/*', mostBytes: mostPictureBytes })),
      ),
  };
}
