// Creating group threads and changing their properties (skype.md 6.1, 6.3).
import type { ThreadBody } from '../../src/skype/wire/thread.ts';
import { aclCheckFailed, badRequest, tooLarge } from '../errors.ts';
import type { Queryable } from '../storage/database.ts';
import { announceThread } from './chat-events.ts';
import { takeTick } from './clock.ts';
import { memberOf, type Role } from './conversation-store.ts';
import type { Limits } from './limits.ts';
import { addMembers, type NewMember, resolveMembers } from './members.ts';
import type { MessagingContext } from './messaging-context.ts';
import { checkProperties, propertyText } from './properties.ts';
import { checkCommandRate } from './rates.ts';
import { propertyChanged } from './thread-activity.ts';
import { mayChange } from './thread-capabilities.ts';
import { type Actor, changeThread, threadChange } from './thread-changes.ts';

const switches: ReadonlySet<string> = new Set(['joiningenabled', 'historydisclosed', 'moderatedthread']);

/** One client cuts the first four characters off and reads the rest (skype.md 6.3). An empty one takes the picture away. */
const pictureForm = /^(URL@https?:\/\/[^\s"<>]+)?$/;

/** What the gateway sets itself. */
const reserved: ReadonlySet<string> = new Set(['creator', 'creatorcid', 'createdat', 'capabilities']);

const defaultProperties = { historydisclosed: 'true', joiningenabled: 'false', moderatedthread: 'false' };

/** The names of the protocol are lower case; a client that writes `joiningEnabled` must not get past their rules. */
const knownNames: ReadonlySet<string> = new Set(['topic', 'picture', ...switches]);
const knownName = (name: string): string => (knownNames.has(name.toLowerCase()) ? name.toLowerCase() : name);

/** The properties with one changed. Throws 400 for a property that cannot be set or a switch that is neither on nor off. */
function changedProperties(
  limits: Limits,
  properties: Readonly<Record<string, string>>,
  name: string,
  value: unknown,
): Record<string, string> {
  if (reserved.has(name.toLowerCase())) throw badRequest(`The property "${name}" cannot be set.`);
  const text = propertyText(limits, value ?? '');
  if (switches.has(name) && !/^(true|false)$/i.test(text)) {
    throw badRequest(`The property "${name}" must be true or false.`);
  }
  if (name === 'picture' && !pictureForm.test(text)) {
    throw badRequest('The picture must look like "URL@https://...".');
  }
  if (name === 'topic' && text.length > limits.topicLength) throw tooLarge();
  return checkProperties(limits, properties, name, switches.has(name) ? text.toLowerCase() : text);
}

function propertiesOf(limits: Limits, body: ThreadBody): Record<string, string> {
  let properties: Record<string, string> = { ...defaultProperties };
  for (const [name, value] of Object.entries(body.properties ?? {})) {
    properties = changedProperties(limits, properties, knownName(name), value);
  }
  return properties;
}

/** The members a new thread begins with: the creator first, an administrator if nobody else is. */
function firstMembers(actor: Actor, others: readonly NewMember[], body: ThreadBody): NewMember[] {
  const asked = body.members.find((member) => member.id.toLowerCase() === actor.mri.toLowerCase())?.role;
  const hasAdmin = others.some((member) => member.role === 'Admin');
  const role: Role = asked?.toLowerCase() === 'user' && hasAdmin ? 'User' : 'Admin';
  return [{ ...actor, role }, ...others];
}

async function insertThread(
  transaction: Queryable,
  context: MessagingContext,
  actor: Actor,
  properties: Record<string, string>,
  tick: number,
): Promise<string> {
  const tid = `19:${Buffer.from(context.randomBytes(16)).toString('hex')}@thread.skype`;
  await transaction.query(
    `insert into conversations (id, is_thread, creator, created_at_ms, properties, version) values ($1, true, $2, $3, $4, $3)`,
    [tid, actor.mri, tick, JSON.stringify(properties)],
  );
  return tid;
}

/**
 * Creates a thread; returns its identifier. The creator is always in it. Throws 403/206 when one of the others has not accepted the
 * creator as a contact, 400 for a role or property that cannot be.
 */
export async function createThread(context: MessagingContext, actor: Actor, body: ThreadBody): Promise<string> {
  checkCommandRate(context, actor.userId);
  const properties = propertiesOf(context.limits, body);
  return context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const others = await resolveMembers(transaction, context, actor, body.members);
    const tid = await insertThread(transaction, context, actor, properties, tick);
    const change = threadChange(transaction, context, actor, tid);
    await addMembers(change, firstMembers(actor, others, body), tick);
    const cause = { atMs: tick, initiator: actor.mri };
    const topic = properties.topic ? propertyChanged(cause, 'topic', properties.topic) : undefined;
    if (topic) await change.report(topic);
    await announceThread(transaction, context, await change.reload());
    return tid;
  });
}

/**
 * Sets a property of a thread, whatever the letter case of its name, and reports it to everyone in it. `historydisclosed` counts for
 * messages from now on. Throws 403/206 when the actor may not (thread-capabilities.ts), 400 for a value that cannot be, 404/730 when there is no such thread.
 */
export async function setThreadProperty(
  context: MessagingContext,
  actor: Actor,
  tid: string,
  givenName: string,
  value: unknown,
): Promise<void> {
  const name = knownName(givenName);
  await changeThread(context, actor, tid, async (change, thread) => {
    if (!mayChange(thread, memberOf(thread, actor.userId), name)) throw aclCheckFailed();
    const properties = changedProperties(context.limits, thread.properties, name, value);
    if (properties[name] === thread.properties[name]) return false;
    await change.transaction.query('update conversations set properties = $2 where id = $1', [
      tid,
      JSON.stringify(properties),
    ]);
    const cause = { atMs: Math.floor(context.now()), initiator: actor.mri };
    const activity = propertyChanged(cause, name, properties[name] ?? '');
    if (activity) await change.report(activity);
    return true;
  });
}
