import type { Queryable } from '../storage/database.ts';

export type Subscriber = {
  readonly serial: number;
  readonly userId: number;
  readonly endpointId: string;
  readonly interest: readonly string[];
};

/** Every live subscription of the given users. */
export async function subscriptionsOf(queryable: Queryable, userIds: readonly number[]): Promise<Subscriber[]> {
  const rows = await queryable.query<{ serial: number; user_id: number; endpoint_id: string; resources: string[] }>(
    `select serial, user_id, endpoint_id, resources from subscriptions
     where user_id = any ($1::bigint[]) and not is_lost order by serial`,
    [userIds],
  );
  return rows.map((row) => ({
    serial: row.serial,
    userId: row.user_id,
    endpointId: row.endpoint_id,
    interest: row.resources,
  }));
}
