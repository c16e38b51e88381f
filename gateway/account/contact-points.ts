// The e-mail addresses and telephone numbers of an account, as the short-circuit profile has them (skype.md 9.4). A client adds and
// edits; whether an address is verified is for the gateway alone to say, and a new or changed one is not.
import { createHash } from 'node:crypto';
import type { GatewayContext } from '../context.ts';
import { badRequest } from '../errors.ts';
import type { Queryable } from '../storage/database.ts';

export type PointKind = 'email' | 'phone';

/** What is to be known about one address or number; absent members stay as they are. */
export type PointChange = {
  readonly kind: PointKind;
  readonly address: string;
  readonly isRemoved?: boolean;
  readonly label?: string | undefined;
  readonly isSearchable?: boolean | undefined;
  readonly country?: string | undefined;
  readonly countryName?: string | undefined;
};

type PointRow = {
  address: string;
  label: string;
  is_verified: boolean;
  is_searchable: boolean;
  country: string | null;
  country_name: string | null;
};

const mostPoints = 20;
const usualLabels: Readonly<Record<PointKind, string>> = { email: 'Email_Other', phone: 'Phone_Other' };

function listRows(queryable: Queryable, userId: number, kind: PointKind): Promise<PointRow[]> {
  return queryable.query<PointRow>(
    `select address, label, is_verified, is_searchable, country, country_name
     from contact_points where user_id = $1 and kind = $2 order by id`,
    [userId, kind],
  );
}

function pointEntry(row: PointRow, kind: PointKind) {
  return {
    Acl: kind === 'email' ? null : '',
    AddSearchableApplications: null,
    ...(kind === 'email' ? {} : { Country: row.country ?? '', CountryName: row.country_name ?? '' }),
    DeleteSearchableApplications: null,
    HasSearchableApplications: row.is_searchable,
    Label: row.label,
    Name: row.address,
    Searchable: row.is_searchable,
    SearchableApplications: row.is_searchable ? [{ Name: 'Skype' }] : [],
    Source: 'Msa',
    State: row.is_verified ? 'Verified' : 'Unverified',
    ...(kind === 'email' ? {} : { SuggestedVerifyMethod: 'Sms' }),
  };
}

/** A number for the account that says nothing about it, in the form of the notes: a signed 64-bit decimal. */
function cidOf(personId: string): string {
  return createHash('sha256').update(personId).digest().readBigInt64BE().toString();
}

/** The whole short-circuit profile of a user. */
export async function readShortCircuitProfile(queryable: Queryable, userId: number) {
  const [user] = await queryable.query<{ person_id: string; changed_at_ms: number }>(
    'select person_id, coalesce(emails_changed_at_ms, created_at_ms) as changed_at_ms from users where id = $1',
    [userId],
  );
  const emails = await listRows(queryable, userId, 'email');
  const phones = await listRows(queryable, userId, 'phone');
  const attribute = (name: string, Value: unknown) => ({ Acl: null, Name: name, Value });
  return {
    TraceGraph: null,
    Views: [
      {
        Attributes: [
          attribute(
            'PersonalContactProfile.Emails',
            emails.map((row) => pointEntry(row, 'email')),
          ),
          attribute('PersonalContactProfile.Emails.LastModified', `/Date(${user?.changed_at_ms ?? 0})/`),
          attribute('PhoneVerificationQosAlert', 0),
          attribute(
            'PersonalContactProfile.Phones',
            phones.map((row) => pointEntry(row, 'phone')),
          ),
        ],
        Id: { Cid: cidOf(user?.person_id ?? ''), Puid: null },
      },
    ],
  };
}

async function store(transaction: Queryable, userId: number, change: PointChange): Promise<void> {
  const { kind, address, label, isSearchable, country, countryName } = change;
  const [known] = await transaction.query<{ id: number }>(
    'select id from contact_points where user_id = $1 and kind = $2 and lower(address) = lower($3)',
    [userId, kind, address],
  );
  if (change.isRemoved) {
    await transaction.query('delete from contact_points where id = $1', [known?.id ?? 0]);
  } else if (known) {
    await transaction.query(
      `update contact_points set label = coalesce($2, label), is_searchable = coalesce($3, is_searchable),
         country = coalesce($4, country), country_name = coalesce($5, country_name) where id = $1`,
      [known.id, label ?? null, isSearchable ?? null, country ?? null, countryName ?? null],
    );
  } else {
    await transaction.query(
      `insert into contact_points (user_id, kind, address, label, is_searchable, country, country_name)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [userId, kind, address, label ?? usualLabels[kind], isSearchable ?? false, country ?? null, countryName ?? null],
    );
  }
}

/** Adds, edits and removes addresses and numbers, all or none. Throws 400 when there are too many of a kind afterwards. */
export async function changeContactPoints(
  context: GatewayContext,
  userId: number,
  changes: readonly PointChange[],
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await transaction.query('select id from users where id = $1 for update', [userId]);
    for (const change of changes) await store(transaction, userId, change);
    const emails = await listRows(transaction, userId, 'email');
    const phones = await listRows(transaction, userId, 'phone');
    if (Math.max(emails.length, phones.length) > mostPoints)
      throw badRequest(`At most ${mostPoints} of a kind are kept.`);
    if (!changes.some(({ kind }) => kind === 'email')) return;
    // Profiles list the addresses too (skype.md 8.2).
    await transaction.query('update users set emails = $2, emails_changed_at_ms = $3 where id = $1', [
      userId,
      JSON.stringify(emails.map(({ address }) => address)),
      context.now(),
    ]);
  });
}

/** Says that an address or number is known to belong to its user. */
export async function verifyContactPoint(
  queryable: Queryable,
  userId: number,
  kind: PointKind,
  address: string,
): Promise<void> {
  await queryable.query(
    'update contact_points set is_verified = true where user_id = $1 and kind = $2 and address = $3',
    [userId, kind, address],
  );
}
