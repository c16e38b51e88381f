import { type Context, Hono } from 'hono';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { badRequest, commandRateExceeded, forbidden, notFound, tooLarge, unauthorized } from '../errors.ts';
import { authenticateSkypeToken, type Principal } from '../identity/principal.ts';
import { nameKeyOf } from '../identity/users.ts';
import { createRate } from '../messaging/rates.ts';
import { type Avatar, findAvatar, removeAvatar, setAvatar } from './avatars.ts';
import { defaultAvatar } from './default-avatar.ts';
import { discard, readUpTo } from './pieces.ts';
import { foreignContentHeaders } from './views.ts';

const path = `/${serviceHosts.avatar}/v1/avatars/:id`;
const mostBytes = 5 * 1024 * 1024;

const nameOf = (id: string): string => id.replace(/^(8|28):/, '');

/** Who asks, on a path that names them: the own name, with or without prefix, or `self`. Guests have no picture. */
async function authenticateOwner(context: GatewayContext, c: Context<GatewayEnv>): Promise<Principal> {
  const principal = await authenticateSkypeToken(context, c.req.raw.headers);
  if (principal.kind === 'guest') throw unauthorized('Guests have no account.');
  const key = nameKeyOf(nameOf(c.req.param('id') ?? ''));
  if (key !== 'self' && key !== nameKeyOf(principal.name)) throw forbidden();
  return principal;
}

function avatarResponse(c: Context<GatewayEnv>, avatar: Avatar): Response {
  // An address that names the version always leads to the same picture.
  const isPinned = c.req.query('v') === avatar.version;
  const headers = {
    ...foreignContentHeaders,
    'Content-Type': avatar.contentType,
    ETag: `"${avatar.version}"`,
    'Cache-Control': isPinned ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
  };
  const isKnown = c.req
    .header('if-none-match')
    ?.split(',')
    .some((tag) => tag.trim().replace(/^W\//, '') === headers.ETag);
  if (isKnown) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(avatar.bytes), { headers });
}

/** People's pictures (skype.md 8.2): set by their owner, seen by everybody who knows the name. */
export function createAvatarRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const changes = createRate(context.now, 20, 1 / 10);

  routes.put(path, async (c) => {
    const body = c.req.raw.body;
    const owner = await authenticateOwner(context, c).catch(async (error: unknown) => {
      await discard(body);
      throw error;
    });
    const bytes = await readUpTo(body, mostBytes);
    if (!bytes) throw tooLarge();
    const waitSeconds = changes.take(owner.userId);
    if (waitSeconds > 0) throw commandRateExceeded(waitSeconds);
    if (!(await setAvatar(context, owner.userId, bytes)))
      throw badRequest('The body is not a picture that can be shown.');
    return c.json({});
  });

  routes.delete(path, async (c) => {
    const owner = await authenticateOwner(context, c);
    await removeAvatar(context, owner.userId);
    return c.json({});
  });

  for (const address of [path, `${path}/public`]) {
    routes.get(address, async (c) => {
      const avatar = await findAvatar(context.database, nameOf(c.req.param('id') ?? ''));
      const wantsDefault = c.req.query('returnDefaultImage')?.toLowerCase() !== 'false';
      const shown = avatar ?? (wantsDefault ? await defaultAvatar() : undefined);
      if (!shown) throw notFound();
      return avatarResponse(c, shown);
    });
  }
  return routes;
}
