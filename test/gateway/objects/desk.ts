// What a client does with the object store, in few words.
import sharp from 'sharp';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import type { TestGateway } from '../../support/gateway.ts';

const base = '/api.asm.skype.com/v1/objects';

export type NewObject = { type?: string; permissions?: Record<string, string[]>; filename?: string };

/** One user's hand on the object store. */
export class Desk {
  readonly #gateway: TestGateway;
  readonly token: string;

  private constructor(gateway: TestGateway, token: string) {
    this.#gateway = gateway;
    this.token = token;
  }

  static async of(gateway: TestGateway, user: UserIdentity): Promise<Desk> {
    return new Desk(gateway, await gateway.tokenFor(user));
  }

  call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { Authorization: `skype_token ${this.token}`, ...(init.headers as Record<string, string>) };
    return this.#gateway.fetch(path, { ...init, headers });
  }

  async create(parts: NewObject = {}): Promise<string> {
    const body = JSON.stringify({ type: 'sharing/file', permissions: {}, ...parts });
    const reply = await this.call(base, { method: 'POST', body });
    if (reply.status !== 201) throw new Error(`creating answered ${reply.status}: ${await reply.text()}`);
    return ((await reply.json()) as { id: string }).id;
  }

  put(id: string, bytes: BodyInit | null, name = 'original', headers: Record<string, string> = {}): Promise<Response> {
    return this.call(`${base}/${id}/content/${name}`, {
      method: 'PUT',
      body: bytes,
      duplex: 'half',
      headers,
    } as RequestInit);
  }

  /** Creates and uploads; answers the id. */
  async share(bytes: Uint8Array, parts: NewObject = {}): Promise<string> {
    const id = await this.create(parts);
    const reply = await this.put(id, new Uint8Array(bytes));
    if (reply.status !== 201) throw new Error(`uploading answered ${reply.status}: ${await reply.text()}`);
    return id;
  }

  view(id: string, view = 'original', headers: Record<string, string> = {}): Promise<Response> {
    return this.call(`${base}/${id}/views/${view}`, { headers });
  }

  async status(id: string, view = 'original'): Promise<Record<string, unknown>> {
    return (await (await this.call(`${base}/${id}/views/${view}/status`)).json()) as Record<string, unknown>;
  }

  delete(id: string): Promise<Response> {
    return this.call(`${base}/${id}`, { method: 'DELETE' });
  }
}

/** A real picture. */
export async function picture(
  format: 'png' | 'jpeg' | 'gif' | 'webp',
  width: number,
  height: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const image = sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 60 } } });
  return new Uint8Array(await image.toFormat(format).toBuffer());
}

/** Bytes that do not repeat, so that a piece in the wrong place is seen. */
export function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let i = 0; i < length; i += 1) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
  return bytes;
}
