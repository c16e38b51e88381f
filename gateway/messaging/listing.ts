// Turns pages into list replies: the query or the syncState of a request becomes a position, the edges of the page become links on
// the origin that the client used (skype.md 6.4).
import type { Context } from 'hono';
import type { PagingMetadata } from '../../src/skype/wire/paging.ts';
import type { GatewayEnv } from '../context.ts';
import { badRequest } from '../errors.ts';
import type { Keyed, KeyRange, Page } from './paging.ts';
import { readPage } from './paging.ts';
import { numberOfQuery } from './requests.ts';
import type { SyncState, SyncStates } from './sync-states.ts';

const largestPage = 200;

/** What a list is filtered by. `startTime` in ms, inclusive; 0 for all. */
export type ListQuery = Pick<SyncState, 'startTime' | 'targetType' | 'size'>;

export type ListRequest = {
  readonly userId: number;
  /** Path of the list without origin; states of one list are worth nothing on another. */
  readonly path: string;
  readonly defaultSize: number;
};

function queryOf(c: Context<GatewayEnv>, defaultSize: number): ListQuery {
  const size = numberOfQuery(c, 'pageSize') ?? defaultSize;
  if (size < 1) throw badRequest('The query parameter "pageSize" must be at least 1.');
  const targetType = c.req.query('targetType');
  return {
    startTime: numberOfQuery(c, 'startTime') ?? 0,
    size: Math.min(size, largestPage),
    ...(targetType === undefined ? {} : { targetType: targetType.slice(0, 400) }),
  };
}

async function linksOf(
  states: SyncStates,
  request: ListRequest,
  query: ListQuery,
  view: string | undefined,
  page: Page<Keyed>,
): Promise<PagingMetadata> {
  const { upper, lower } = page;
  const link = async (kind: SyncState['kind']): Promise<string> => {
    const state = await states.seal(request.userId, request.path, { kind, upper, lower, ...query });
    return `${request.path}?syncState=${state}${view === undefined ? '' : `&view=${encodeURIComponent(view)}`}`;
  };
  return {
    totalCount: page.items.length,
    backwardLink: await link('older'),
    forwardLink: await link('newer'),
    syncState: await link('continue'),
  };
}

/**
 * Reads the page a request asks for and the links that lead on from it. Throws 400 for a query or a state that cannot be used.
 */
export async function listPage<Item extends Keyed>(
  c: Context<GatewayEnv>,
  states: SyncStates,
  request: ListRequest,
  source: (query: ListQuery, range: KeyRange) => Promise<Item[]>,
): Promise<{ items: readonly Item[]; metadata: PagingMetadata }> {
  const text = c.req.query('syncState');
  const state = text === undefined ? undefined : await states.open(request.userId, request.path, text);
  const query = state ?? queryOf(c, request.defaultSize);
  const { startTime, size, targetType } = query;
  const kept: ListQuery = { startTime, size, ...(targetType === undefined ? {} : { targetType }) };
  const page = await readPage((range) => source(kept, range), state ?? { kind: 'start' }, size);
  return { items: page.items, metadata: await linksOf(states, request, kept, c.req.query('view'), page) };
}
