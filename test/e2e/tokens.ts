// Lets tokens end at the server, as time or an administrator would, while the gateway is stopped.
import { openDatabase } from '../../gateway/storage/open.ts';

async function change(folder: string, statements: readonly [sql: string, parameters: unknown[]][]): Promise<void> {
  const database = await openDatabase({ data: folder });
  for (const [sql, parameters] of statements) await database.query(sql, parameters);
  await database.close();
}

/** Every access token and registration token is stale; refresh tokens still work. */
export function expireAccessTokens(folder: string): Promise<void> {
  return change(folder, [
    ['update skype_tokens set expires_at_ms = 1', []],
    ['update registration_tokens set expires_at_ms = 1', []],
  ]);
}

/** Every sign-in of a user is revoked, refresh tokens included. */
export function revokeSignIns(folder: string, name: string): Promise<void> {
  const ofUser = 'user_id in (select id from users where name = $1)';
  return change(folder, [
    [`update sign_ins set revoked_at_ms = 1 where ${ofUser}`, [name]],
    ['update registration_tokens set expires_at_ms = 1', []],
  ]);
}
