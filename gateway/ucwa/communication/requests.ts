// What the routes of conversations read out of requests.
import type { Context } from 'hono';
import type { GatewayEnv } from '../../context.ts';
import type { Queryable } from '../../storage/database.ts';
import { requireApplication } from '../application/access.ts';
import { resourceNotFound } from '../errors.ts';
import type { IdName } from '../paths.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { findView, type View } from './views.ts';

/** A number in the path, or in the query where a place has it there. Throws 404 when it is none. */
export function serialOf(context: UcwaContext, c: Context<GatewayEnv>, name: IdName): number {
  const text = context.paths.idOf(c, name) ?? '';
  if (!/^\d{1,15}$/.test(text)) throw resourceNotFound();
  return Number(text);
}

/** The conversation of a request, in the application of the request. Throws 401, 404, 410 as `requireApplication`, 404 when it is over. */
export async function viewOf(
  context: UcwaContext,
  c: Context<GatewayEnv>,
  queryable: Queryable = context.database,
): Promise<View> {
  const application = await requireApplication(context, c);
  const view = await findView(queryable, application.serial, serialOf(context, c, 'conversation'));
  if (!view) throw resourceNotFound('The conversation is over.');
  return view;
}
