import type { GatewayContext } from '../context.ts';
import { badRequest } from '../errors.ts';
import { createGuest, issueGuestToken } from '../identity/guests.ts';
import type { SkypeToken } from '../identity/sign-ins.ts';
import { removeUser } from '../identity/user-accounts.ts';
import { putMember } from '../messaging/members.ts';
import type { MessagingContext } from '../messaging/messaging-context.ts';
import { storableText } from '../storage/storable.ts';

const longestName = 64;

/** The name as it is shown: one line, without characters that reorder or hide what stands around it. Throws 400 for none. */
export function guestNameOf(text: string): string {
  const name = storableText(text)
    .replace(/[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (name === '' || name.length > longestName)
    throw badRequest(`A guest needs a name of 1 to ${longestName} characters.`);
  return name;
}

async function discard(context: GatewayContext, name: string): Promise<void> {
  await removeUser(context, name).catch(() => context.log.warn('a guest who could not join is left to the sweep'));
}

/**
 * Lets a guest into a thread, reported to everybody in it like anyone who joins, and returns the guest's skype token. Throws 400
 * for a name that cannot be, 403/206 or 404/730 when the thread cannot be joined; then there is no guest either.
 */
export async function joinAsGuest(context: MessagingContext, tid: string, nameText: string): Promise<SkypeToken> {
  const guest = await createGuest(context, guestNameOf(nameText), tid);
  try {
    await putMember(context, guest, tid, guest.mri, undefined);
    return await issueGuestToken(context, guest);
  } catch (error) {
    await discard(context, guest.name);
    throw error;
  }
}
