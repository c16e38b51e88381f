import type { Context } from 'hono';
import type { GatewayEnv } from '../../context.ts';
import type { Principal } from '../../identity/principal.ts';
import { applicationNotFound, ucwaError } from '../errors.ts';
import { authenticateTicket } from '../sign-in/ticket.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { type Application, findApplication } from './applications.ts';
import { noteSignIn } from './endpoint.ts';

export type { Application } from './applications.ts';

/** Why an application that was the user's is gone: 410 when a clock or the limit ended it. */
async function goneError(context: UcwaContext, principal: Principal, id: string) {
  const [row] = await context.database.query<{ subcode: string }>(
    'select subcode from ucwa_ended_applications where id = $1 and user_id = $2',
    [id, principal.userId],
  );
  return row ? ucwaError(410, 'Gone', row.subcode, 'The application has ended.') : applicationNotFound();
}

/**
 * The application in the path, and who asks. Throws 401 without a valid ticket; 404 `ApplicationNotFound` when there is none or it is
 * somebody else's, 410 `InactiveApplicationExpired` or `TooManyApplications` when it was ended (ucwa.md 4.4).
 */
export async function requireApplicationAndPrincipal(
  context: UcwaContext,
  c: Context<GatewayEnv>,
): Promise<{ application: Application; principal: Principal }> {
  const principal = await authenticateTicket(context, c);
  const id = context.paths.idOf(c, 'app') ?? '';
  const application = await findApplication(context.database, id);
  if (application?.userId !== principal.userId) throw await goneError(context, principal, id);
  // A renewed ticket is another sign-in: the device list, and whoever signs this device out, must find the present one.
  if (application.signInId !== principal.signInId) await noteSignIn(context, application, principal);
  return { application, principal };
}

/** As requireApplicationAndPrincipal, the application alone. */
export async function requireApplication(context: UcwaContext, c: Context<GatewayEnv>): Promise<Application> {
  return (await requireApplicationAndPrincipal(context, c)).application;
}
