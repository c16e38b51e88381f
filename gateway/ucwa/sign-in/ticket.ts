// The ticket of a request (ucwa.md 3.1, 3.3, 3.5): `cwt=` and a token of the account, which belongs to a sign-in like any other.
import type { Context } from 'hono';
import { grantTypes, writeChallenge } from '../../../src/ucwa/wire/challenge.ts';
import type { GatewayContext } from '../../context.ts';
import { ProtocolError } from '../../errors.ts';
import { authenticateSkypeToken, type Principal } from '../../identity/principal.ts';
import { originOf } from '../../origin.ts';
import { UcwaError } from '../errors.ts';

export const ticketPrefix = 'cwt=';

/** Where tickets are asked for, below the origin. */
export const ticketServicePath = '/WebTicket/oauthtoken';

/** The grants the ticket service offers; integrated sign-in only when it can be proved. */
export const offeredGrants = ({ settings }: Pick<GatewayContext, 'settings'>): string[] => [
  ...(settings.integratedUser === undefined ? [] : [grantTypes.windows]),
  grantTypes.password,
];

/** 401 with the challenge that says where and how to get a ticket. */
export function ticketRequired(context: GatewayContext, c: Context): UcwaError {
  const tokenService = `${originOf(context, c.req.raw)}${ticketServicePath}`;
  return new UcwaError({
    status: 401,
    reason: { code: 'Unauthorized', message: 'No valid security token.' },
    headers: {
      'WWW-Authenticate': writeChallenge({ tokenService, grants: offeredGrants(context) }),
      'X-Ms-diagnostics': '28020;source="skylark";reason="No valid security token."',
    },
    page: 'Sign in to use this service.',
  });
}

/** Who asks. Throws 401 with a challenge when the ticket is missing, unknown, over or revoked. Guests have none. */
export async function authenticateTicket(context: GatewayContext, c: Context): Promise<Principal> {
  const ticket = /^bearer\s+cwt=(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (ticket === undefined) throw ticketRequired(context, c);
  try {
    const principal = await authenticateSkypeToken(context, new Headers({ 'x-skypetoken': ticket }));
    if (principal.kind !== 'guest') return principal;
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.status !== 401) throw error;
  }
  throw ticketRequired(context, c);
}
