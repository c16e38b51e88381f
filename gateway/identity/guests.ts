// Guests: people who came by a join link without an account. A guest has one conversation, a display name and a day to live
// (skype.md 3.7). No ordinary user's name begins as a guest's does.
import type { GatewayContext } from '../context.ts';
import type { Queryable } from '../storage/database.ts';
import { createSignIn, issueSkypeToken, type SkypeToken } from './sign-ins.ts';
import { type IdentityRow, identityColumns, identityOf, nameKeyOf, type UserIdentity } from './users.ts';

const lifeSeconds = 86_400;
const mostTries = 5;

/** The readable part of a guest's name: what is left of the display name in plain letters and digits. */
function slugOf(displayName: string): string {
  const plain = displayName.normalize('NFKD').toLowerCase();
  return plain.replace(/[^a-z0-9]/g, '').slice(0, 24) || 'guest';
}

async function insertUser(
  transaction: Queryable,
  context: GatewayContext,
  displayName: string,
): Promise<UserIdentity | undefined> {
  const name = `guest:${slugOf(displayName)}_${Buffer.from(context.randomBytes(4)).toString('hex')}`;
  const [row] = await transaction.query<IdentityRow>(
    `insert into users (name, name_key, kind, display_name, firstname, created_at_ms)
     values ($1, $2, 'guest', $3, $3, $4) on conflict do nothing returning ${identityColumns}`,
    [name, nameKeyOf(name), displayName, Math.floor(context.now())],
  );
  return row && identityOf(row);
}

/** Makes a guest of a conversation, who is not in it yet. */
export async function createGuest(
  context: GatewayContext,
  displayName: string,
  conversationId: string,
): Promise<UserIdentity> {
  return context.database.transaction(async (transaction) => {
    let guest: UserIdentity | undefined;
    for (let tries = 0; !guest && tries < mostTries; tries += 1) {
      guest = await insertUser(transaction, context, displayName);
    }
    if (!guest) throw new Error('no name was free for a guest');
    await transaction.query('insert into guests (user_id, conversation_id, ends_at_ms) values ($1, $2, $3)', [
      guest.userId,
      conversationId,
      Math.floor(context.now() + lifeSeconds * 1000),
    ]);
    return guest;
  });
}

/** The skype token of a new guest; it ends with the guest at the latest. */
export function issueGuestToken(context: GatewayContext, guest: UserIdentity): Promise<SkypeToken> {
  return context.database.transaction(async (transaction) => {
    const signInId = await createSignIn(context, transaction, guest.userId, 'guest');
    const life = Math.min(context.settings.tokenSeconds, lifeSeconds);
    return issueSkypeToken(context, transaction, signInId, life);
  });
}

/** The one conversation a guest may use now; undefined once the guest's time is over. */
export async function findGuestConversation(context: GatewayContext, userId: number): Promise<string | undefined> {
  const [row] = await context.database.query<{ conversation_id: string }>(
    'select conversation_id from guests where user_id = $1 and ends_at_ms > $2',
    [userId, context.now()],
  );
  return row?.conversation_id;
}

/** Guests whose time is over. */
export async function listEndedGuests(context: GatewayContext): Promise<UserIdentity[]> {
  const rows = await context.database.query<IdentityRow>(
    `select ${identityColumns} from guests join users on users.id = guests.user_id
     where ends_at_ms <= $1 order by ends_at_ms`,
    [context.now()],
  );
  return rows.map(identityOf);
}
