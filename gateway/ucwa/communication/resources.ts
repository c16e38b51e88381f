// Conversations and what belongs to them as resources (ucwa.md 8). Links are what may be done now: no link, not allowed. Pure.
import { createHash } from 'node:crypto';
import { writeDataUri } from '../../../src/ucwa/wire/data-uri.ts';
import { type Link, makeResource, type Resource } from '../../../src/ucwa/wire/resource.ts';
import { sipOf } from '../addresses.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { contactHref, hrefIn, meHref, messageHref, participantHref, participantMessagingHref } from './addresses.ts';
import type { MessageText } from './texts.ts';
import { isConference, isOpen, type View } from './views.ts';

/** Somebody in a conversation. `role` is null where there are no roles. */
export type Person = {
  readonly mri: string;
  readonly name: string;
  readonly role: 'Leader' | 'Attendee' | null;
  readonly isInChat: boolean;
};

/**
 * The stable key of a conversation: the thread's own id, and for two people one that both applications and later conversations share,
 * and that tells nothing of the numbers behind it.
 */
export function threadIdOf({ cid, conversationId }: Pick<View, 'cid' | 'conversationId'>): string {
  if (cid.startsWith('19:')) return cid;
  return createHash('sha256')
    .update(`ucwa thread ${conversationId ?? cid}`)
    .digest('base64url')
    .slice(0, 27);
}

export function conversationResource(context: UcwaContext, view: View, participantCount: number): Resource {
  const isConnected = isOpen(view);
  const isChatting = view.chatState === 'Connected' || view.state === 'Incoming';
  return makeResource('conversation', hrefIn(context, view, 'conversation'), {
    properties: {
      state: view.state,
      threadId: threadIdOf(view),
      subject: view.subject,
      importance: view.importance,
      activeModalities: isChatting ? ['Messaging'] : [],
      participantCount,
      created: new Date(view.createdAtMs),
    },
    links: {
      messaging: hrefIn(context, view, 'messaging'),
      participants: hrefIn(context, view, 'participants'),
      ...(isConnected
        ? {
            localParticipant: { href: participantHref(context, view, view.viewer.mri), title: view.viewer.displayName },
            addParticipant: hrefIn(context, view, 'addParticipant'),
          }
        : {}),
      ...(isConference(view)
        ? {
            attendees: hrefIn(context, view, 'attendees'),
            leaders: hrefIn(context, view, 'leaders'),
            lobby: hrefIn(context, view, 'lobby'),
          }
        : {}),
    },
  });
}

export function messagingResource(context: UcwaContext, view: View): Resource {
  const { chatState } = view;
  return makeResource('messaging', hrefIn(context, view, 'messaging'), {
    properties: {
      state: chatState,
      ...(chatState === 'Connected'
        ? { negotiatedMessageFormats: view.viewer.takesHtml ? ['Plain', 'Html'] : ['Plain'] }
        : {}),
    },
    links: {
      conversation: hrefIn(context, view, 'conversation'),
      ...(chatState === 'Disconnected'
        ? { addMessaging: hrefIn(context, view, 'addMessaging') }
        : { stopMessaging: hrefIn(context, view, 'stopMessaging') }),
      ...(chatState === 'Connected'
        ? {
            sendMessage: hrefIn(context, view, 'sendMessage'),
            setIsTyping: hrefIn(context, view, 'setIsTyping'),
            typingParticipants: hrefIn(context, view, 'typingParticipants'),
          }
        : {}),
    },
  });
}

/** A participant, or with the viewer's own identifier the `localParticipant`, whose own rel is `participant` too (ucwa.md 1.3). */
export function participantResource(context: UcwaContext, view: View, person: Person): Resource {
  const { viewer } = view;
  const isLocal = person.mri === viewer.mri;
  return makeResource('participant', participantHref(context, view, person.mri), {
    properties: {
      uri: sipOf(context, person.mri),
      name: person.name,
      anonymous: false,
      sourceNetwork: 'SameEnterprise',
      role: person.role ?? 'Unknown',
      organizer: person.role === 'Leader',
      local: isLocal,
      inLobby: false,
    },
    links: {
      conversation: hrefIn(context, view, 'conversation'),
      ...(isLocal
        ? { me: meHref(context, viewer) }
        : {
            contact: contactHref(context, viewer, person.mri),
            contactPresence: contactHref(context, viewer, person.mri, 'contactPresence'),
            contactPhoto: contactHref(context, viewer, person.mri, 'contactPhoto'),
          }),
      ...(person.isInChat ? { participantMessaging: participantMessagingHref(context, view, person.mri) } : {}),
    },
  });
}

/** Who uses the chat: nothing but its owner, under the rel `participant` also for the user (ucwa.md 8.9). */
export function participantMessagingResource(
  context: UcwaContext,
  view: View,
  person: Pick<Person, 'mri' | 'name'>,
): Resource {
  return makeResource('participantMessaging', participantMessagingHref(context, view, person.mri), {
    links: { participant: { href: participantHref(context, view, person.mri), title: person.name } },
  });
}

export type ToldMessage = {
  readonly id: number;
  readonly sender: { readonly mri: string; readonly name: string };
  /** The text; absent when the application wrote it itself: it has it (ucwa.md 8.6). */
  readonly text?: MessageText;
  readonly operationId?: string;
  /** People who did not get it. */
  readonly failedFor?: readonly { readonly mri: string; readonly name: string }[];
};

export function messageResource(context: UcwaContext, view: View, message: ToldMessage): Resource {
  const { sender, text, operationId, failedFor = [] } = message;
  const isOutgoing = sender.mri === view.viewer.mri;
  const link = (mri: string, name: string): Link => ({
    href: participantHref(context, view, mri),
    ...(isConference(view) ? { title: name } : {}),
  });
  return makeResource('message', messageHref(context, view, message.id), {
    properties: {
      direction: isOutgoing ? 'Outgoing' : 'Incoming',
      timeStamp: new Date(message.id),
      operationId,
      status: 'Succeeded',
    },
    links: {
      messaging: hrefIn(context, view, 'messaging'),
      participant: link(sender.mri, sender.name),
      ...(isOutgoing ? {} : { contact: contactHref(context, view.viewer, sender.mri) }),
      ...(text ? { [text.mediaType === 'text/html' ? 'htmlMessage' : 'plainMessage']: writeDataUri(text) } : {}),
      ...(failedFor.length > 0 ? { failedDeliveryParticipant: failedFor.map(({ mri, name }) => link(mri, name)) } : {}),
    },
  });
}
