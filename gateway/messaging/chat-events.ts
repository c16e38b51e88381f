// Tells the endpoints of a conversation's members what happened in it (skype.md 5.4 "when to send what"). Every function is
// called inside the transaction that stored the change.
import type { MessageResource } from '../../src/skype/wire/message.ts';
import type { Queryable } from '../storage/database.ts';
import { activeMembers, type Conversation, type Member, type Role } from './conversation-store.ts';
import { appendEvents, type Delivery, type EventDraft } from './events.ts';
import { wantsConversation, wantsMessages, wantsThread } from './interest.ts';
import { conversationLink, messageLink, threadLink } from './links.ts';
import { mayRead, readLastClearedMessages, readLastMessages, type StoredMessage } from './message-store.ts';
import type { MessagingContext } from './messaging-context.ts';
import { type Subscriber, subscriptionsOf } from './subscribers.ts';
import { conversationResource, eventFields, messageResource, threadResource } from './wire-resources.ts';

type EventContext = Pick<MessagingContext, 'now' | 'limits'>;

type Audience = { readonly member: Member; readonly subscribers: readonly Subscriber[] }[];

async function findAudience(transaction: Queryable, members: readonly Member[]): Promise<Audience> {
  const subscribers = await subscriptionsOf(
    transaction,
    members.map((member) => member.userId),
  );
  return members.map((member) => ({
    member,
    subscribers: subscribers.filter((subscriber) => subscriber.userId === member.userId),
  }));
}

/** One event object per name of the conversation, so that a group's event is written once for all its readers. */
function messageEventOf(make: (cid: string) => MessageResource, messageId: number): (cid: string) => EventDraft {
  const drafts = new Map<string, EventDraft>();
  return (cid) => {
    const draft: EventDraft = drafts.get(cid) ?? {
      resourceType: 'NewMessage',
      resourceLink: messageLink(cid, messageId),
      resource: make(cid),
    };
    drafts.set(cid, draft);
    return draft;
  };
}

function conversationEvent(conversation: Conversation, member: Member, lastMessage: StoredMessage): EventDraft {
  return {
    resourceType: 'ConversationUpdate',
    resourceLink: conversationLink(member.cid),
    resource: conversationResource(conversation, member, lastMessage),
  };
}

const deliveriesTo = (
  subscribers: readonly Subscriber[],
  wants: (interest: readonly string[]) => boolean,
  event: () => EventDraft,
): Delivery[] =>
  subscribers
    .filter((subscriber) => wants(subscriber.interest))
    .map((subscriber) => ({ subscription: subscriber.serial, event: event() }));

/**
 * A new message: NewMessage and ConversationUpdate to every endpoint of everyone who may read it, the author's own included
 * (skype.md 0.3 rule 8). `members` already carry the version that the message gave them.
 */
export async function announceMessage(
  transaction: Queryable,
  context: EventContext,
  conversation: Conversation,
  message: StoredMessage,
  members: readonly Member[] = activeMembers(conversation),
): Promise<void> {
  const eventFor = messageEventOf(
    (cid) => ({ ...messageResource(message, cid), ...eventFields(conversation, message.id) }),
    message.id,
  );
  const audience = await findAudience(
    transaction,
    members.filter((member) => mayRead(member, message)),
  );
  const deliveries = audience.flatMap(({ member, subscribers }) => {
    const update = conversationEvent(conversation, member, message);
    return [
      ...deliveriesTo(
        subscribers,
        (interest) => wantsMessages(interest, member.cid),
        () => eventFor(member.cid),
      ),
      ...deliveriesTo(
        subscribers,
        (interest) => wantsConversation(interest, member.cid),
        () => update,
      ),
    ];
  });
  await appendEvents(transaction, context, deliveries);
}

/**
 * An edit or a deletion: NewMessage with an id of its own that names the original by its client id (skype.md 7.4), and
 * ConversationUpdate.
 */
export async function announceEdit(
  transaction: Queryable,
  context: EventContext,
  conversation: Conversation,
  message: StoredMessage,
): Promise<void> {
  const eventFor = messageEventOf((cid) => {
    const { clientmessageid, ...resource } = messageResource(message, cid);
    return {
      ...resource,
      id: String(message.version),
      skypeeditedid: clientmessageid ?? String(message.id),
      ...eventFields(conversation, message.version),
    };
  }, message.version);
  const readers = activeMembers(conversation).filter((member) => mayRead(member, message));
  const audience = await findAudience(transaction, readers);
  const deliveries = audience.flatMap(({ member, subscribers }) =>
    deliveriesTo(
      subscribers,
      (interest) => wantsMessages(interest, member.cid),
      () => eventFor(member.cid),
    ),
  );
  await appendEvents(transaction, context, deliveries);
  await announceConversation(transaction, context, conversation, readers);
}

/** Something that is not stored (typing): an event to everyone but the author, worth nothing after `passesAfterMs`. */
export async function announcePassing(
  transaction: Queryable,
  context: EventContext,
  recipients: readonly Member[],
  messageId: number,
  make: (cid: string) => MessageResource,
  passesAfterMs: number,
): Promise<void> {
  const eventFor = messageEventOf(make, messageId);
  const audience = await findAudience(transaction, recipients);
  const deliveries = audience.flatMap(({ member, subscribers }) => {
    const event = { ...eventFor(member.cid), passesAfterMs };
    return deliveriesTo(
      subscribers,
      (interest) => wantsMessages(interest, member.cid),
      () => event,
    );
  });
  await appendEvents(transaction, context, deliveries);
}

/** A complete last message without anything that was said, for someone who cleared the history: readers need one (skype.md 13.6). */
const emptied = (message: StoredMessage): StoredMessage => ({ ...message, content: '', extras: {}, deletedAtMs: null });

/**
 * ConversationUpdate to the given members, with the last message they see. One who never saw any gets none: readers need a complete
 * last message (skype.md 13.6). One who cleared the history gets the last cleared message without its content.
 */
export async function announceConversation(
  transaction: Queryable,
  context: EventContext,
  conversation: Conversation,
  members: readonly Member[],
): Promise<void> {
  const userIds = members.map((member) => member.userId);
  const lastMessages = await readLastMessages(transaction, conversation.id, userIds);
  const cleared = await readLastClearedMessages(transaction, conversation.id, userIds);
  const audience = await findAudience(transaction, members);
  const deliveries = audience.flatMap(({ member, subscribers }) => {
    const hidden = cleared.get(member.userId);
    const lastMessage = lastMessages.get(member.userId) ?? (hidden && emptied(hidden));
    if (!lastMessage) return [];
    const update = conversationEvent(conversation, member, lastMessage);
    return deliveriesTo(
      subscribers,
      (interest) => wantsConversation(interest, member.cid),
      () => update,
    );
  });
  await appendEvents(transaction, context, deliveries);
}

/** ThreadUpdate to everyone in a thread, with what each of them may do there now. */
export async function announceThread(
  transaction: Queryable,
  context: EventContext,
  conversation: Conversation,
): Promise<void> {
  const eventFor = (role: Role): EventDraft => ({
    resourceType: 'ThreadUpdate',
    resourceLink: threadLink(conversation.id),
    resource: threadResource(conversation, role),
  });
  const events = { Admin: eventFor('Admin'), User: eventFor('User') };
  const audience = await findAudience(transaction, activeMembers(conversation));
  const deliveries = audience.flatMap(({ member, subscribers }) =>
    deliveriesTo(
      subscribers,
      (interest) => wantsThread(interest, conversation.id),
      () => events[member.role],
    ),
  );
  await appendEvents(transaction, context, deliveries);
}
