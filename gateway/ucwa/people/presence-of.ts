// The presence of people as UCWA shows it (ucwa.md 5.3, 5.5). Whoever may not see somebody sees them offline: that is also what
// those see who are blocked, so that a block does not show.
import type { PresenceState } from '../../messaging/presence.ts';
import { combineStatus, readPresenceOf } from '../../messaging/presence.ts';
import { maySeePresence } from '../../messaging/relations.ts';
import type { Queryable } from '../../storage/database.ts';
import { type Availability, type ShownPresence, shownPresence } from './availability.ts';
import type { Viewer } from './contact-views.ts';

export type DeviceType = 'PC' | 'Mobile' | 'Web' | 'Unknown';

export type ContactPresence = ShownPresence & {
  readonly deviceType: DeviceType;
  /** When they were last seen, in ms; absent while they are connected. */
  readonly lastActiveMs?: number;
};

/** The client types that endpoints publish (skype.md 4). */
const devices: Readonly<Record<string, DeviceType>> = {
  ...{ '1': 'Web', website: 'Web', '11': 'PC', '12': 'PC', '13': 'PC', '14': 'PC' },
  ...{ '15': 'Mobile', '16': 'Mobile', '17': 'Mobile' },
};

function deviceOf({ endpoints }: PresenceState): DeviceType {
  const types = endpoints.map(({ document }) => devices[(document?.publicInfo?.typ ?? '').toLowerCase()]);
  return types.find((type) => type !== undefined) ?? 'Unknown';
}

type FinerRow = { availability: string | null; is_inactive: boolean | null };

/** What UCWA knows beyond the status: the finer word, and whether no client of the user has seen them for a while. */
const finerQuery = `
select (select availability from user_presence where user_id = $1) as availability,
  (select bool_and(coalesce(activity.state <> 'active', false)) from endpoints
   left join ucwa_applications application
     on application.user_id = endpoints.user_id and application.endpoint_id = endpoints.id
   left join ucwa_activity activity on activity.application = application.serial
   where endpoints.user_id = $1) as is_inactive`;

/** The presence of a user as the user sees it: `Offline` for one who hides, because UCWA has no word for it. */
export async function ownPresence(queryable: Queryable, userId: number): Promise<ShownPresence> {
  return (await readShown(queryable, userId)).shown;
}

async function readShown(
  queryable: Queryable,
  userId: number,
): Promise<{ shown: ShownPresence; state: PresenceState }> {
  const state = await readPresenceOf(queryable, userId);
  const [row] = await queryable.query<FinerRow>(finerQuery, [userId]);
  return { state, shown: shownPresence(combineStatus(state), row?.availability ?? null, row?.is_inactive ?? false) };
}

const unseen: ContactPresence = { availability: 'Offline', deviceType: 'Unknown' };

/** The presence of `subject` as `viewer` may see it. */
export async function contactPresence(queryable: Queryable, viewer: Viewer, subject: Viewer): Promise<ContactPresence> {
  if (!(await maySeePresence(queryable, viewer, subject))) return unseen;
  const { shown, state } = await readShown(queryable, subject.userId);
  const isShown = shown.availability !== 'Offline';
  const isConnected = state.endpoints.length > 0;
  return {
    ...shown,
    deviceType: isShown ? deviceOf(state) : 'Unknown',
    ...(isConnected || state.lastSeenAtMs === null ? {} : { lastActiveMs: state.lastSeenAtMs }),
  };
}

/** Note, place and kinds of chat of a person, as `viewer` may see them: nothing of someone whose presence is not theirs to see. */
export async function contactWords(queryable: Queryable, viewer: Viewer, subject: Viewer) {
  const nothing = { note: '', location: '', modalities: [] as readonly 'Messaging'[] };
  if (!(await maySeePresence(queryable, viewer, subject))) return nothing;
  const [row] = await queryable.query<{ mood: string | null; location: string | null }>(
    'select mood, location from users where id = $1',
    [subject.userId],
  );
  const { availability } = await contactPresence(queryable, viewer, subject);
  return { note: row?.mood ?? '', location: row?.location ?? '', modalities: modalitiesOf(availability) };
}

/** Everyone who is there can be written to. */
const modalitiesOf = (availability: Availability): readonly 'Messaging'[] =>
  availability === 'Offline' ? [] : ['Messaging'];
