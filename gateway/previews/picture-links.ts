// The pictures of previews are fetched by this gateway, never by a client. Their addresses carry a signature, so that nobody can
// make the gateway fetch anything but what one of its own previews has named.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GatewayContext } from '../context.ts';

const signatureBytes = 16;

async function readSecret({ database, randomBytes }: GatewayContext): Promise<string> {
  const fresh = Buffer.from(randomBytes(32)).toString('hex');
  await database.query('insert into preview_secret (secret) values ($1) on conflict do nothing', [fresh]);
  const [row] = await database.query<{ secret: string }>('select secret from preview_secret');
  if (!row) throw new Error('the secret of the previews is not there');
  return row.secret;
}

export type PictureLinks = {
  /** The last path segment under which the picture at `url` is shown. */
  sign(url: string): Promise<string>;
  /** The address that a segment stands for; undefined when it was not made here. */
  read(segment: string): Promise<URL | undefined>;
};

/** The signed links of a gateway. They outlive a restart: messages may be shown again much later. */
export function createPictureLinks(context: GatewayContext): PictureLinks {
  let secret: Promise<string> | undefined;

  async function signatureOf(url: string): Promise<Buffer> {
    secret ??= readSecret(context);
    const key = await secret.catch((error: unknown) => {
      secret = undefined;
      throw error;
    });
    return createHmac('sha256', key).update(url).digest().subarray(0, signatureBytes);
  }

  return {
    async sign(url) {
      return `${Buffer.from(url).toString('base64url')}.${(await signatureOf(url)).toString('base64url')}`;
    },
    async read(segment) {
      const [, encoded = '', signed = ''] = /^([\w-]{1,4000})\.([\w-]{22})$/.exec(segment) ?? [];
      if (encoded === '') return undefined;
      const url = Buffer.from(encoded, 'base64url').toString();
      const signature = Buffer.from(signed, 'base64url');
      const isOurs = signature.length === signatureBytes && timingSafeEqual(signature, await signatureOf(url));
      return isOurs && URL.canParse(url) ? new URL(url) : undefined;
    },
  };
}
