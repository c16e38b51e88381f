// Mary, who asks to be a contact. Nobody sees or hears her until she is accepted; then she says thank you and can be talked to.
import { addContact } from '../account/contacts.ts';
import { ProtocolError } from '../errors.ts';
import type { UserIdentity } from '../identity/users.ts';
import { setUserProperty, showOwnProperties } from '../messaging/account-view.ts';
import type { MessagingContext } from '../messaging/messaging-context.ts';
import { relationTo } from '../messaging/relations.ts';
import type { Actor, Heard } from './actor.ts';
import { answersTo } from './lines.ts';
import { chance, oneOf, pause } from './pause.ts';

const askedProperty = 'demo-asked';
const thanksProperty = 'demo-thanks';
const greeting = 'Hello Fred, we met at the map fair. May I add you as a contact?';
const lookAgainMs = 2000;

/** Whoever accepted may have blocked or removed her since: then that one line is not said. */
async function say(actor: Actor, cid: string, text: string): Promise<void> {
  try {
    await actor.say(cid, text, 1500);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
}

/** Asks once, ever: whoever declined is left in peace. */
async function askOnce(context: MessagingContext, actor: Actor, asked: UserIdentity): Promise<void> {
  const { userId } = actor.user;
  if ((await showOwnProperties(context.database, userId))[askedProperty]) return;
  await addContact(context, actor.user, asked.mri, greeting);
  await setUserProperty(context, userId, askedProperty, 'true');
}

/** Waits for the request to be accepted; false when the gateway stops before. */
async function waitForAcceptance(context: MessagingContext, actor: Actor, asked: UserIdentity): Promise<boolean> {
  while (!(await relationTo(context.database, asked.userId, actor.user.mri)).isAuthorized)
    if (!(await pause(context, lookAgainMs))) return false;
  return true;
}

async function thankOnce(context: MessagingContext, actor: Actor, asked: UserIdentity): Promise<void> {
  const { userId } = actor.user;
  if ((await showOwnProperties(context.database, userId))[thanksProperty] || (await actor.isPlayed())) return;
  const firstName = asked.displayName.split(' ')[0] ?? asked.displayName;
  await say(actor, asked.mri, `Thank you for adding me, ${firstName}! Shall I send you the map of the hills?`);
  await setUserProperty(context, userId, thanksProperty, 'true');
}

/** Answers a message of a 1:1; in groups, and while a real client plays her, she is silent. */
export async function answerAsNewcomer(context: MessagingContext, actor: Actor, heard: Heard): Promise<void> {
  if (heard.cid.startsWith('19:') || (await actor.isPlayed())) return;
  await actor.read(heard);
  if (!(await pause(context, 800 + chance(context, 700)))) return;
  await say(actor, heard.cid, oneOf(context, answersTo(heard.text)));
}

/** Asks, waits until `asked` accepts, then connects, says thank you once, and listens until the gateway stops. */
export async function askAndArrive(
  context: MessagingContext,
  actor: Actor,
  asked: UserIdentity,
  onMessage: (heard: Heard) => void,
): Promise<void> {
  await askOnce(context, actor, asked);
  if (!(await waitForAcceptance(context, actor, asked))) return;
  const listening = actor.listen(onMessage);
  await thankOnce(context, actor, asked);
  await listening;
}
