// The opaque `syncState` of paging links: what a link remembers, sealed so that only the user and the resource it was made for
// can use it. The key is in the database, so links survive a restart.
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { badRequest } from '../errors.ts';
import type { MessagingContext } from './messaging-context.ts';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const stateSchema = v.object({
  kind: v.picklist(['continue', 'older', 'newer']),
  upper: whole,
  lower: whole,
  size: whole,
  startTime: whole,
  targetType: v.optional(v.string()),
});

/** A place in a list, with the query it belongs to. Times in ms. */
export type SyncState = v.InferOutput<typeof stateSchema>;

export type SyncStates = {
  /** Seals a state for one user and one resource path. */
  seal(userId: number, resource: string, state: SyncState): Promise<string>;
  /** Opens it again; throws 400 when it was changed, or made for another user or resource. */
  open(userId: number, resource: string, text: string): Promise<SyncState>;
};

async function readSecret({ database, randomBytes }: MessagingContext): Promise<string> {
  const fresh = Buffer.from(randomBytes(32)).toString('hex');
  await database.query('insert into paging_secret (secret) values ($1) on conflict do nothing', [fresh]);
  const [row] = await database.query<{ secret: string }>('select secret from paging_secret');
  if (!row) throw new Error('The paging secret is missing.');
  return row.secret;
}

const refused = () => badRequest('The syncState is not one that was given for this resource.');

/** Makes the sealer of this gateway; the key is read at first use. */
export function createSyncStates(context: MessagingContext): SyncStates {
  let secret: Promise<string> | undefined;

  function key(): Promise<string> {
    secret ??= readSecret(context).catch((error: unknown) => {
      secret = undefined;
      throw error;
    });
    return secret;
  }

  async function sign(userId: number, resource: string, payload: string): Promise<string> {
    const mac = createHmac('sha256', await key())
      .update(`${userId}\n${resource}\n${payload}`)
      .digest();
    return mac.subarray(0, 18).toString('base64url');
  }

  return {
    async seal(userId, resource, state) {
      const payload = Buffer.from(JSON.stringify(state)).toString('base64url');
      return `${payload}.${await sign(userId, resource, payload)}`;
    },
    async open(userId, resource, text) {
      const [payload = '', mark = '', ...rest] = text.slice(0, 2048).split('.');
      const given = Buffer.from(mark);
      const expected = Buffer.from(await sign(userId, resource, payload));
      if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused();
      const result = v.safeParse(stateSchema, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
      if (!result.success) throw refused();
      return result.output;
    },
  };
}
