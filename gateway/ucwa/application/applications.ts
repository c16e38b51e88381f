// Applications as they are stored. access.ts finds the one of a request, lifetime.ts ends them.
import type { Queryable } from '../../storage/database.ts';

/** A running application (ucwa.md 4): an endpoint of the messaging domain that speaks UCWA. */
export type Application = {
  readonly serial: number;
  /** The twelve digits in its addresses. */
  readonly id: string;
  readonly userId: number;
  /** The user's prefixed identifier on the Skype side. */
  readonly mri: string;
  /** The endpoint of the messaging domain that it is. */
  readonly endpointId: string;
  readonly signInId: number;
  /** What the client called its endpoint. */
  readonly clientEndpointId: string;
  readonly userAgent: string;
  readonly culture: string;
  readonly type: string;
  /** Whether makeMeAvailable was used: only then anything arrives. */
  readonly isAvailable: boolean;
  readonly modalities: readonly string[];
  /** `Plain`, `Html`. */
  readonly formats: readonly string[];
  readonly putMember: string;
  readonly communicationVersion: number;
};

export type ApplicationRow = {
  serial: number;
  id: string;
  user_id: number;
  endpoint_id: string;
  sign_in_id: number;
  client_endpoint_id: string;
  user_agent: string;
  culture: string;
  type: string;
  is_available: boolean;
  modalities: string[];
  formats: string[];
  put_member: string;
  communication_version: number;
  released_at_ms: number;
  mri: string;
};

/** The columns of an ApplicationRow, for `select` from `ucwa_applications` joined with `users`. */
export const applicationColumns = [
  ...['serial', 'id', 'user_id', 'endpoint_id', 'sign_in_id', 'client_endpoint_id', 'user_agent', 'culture', 'type'],
  ...['is_available', 'modalities', 'formats', 'put_member', 'communication_version', 'released_at_ms'],
]
  .map((column) => `ucwa_applications.${column}`)
  .concat('users.mri')
  .join(', ');

export const applicationOf = (row: ApplicationRow): Application => ({
  serial: row.serial,
  id: row.id,
  userId: row.user_id,
  mri: row.mri,
  endpointId: row.endpoint_id,
  signInId: row.sign_in_id,
  clientEndpointId: row.client_endpoint_id,
  userAgent: row.user_agent,
  culture: row.culture,
  type: row.type,
  isAvailable: row.is_available,
  modalities: row.modalities,
  formats: row.formats,
  putMember: row.put_member,
  communicationVersion: row.communication_version,
});

async function select(queryable: Queryable, condition: string, parameters: readonly unknown[]): Promise<Application[]> {
  const rows = await queryable.query<ApplicationRow>(
    `select ${applicationColumns} from ucwa_applications join users on users.id = ucwa_applications.user_id
     where ${condition} order by ucwa_applications.serial`,
    parameters,
  );
  return rows.map(applicationOf);
}

/** The application with this id; undefined when there is none. */
export const findApplication = async (queryable: Queryable, id: string): Promise<Application | undefined> =>
  (await select(queryable, 'ucwa_applications.id = $1', [id]))[0];

/** The applications with these serials. */
export const applicationsBySerial = (queryable: Queryable, serials: readonly number[]): Promise<Application[]> =>
  select(queryable, 'ucwa_applications.serial = any ($1::bigint[])', [[...serials]]);

/** Every application of these users that receives; with `false` also those that do not. */
export const applicationsOf = (
  queryable: Queryable,
  userIds: readonly number[],
  isAvailable = true,
): Promise<Application[]> =>
  select(queryable, 'ucwa_applications.user_id = any ($1::bigint[]) and (is_available or not $2::boolean)', [
    [...userIds],
    isAvailable,
  ]);
