// What a demo finds when it starts for the first time: the group, a little history, a welcome.
import type { UserIdentity } from '../identity/users.ts';
import { setUserProperty, showOwnProperties } from '../messaging/account-view.ts';
import { setHorizon } from '../messaging/horizons.ts';
import type { MessagingContext } from '../messaging/messaging-context.ts';
import { sendMessage } from '../messaging/sending.ts';
import { createThread } from '../messaging/threads.ts';
import { welcome } from './concierge.ts';
import { groupHistory } from './lines.ts';

export type Cast = {
  readonly fred: UserIdentity;
  readonly joe: UserIdentity;
  readonly anna: UserIdentity;
  readonly concierge: UserIdentity;
};

const hourMs = 3600 * 1000;

/** The bot remembers what was made, so that a group the user left does not come back. */
const groupProperty = 'demo-group';
const welcomeProperty = 'demo-welcome';

async function writeGroup(context: MessagingContext, cast: Cast): Promise<string> {
  const speakers = { 'fred.2': cast.fred, 'joe.4': cast.joe, 'anna.7': cast.anna };
  const beginMs = context.now() - 20 * hourMs;
  const at = (minutes: number): MessagingContext => ({ ...context, now: () => beginMs + minutes * 60_000 });
  const tid = await createThread(at(0), cast.anna, {
    members: [cast.anna, cast.fred, cast.joe].map(({ mri }, index) => ({
      id: mri,
      role: index === 0 ? 'Admin' : 'User',
    })),
    properties: { topic: 'Team chat', historydisclosed: 'true', joiningenabled: 'true' },
  });
  for (const [index, [speaker, content]] of groupHistory.entries()) {
    const body = { messagetype: 'RichText', contenttype: 'text', content };
    const { id } = await sendMessage(at(2 + index * 3), speakers[speaker], tid, body);
    if (index === groupHistory.length - 1) await setHorizon(context, cast.fred, tid, `${id};${id};0`);
  }
  return tid;
}

/** Makes the group and its history once; returns the group's identifier. */
export async function ensureGroup(context: MessagingContext, cast: Cast): Promise<string> {
  const known = (await showOwnProperties(context.database, cast.concierge.userId))[groupProperty];
  if (known) return known;
  const tid = await writeGroup(context, cast);
  await setUserProperty(context, cast.concierge.userId, groupProperty, tid);
  return tid;
}

/** The bot greets the newcomer once, ever. */
export async function welcomeOnce(context: MessagingContext, cast: Cast): Promise<void> {
  const known = (await showOwnProperties(context.database, cast.concierge.userId))[welcomeProperty];
  if (known) return;
  const content = welcome(cast.fred.displayName.split(' ')[0] ?? cast.fred.displayName);
  await sendMessage(context, cast.concierge, cast.fred.mri, { messagetype: 'Text', contenttype: 'text', content });
  await setUserProperty(context, cast.concierge.userId, welcomeProperty, 'true');
}
