import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv } from '../context.ts';
import { ucwaError } from './errors.ts';

/**
 * The version of UCWA, and the highest revision of any of its resources. 2019 and Subscription Edition are taken to be what 2015 is
 * (ucwa.md 12, point 10): there is one behaviour, and no switch for a year.
 */
const version = 2;

/** Refuses what a client insists on and this server does not have, and says in every answer what it has (ucwa.md 1.5). */
export const checkVersion: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  const required = c.req.header('x-ms-requiresminresourceversion')?.trim();
  if (required !== undefined && !(Number(required) <= version)) {
    throw ucwaError(
      404,
      'NotFound',
      'APIVersionNotSupported',
      `Version ${version.toFixed(1)} is the highest there is.`,
    );
  }
  await next();
  // Only now is there an answer to put it on.
  c.header('X-MS-UcwaVersion', version.toFixed(1));
};
