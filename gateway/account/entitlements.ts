// Services of an account (skype.md 9.5). A gateway sells nothing: what is stored was given by whoever runs it. Everybody has the
// telephone service, as in the notes: clients expect one service at least, and "no balance, not active" is the truth about it.
import type { EntitledService } from '../../src/skype/wire/entitlement.ts';
import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';

type Owner = Pick<UserIdentity, 'userId' | 'name'>;

/** A service to be given; points in time in milliseconds, a balance in the smallest unit of its currency. */
export type Entitlement = {
  readonly id: string;
  readonly service: 'pstn' | 'voicemail' | 'pstn_transfer' | 'package';
  readonly isActive: boolean;
  readonly startsAtMs?: number;
  readonly endsAtMs?: number;
  /** When the balance is full again; from then on every month. */
  readonly resetsAtMs?: number;
  readonly balance?: number;
  readonly currency?: string;
  readonly quota?: number;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
};

type EntitlementRow = {
  id: string;
  service: string;
  is_active: boolean;
  starts_at_ms: number | null;
  ends_at_ms: number | null;
  resets_at_ms: number | null;
  balance: number | null;
  currency: string | null;
  quota: number | null;
  attributes: Record<string, unknown> | null;
  data: Record<string, unknown> | null;
};

const emptyTelephone: EntitlementRow = {
  ...{ id: 'pstn', service: 'pstn', is_active: false, starts_at_ms: null, ends_at_ms: null, resets_at_ms: null },
  ...{ balance: 0, currency: 'USD', quota: null, attributes: null, data: null },
};

/** A point in time as the notes write it: whole seconds with an offset, or null. */
const offsetTime = (atMs: number | null): string | null =>
  atMs === null ? null : new Date(atMs).toISOString().replace(/\.\d+Z$/, '+00:00');

/** The next time a monthly balance is full again. */
function nextReset(row: EntitlementRow, nowMs: number): number | null {
  if (row.resets_at_ms === null) return null;
  const first = new Date(row.resets_at_ms);
  const now = new Date(nowMs);
  const months = (now.getUTCFullYear() - first.getUTCFullYear()) * 12 + now.getUTCMonth() - first.getUTCMonth();
  for (const passed of [0, months, months + 1]) {
    const next = new Date(first);
    next.setUTCMonth(first.getUTCMonth() + Math.max(0, passed));
    if (next.getTime() > nowMs) return next.getTime();
  }
  return null;
}

function formatMoney(balance: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return format.format(balance / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function show(row: EntitlementRow, name: string, nowMs: number): EntitledService {
  const { currency, balance, quota, data } = row;
  const isOver = row.ends_at_ms !== null && row.ends_at_ms <= nowMs;
  const attributes = { ...(currency === null ? {} : { currency }), ...row.attributes };
  return {
    id: row.id,
    service: row.service,
    href: `/users/${name}/services/${row.id}`,
    active: row.is_active && !isOver,
    start: offsetTime(row.starts_at_ms),
    end: offsetTime(row.ends_at_ms),
    reset: isOver ? null : offsetTime(nextReset(row, nowMs)),
    ...(balance === null ? {} : { balance }),
    ...(balance === null || currency === null ? {} : { balanceFormatted: formatMoney(balance, currency) }),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(quota === null ? {} : { quota }),
    ...(data === null ? {} : { data }),
  };
}

/** Every service of a user, the telephone service always among them. */
export async function listServices(queryable: Queryable, owner: Owner, nowMs: number): Promise<EntitledService[]> {
  const rows = await queryable.query<EntitlementRow>(
    `select id, service, is_active, starts_at_ms, ends_at_ms, resets_at_ms, balance, currency, quota, attributes, data
     from entitlements where user_id = $1 order by place, id`,
    [owner.userId],
  );
  const all = rows.some((row) => row.id === emptyTelephone.id) ? rows : [emptyTelephone, ...rows];
  return all.map((row) => show(row, owner.name, nowMs));
}

/** Gives a user a service, or changes the one of this id. `place` orders the list. */
export async function grantService(
  queryable: Queryable,
  userId: number,
  entitlement: Entitlement,
  place: number,
): Promise<void> {
  const { id, service, isActive, startsAtMs, endsAtMs, resetsAtMs, balance, currency, quota } = entitlement;
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await queryable.query(
    `insert into entitlements (user_id, id, service, is_active, starts_at_ms, ends_at_ms, resets_at_ms, balance, currency, quota,
       attributes, data, place) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (user_id, id) do update set service = excluded.service, is_active = excluded.is_active,
       starts_at_ms = excluded.starts_at_ms, ends_at_ms = excluded.ends_at_ms, resets_at_ms = excluded.resets_at_ms,
       balance = excluded.balance, currency = excluded.currency, quota = excluded.quota, attributes = excluded.attributes,
       data = excluded.data, place = excluded.place`,
    [
      ...[userId, id, service, isActive, startsAtMs ?? null, endsAtMs ?? null, resetsAtMs ?? null],
      ...[
        balance ?? null,
        currency ?? null,
        quota ?? null,
        json(entitlement.attributes),
        json(entitlement.data),
        place,
      ],
    ],
  );
}
