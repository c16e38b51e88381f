// Rows as the protocol shows them (skype.md 6.2, 6.3, 7.1). Pure; links have no origin yet.
import { formatMessageTime } from '../../src/skype/timestamps.ts';
import type { ConversationProperties, ConversationResource } from '../../src/skype/wire/conversation.ts';
import type { MessageResource } from '../../src/skype/wire/message.ts';
import type { ThreadProperties, ThreadResource } from '../../src/skype/wire/thread.ts';
import {
  activeMembers,
  type Conversation,
  counterpartOf,
  emptyHorizon,
  type Member,
  type Role,
} from './conversation-store.ts';
import { acknowledgementLink, contactLink, conversationLink, messagesLink, threadLink, userLink } from './links.ts';
import type { StoredMessage } from './message-store.ts';
import { capabilitiesOf } from './thread-capabilities.ts';

/** What the author gave, and what the gateway says about the message itself. */
function propertiesOf(message: StoredMessage): { properties?: Record<string, unknown> } {
  const { editedAtMs, deletedAtMs, extras } = message;
  if (editedAtMs === null && deletedAtMs === null) return {};
  return {
    properties: {
      ...extras.properties,
      ...(editedAtMs === null ? {} : { edittime: String(editedAtMs) }),
      ...(deletedAtMs === null ? {} : { deletetime: String(deletedAtMs) }),
    },
  };
}

/** A message as it is listed; `cid` is what the reader calls the conversation. */
export function messageResource(message: StoredMessage, cid: string): MessageResource {
  return {
    id: String(message.id),
    version: String(message.version),
    type: 'Message',
    messagetype: message.messagetype,
    contenttype: message.contenttype,
    content: message.content,
    ...(message.clientmessageid === null ? {} : { clientmessageid: message.clientmessageid }),
    composetime: formatMessageTime(message.composedAtMs),
    originalarrivaltime: formatMessageTime(message.id),
    from: contactLink(message.sender),
    ...(message.senderName === '' ? {} : { imdisplayname: message.senderName }),
    conversationLink: conversationLink(cid),
    conversationid: cid,
    ...message.extras,
    ...propertiesOf(message),
  };
}

/** What only events carry on top of the message. */
export function eventFields(conversation: Conversation, messageId: number): Partial<MessageResource> {
  return {
    isactive: true,
    ackrequired: acknowledgementLink(messageId),
    ...(conversation.isThread ? { threadtopic: conversation.properties.topic ?? '' } : {}),
  };
}

/** Who of the two has yet to accept the other, as this side sees it: the one who wrote waits as the sender. */
function conversationStatus(own: Member, other: Member | undefined): { conversationstatus?: string } {
  if (!other) return {};
  if (!other.accepts) return { conversationstatus: 'AcceptPendingSender' };
  return { conversationstatus: own.accepts ? 'Accepted' : 'AcceptPendingRecipient' };
}

function ownProperties(conversation: Conversation, member: Member): ConversationProperties {
  return {
    ...member.properties,
    ...conversationStatus(member, counterpartOf(conversation, member.userId)),
    // Never absent: SkPy sends back what it was told, also nothing.
    consumptionhorizon: member.horizon ?? emptyHorizon,
    ...(member.clearedAt === 0 ? {} : { clearedat: String(member.clearedAt) }),
  };
}

function threadPropertiesOf(conversation: Conversation, own: Member): ConversationResource['threadProperties'] {
  const members = activeMembers(conversation).map((member) => member.mri);
  return {
    topic: conversation.properties.topic ?? '',
    lastjoinat: String(own.joinedAt),
    ...(own.leftAt === null ? {} : { lastleaveat: String(own.leftAt) }),
    version: String(conversation.version),
    members: JSON.stringify(members),
    membercount: String(members.length),
  };
}

/** A conversation as one member sees it; `lastMessage` is `{}` when there is none they may see. */
export function conversationResource(
  conversation: Conversation,
  own: Member,
  lastMessage: StoredMessage | undefined,
): ConversationResource {
  return {
    id: own.cid,
    type: 'Conversation',
    version: own.version,
    targetLink: conversation.isThread ? threadLink(own.cid) : contactLink(own.cid),
    messages: messagesLink(own.cid),
    lastMessage: lastMessage ? messageResource(lastMessage, own.cid) : {},
    properties: ownProperties(conversation, own),
    ...(conversation.isThread ? { threadProperties: threadPropertiesOf(conversation, own) } : {}),
  };
}

/** A 1:1 that nobody has written in yet. */
export function emptyConversationResource(cid: string): ConversationResource {
  return {
    id: cid,
    type: 'Conversation',
    version: 0,
    targetLink: contactLink(cid),
    messages: messagesLink(cid),
    lastMessage: {},
    properties: {},
  };
}

function threadMember(member: Member) {
  return {
    id: member.mri,
    userLink: userLink(member.mri),
    role: member.role,
    type: 'ThreadMember',
    capabilities: [],
    cid: 0,
    friendlyName: '',
    linkedMri: '',
    userTile: '',
  };
}

/** A thread with its members, for a member of the given role: `capabilities` says what they may do. */
export function threadResource(conversation: Conversation, role: Role): ThreadResource {
  const properties: ThreadProperties = {
    ...conversation.properties,
    ...(conversation.creator === null ? {} : { creator: conversation.creator }),
    creatorcid: '0',
    createdat: String(conversation.createdAtMs),
    capabilities: capabilitiesOf(conversation, role),
  };
  return {
    id: conversation.id,
    type: 'Thread',
    version: conversation.version,
    messages: messagesLink(conversation.id),
    members: activeMembers(conversation).map(threadMember),
    properties,
  };
}
