// What one step of a login hands to the next: `live` is the `t` of the web form, `operation` its `opid`, `security` the security
// token of the SOAP login (skype.md 3.2). Each works once and not for long; only its hash is stored.
import type { GatewayContext } from '../context.ts';
import type { Queryable } from '../storage/database.ts';
import { createSignIn, issueSkypeToken, type SkypeToken } from './sign-ins.ts';
import { hashSecret, makeSecret } from './tokens.ts';

export type TicketKind = 'live' | 'operation' | 'security';

/** Milliseconds. A person may read the page before pressing the button of the first. */
const lives: Readonly<Record<TicketKind, number>> = { live: 180_000, operation: 180_000, security: 600_000 };

export type TicketHolder = {
  readonly userId: number;
  /** The sign-in that is renewed; absent when the ticket opens a new one. */
  readonly signInId?: number | undefined;
  /** What has to be presented with the ticket. */
  readonly binding?: string | undefined;
};

export const ticketLifeMs = (kind: TicketKind): number => lives[kind];

/** Makes a ticket. */
export async function issueTicket(context: GatewayContext, kind: TicketKind, holder: TicketHolder): Promise<string> {
  const ticket = makeSecret(context);
  await context.database.query(
    `insert into login_tickets (ticket_hash, kind, user_id, sign_in_id, binding, expires_at_ms)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      hashSecret(ticket),
      kind,
      holder.userId,
      holder.signInId ?? null,
      holder.binding ?? null,
      Math.floor(context.now() + lives[kind]),
    ],
  );
  return ticket;
}

/** Uses a ticket up; undefined when it is unknown, used, past its end or presented with another binding. */
export async function useTicket(
  context: GatewayContext,
  queryable: Queryable,
  kind: TicketKind,
  ticket: string,
  binding?: string,
): Promise<TicketHolder | undefined> {
  const [row] = await queryable.query<{ user_id: number; sign_in_id: number | null }>(
    `delete from login_tickets
     where ticket_hash = $1 and kind = $2 and expires_at_ms > $3 and binding is not distinct from $4::text
     returning user_id, sign_in_id`,
    [hashSecret(ticket), kind, context.now(), binding ?? null],
  );
  return row && { userId: row.user_id, signInId: row.sign_in_id ?? undefined };
}

export type LoginResult = SkypeToken & { readonly name: string };

/**
 * Exchanges a ticket for a skype token, of a new sign-in through `client` unless the ticket renews one; undefined when the ticket
 * is not valid, or the sign-in has ended since.
 */
export async function redeemTicket(
  context: GatewayContext,
  kind: TicketKind,
  ticket: string,
  client: string,
): Promise<LoginResult | undefined> {
  return context.database.transaction(async (transaction) => {
    const holder = await useTicket(context, transaction, kind, ticket);
    if (!holder) return undefined;
    const signInId = holder.signInId ?? (await createSignIn(context, transaction, holder.userId, client));
    const [row] = await transaction.query<{ name: string }>(
      `select users.name from sign_ins join users on users.id = sign_ins.user_id
       where sign_ins.id = $1 and revoked_at_ms is null`,
      [signInId],
    );
    return row && { ...(await issueSkypeToken(context, transaction, signInId)), name: row.name };
  });
}
