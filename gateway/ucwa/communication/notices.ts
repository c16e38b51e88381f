// The events that tell an application of its conversations (ucwa.md 8, all of high priority). One function per kind of news; which come
// in which order is decided by whoever changes something.

import type { UcwaEvent, UcwaEventType } from '../../../src/ucwa/wire/events.ts';
import type { Reason } from '../../../src/ucwa/wire/reason.ts';
import type { Resource } from '../../../src/ucwa/wire/resource.ts';
import type { QueuedEvent } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { communicationHref, hrefIn, participantHref, participantMessagingHref } from './addresses.ts';
import {
  conversationResource,
  messageResource,
  messagingResource,
  type Person,
  participantMessagingResource,
  participantResource,
  type ToldMessage,
} from './resources.ts';
import type { View } from './views.ts';

/**
 * The word for what failed: the notes describe it and show only `Success` (ucwa.md 12, point 2). The `reason` beside it is the object
 * of error bodies, with `code` and `subcode`.
 */
export const failure = 'Failure';

export const fromCommunication = (context: UcwaContext, view: Pick<View, 'viewer'>, event: UcwaEvent): QueuedEvent => ({
  sender: { rel: 'communication', href: communicationHref(context, view.viewer) },
  event,
  priority: 'high',
});

const fromConversation = (context: UcwaContext, view: View, event: UcwaEvent): QueuedEvent => ({
  sender: { rel: 'conversation', href: hrefIn(context, view, 'conversation') },
  event,
  priority: 'high',
});

/** A conversation came or changed; it is embedded. */
export const conversationNotice = (
  context: UcwaContext,
  view: View,
  type: 'added' | 'updated',
  participantCount: number,
  reason?: Reason,
): QueuedEvent =>
  fromCommunication(context, view, {
    link: { rel: 'conversation', href: hrefIn(context, view, 'conversation') },
    type,
    ...(reason ? { reason } : {}),
    embedded: conversationResource(context, view, participantCount),
  });

/** A conversation is over; it is never embedded. */
export const conversationDeleted = (context: UcwaContext, view: View): QueuedEvent =>
  fromCommunication(context, view, {
    link: { rel: 'conversation', href: hrefIn(context, view, 'conversation') },
    type: 'deleted',
  });

export const messagingNotice = (context: UcwaContext, view: View, reason?: Reason): QueuedEvent =>
  fromConversation(context, view, {
    link: { rel: 'messaging', href: hrefIn(context, view, 'messaging') },
    type: 'updated',
    ...(reason ? { reason } : {}),
    embedded: messagingResource(context, view),
  });

/** The user's own place in a conversation. */
export const localParticipantNotice = (context: UcwaContext, view: View, own: Person): QueuedEvent =>
  fromConversation(context, view, {
    link: { rel: 'localParticipant', href: participantHref(context, view, own.mri), title: own.name },
    type: 'added',
    embedded: participantResource(context, view, own),
  });

type Named = Pick<Person, 'mri' | 'name'>;

const linkTo = (context: UcwaContext, view: View, rel: string, person: Named) => ({
  rel,
  href: participantHref(context, view, person.mri),
  title: person.name,
});

/** Somebody else came, changed or went. Not embedded, as on real servers: the title is the name. */
export const participantNotice = (context: UcwaContext, view: View, person: Named, type: UcwaEventType): QueuedEvent =>
  fromConversation(context, view, { link: linkTo(context, view, 'participant', person), type });

/** Somebody came into or went out of a part of the people: never a joining or leaving of the conversation (ucwa.md 8.7, 8.8). */
export const groupNotice = (
  context: UcwaContext,
  view: View,
  person: Named,
  group: 'attendees' | 'leaders' | 'typingParticipants',
  type: 'added' | 'deleted',
): QueuedEvent =>
  fromConversation(context, view, {
    link: linkTo(context, view, 'participant', person),
    in: { rel: group, href: hrefIn(context, view, group) },
    type,
  });

/** Somebody uses the chat now, or no more (ucwa.md 8.9). The user's own is embedded while it is there. */
export function participantMessagingNotice(
  context: UcwaContext,
  view: View,
  person: Named,
  type: 'added' | 'updated' | 'deleted',
): QueuedEvent {
  const isLocal = person.mri === view.viewer.mri;
  return fromConversation(context, view, {
    link: {
      rel: 'participantMessaging',
      href: participantMessagingHref(context, view, person.mri),
      title: person.name,
    },
    in: linkTo(context, view, isLocal ? 'localParticipant' : 'participant', person),
    type,
    ...(isLocal && type !== 'deleted' ? { embedded: participantMessagingResource(context, view, person) } : {}),
  });
}

/** A message arrived, or was taken. */
export const messageNotice = (context: UcwaContext, view: View, message: ToldMessage): QueuedEvent => {
  const embedded = messageResource(context, view, message);
  return fromConversation(context, view, {
    link: { rel: 'message', href: embedded.href ?? '' },
    type: 'completed',
    status: 'Success',
    embedded,
  });
};

/** An invitation began, changed or ended. */
export const invitationNotice = (
  context: UcwaContext,
  owner: Pick<View, 'viewer'>,
  invitation: Resource,
  type: 'started' | 'updated' | 'completed',
  reason?: Reason,
): QueuedEvent =>
  fromCommunication(context, owner, {
    link: { rel: invitation.rel, href: invitation.href ?? '' },
    type,
    ...(type === 'completed' ? { status: reason ? failure : 'Success' } : {}),
    ...(reason ? { reason } : {}),
    embedded: invitation,
  });
