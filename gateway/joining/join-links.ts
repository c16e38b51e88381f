// Join links: one code per thread, made when it is first asked for and kept. A code works while joining is enabled and somebody is
// in the thread; switched off it names nothing, switched on again it works as before (skype.md 6.5).
import type { GatewayContext } from '../context.ts';
import { aclCheckFailed, notFound } from '../errors.ts';
import { makeSecret } from '../identity/tokens.ts';
import type { UserIdentity } from '../identity/users.ts';
import { requireMembership } from '../messaging/thread-changes.ts';

const codePattern = /^[A-Za-z0-9]{12}$/;

export type JoinableThread = { readonly tid: string; readonly code: string; readonly topic: string };

/**
 * The code of a thread's link. Members get it while joining is enabled, administrators also before they enable it; guests never
 * do, they were invited by one. Throws 404/730 when there is no such thread, 403 for whoever is not in it, 403/206 for those who
 * may not have it.
 */
export async function obtainCode(context: GatewayContext, person: UserIdentity, tid: string): Promise<string> {
  const { thread, own } = await requireMembership(context.database, person.userId, tid);
  const isEnabled = thread.properties.joiningenabled === 'true';
  if (person.kind === 'guest' || (own.role !== 'Admin' && !isEnabled)) throw aclCheckFailed();
  await context.database.query(
    'insert into join_links (code, conversation_id, creator, created_at_ms) values ($1, $2, $3, $4) on conflict do nothing',
    [makeSecret(context, 12), thread.id, person.mri, Math.floor(context.now())],
  );
  const [row] = await context.database.query<{ code: string }>(
    'select code from join_links where conversation_id = $1',
    [thread.id],
  );
  if (!row) throw new Error('the link that was just made is not there');
  return row.code;
}

type Row = { id: string; code: string; topic: string | null };

const joinable = `
select conversations.id, code, properties ->> 'topic' as topic
from join_links join conversations on conversations.id = join_links.conversation_id
where properties ->> 'joiningenabled' = 'true'
  and exists (select 1 from members where members.conversation_id = conversations.id and left_at is null)`;

const threadOf = (row: Row | undefined): JoinableThread | undefined =>
  row && { tid: row.id, code: row.code, topic: row.topic ?? '' };

/** The thread that a code leads to now; undefined when it leads nowhere. */
export async function findByCode(context: GatewayContext, code: string): Promise<JoinableThread | undefined> {
  if (!codePattern.test(code)) return undefined;
  return threadOf((await context.database.query<Row>(`${joinable} and code = $1`, [code]))[0]);
}

/** The thread, if it has a link that works now. */
export async function findByThread(context: GatewayContext, tid: string): Promise<JoinableThread | undefined> {
  return threadOf((await context.database.query<Row>(`${joinable} and conversations.id = $1`, [tid]))[0]);
}

/** The same whether a link never was or does not work now: neither is for strangers to know. */
export const linkNotFound = () => notFound('This link leads to no conversation that can be joined.');
