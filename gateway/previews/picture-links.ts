// The pictures of previews are fetched by this gateway, never by a client. Their addresses go out sealed: nobody can make the
// gateway fetch anything but what one of its own previews has named, and neither logs nor caches show what people look at.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { GatewayContext } from '../context.ts';

const method = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

type Keys = { readonly nonce: Buffer; readonly seal: Buffer };

async function readKeys({ database, randomBytes }: GatewayContext): Promise<Keys> {
  const fresh = Buffer.from(randomBytes(32)).toString('hex');
  await database.query('insert into preview_secret (secret) values ($1) on conflict do nothing', [fresh]);
  const [row] = await database.query<{ secret: string }>('select secret from preview_secret');
  if (!row) throw new Error('the secret of the previews is not there');
  const derive = (purpose: string) => createHmac('sha256', row.secret).update(purpose).digest();
  return { nonce: derive('nonce'), seal: derive('seal') };
}

function seal(keys: Keys, text: string): string {
  // The nonce follows from the text: the same picture has the same link, which clients may keep, and no other text shares it.
  const nonce = createHmac('sha256', keys.nonce).update(text).digest().subarray(0, nonceBytes);
  const cipher = createCipheriv(method, keys.seal, nonce, { authTagLength: tagBytes });
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

function unseal(keys: Keys, segment: string): string | undefined {
  const bytes = Buffer.from(segment, 'base64url');
  if (bytes.length <= nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv(method, keys.seal, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

export type PictureLinks = {
  /** The last path segment under which the picture at `url` is shown. */
  make(url: string): Promise<string>;
  /** The address that a segment stands for; undefined when it was not made here. */
  read(segment: string): Promise<URL | undefined>;
};

/** The sealed links of a gateway. They outlive a restart: messages may be shown again much later. */
export function createPictureLinks(context: GatewayContext): PictureLinks {
  let keys: Promise<Keys> | undefined;

  function ownKeys(): Promise<Keys> {
    keys ??= readKeys(context).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  }

  return {
    async make(url) {
      return seal(await ownKeys(), url);
    },
    async read(segment) {
      const url = segment.length <= 4000 ? unseal(await ownKeys(), segment) : undefined;
      return url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
    },
  };
}
