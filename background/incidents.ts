// What a server tried that is not allowed, for the storage page.
import type { AccountId } from '../src/model/account.ts';
import type { Context } from './context.ts';

/** Records that a server named a foreign place: `what` held it, `detail` is the place and no secret. */
export async function recordSecurity(
  context: Context,
  account: AccountId,
  what: string,
  detail: string,
): Promise<void> {
  const row = { account, atMs: context.nowMs(), kind: 'security' as const, what, detail };
  await (await context.database()).add('incidents', row);
  context.committed(['incidents']);
}
