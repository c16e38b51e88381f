// One-time codes between the sign-in page and the token endpoint.
import { createHash } from 'node:crypto';
import type { GatewayContext } from '../context.ts';
import type { Queryable } from '../storage/database.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { createSignIn, revokeSignIn } from './sign-ins.ts';
import { hashSecret, makeSecret } from './tokens.ts';

const codeLifeMs = 60_000;

/** Makes a code for a user who has just signed in, bound to the client, its address and its challenge. Lives 60 s. */
export async function issueCode(
  context: GatewayContext,
  request: AuthorizationRequest,
  userId: number,
): Promise<string> {
  const code = makeSecret(context);
  await context.database.query(
    `insert into authorization_codes (code_hash, user_id, client, redirect_uri, challenge, expires_at_ms)
     values ($1, $2, $3, $4, $5, $6)`,
    [hashSecret(code), userId, request.client.id, request.redirectUri, request.challenge, context.now() + codeLifeMs],
  );
  return code;
}

export type CodePresentation = {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly verifier: string;
};

type CodeRow = {
  user_id: number;
  client: string;
  redirect_uri: string;
  challenge: string;
  sign_in_id: number | null;
  expires_at_ms: number;
  spent_at_ms: number | null;
};

function isMatching(row: CodeRow, { clientId, redirectUri, verifier }: CodePresentation): boolean {
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return row.client === clientId && row.redirect_uri === redirectUri && row.challenge === challenge;
}

/**
 * Spends a code: whatever comes of it, it works only once. Returns the id of the sign-in it opens, or undefined when the code
 * is unknown, past its end, spent, or not presented by the client that it was made for. A code that comes a second time was
 * copied, so the sign-in it opened ends.
 */
export async function redeemCode(
  context: GatewayContext,
  transaction: Queryable,
  presentation: CodePresentation,
): Promise<number | undefined> {
  const codeHash = hashSecret(presentation.code);
  const [row] = await transaction.query<CodeRow>(
    `select user_id, client, redirect_uri, challenge, sign_in_id, expires_at_ms, spent_at_ms
     from authorization_codes where code_hash = $1 for update`,
    [codeHash],
  );
  if (!row) return undefined;
  if (row.spent_at_ms !== null) {
    if (row.sign_in_id !== null) await revokeSignIn(context, transaction, row.sign_in_id);
    return undefined;
  }
  const isValid = row.expires_at_ms > context.now() && isMatching(row, presentation);
  const signInId = isValid ? await createSignIn(context, transaction, row.user_id, row.client) : null;
  await transaction.query('update authorization_codes set spent_at_ms = $2, sign_in_id = $3 where code_hash = $1', [
    codeHash,
    context.now(),
    signInId,
  ]);
  return signInId ?? undefined;
}
