import type { Context } from 'hono';
import type { GatewayEnv } from '../../context.ts';
import { type Application, requireApplication } from '../application/access.ts';
import { makeMeAvailableRequired } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';

/** The application of a request whose user is available. Throws 409 `MakeMeAvailableRequired` before (ucwa.md 5.1). */
export async function requireAvailable(context: UcwaContext, c: Context<GatewayEnv>): Promise<Application> {
  const application = await requireApplication(context, c);
  if (!application.isAvailable) throw makeMeAvailableRequired();
  return application;
}
