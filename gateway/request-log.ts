// One log line per request. No token, password or message text may ever reach a log, so neither query strings nor bodies nor
// the text of unforeseen errors (a database error quotes the value it refused) are written.
import type { MiddlewareHandler } from 'hono';
import type { GatewayContext, GatewayEnv } from './context.ts';

const longestPath = 300;

/** Whoever has the code of a join link may join: it is left out like a token. */
const joinCode = /^(\/(?:api\.)?join\.skype\.com\/(?:v1\/meetings\/|launch\/)?)[A-Za-z0-9]{12}$/;

/** Logs method, path (with its identifiers), status and duration in milliseconds. */
export function logRequests(context: GatewayContext): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    const startedAtMs = performance.now();
    await next();
    context.log.info(
      {
        method: c.req.method,
        path: c.req.path.replace(joinCode, '$1…').slice(0, longestPath),
        status: c.res.status,
        ms: Math.round(performance.now() - startedAtMs),
      },
      'request',
    );
  };
}

/** What may be logged of an unforeseen error: its kind, its code and where it was thrown. */
export function describeError(error: unknown): { error: string; code?: string; frames: string[] } {
  if (!(error instanceof Error)) return { error: typeof error, frames: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .map((line) => line.trim());
  return { error: error.constructor.name, ...(code === undefined ? {} : { code }), frames };
}
