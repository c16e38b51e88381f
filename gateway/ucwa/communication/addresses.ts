// The addresses of everything in a view. Only `context.paths` builds them.
import { addressOf } from '../addresses.ts';
import type { Ids, Place } from '../paths.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { View, Viewer } from './views.ts';

/** The places inside a conversation that need no other id. */
type ConversationPlace = Extract<
  Place,
  | 'conversation'
  | 'messaging'
  | 'addMessaging'
  | 'sendMessage'
  | 'messages'
  | 'stopMessaging'
  | 'setIsTyping'
  | 'typingParticipants'
  | 'participants'
  | 'attendees'
  | 'leaders'
  | 'lobby'
  | 'addParticipant'
>;

export const hrefIn = (context: UcwaContext, view: View, place: ConversationPlace): string =>
  context.paths.href(place, { app: view.viewer.id, conversation: view.serial });

export const communicationHref = (context: UcwaContext, viewer: Viewer): string =>
  context.paths.href('communication', { app: viewer.id });

export const meHref = (context: UcwaContext, viewer: Viewer): string => context.paths.href('me', { app: viewer.id });

export const contactHref = (
  context: UcwaContext,
  viewer: Viewer,
  mri: string,
  place: 'contact' | 'contactPresence' | 'contactPhoto' = 'contact',
): string => context.paths.href(place, { app: viewer.id, contact: addressOf(context, mri) });

const personIds = (context: UcwaContext, view: View, mri: string): Ids => ({
  app: view.viewer.id,
  conversation: view.serial,
  participant: addressOf(context, mri),
});

/** The address of somebody in a conversation; the user's own is the `localParticipant`. */
export const participantHref = (context: UcwaContext, view: View, mri: string): string =>
  context.paths.href(mri === view.viewer.mri ? 'localParticipant' : 'participant', personIds(context, view, mri));

export const participantMessagingHref = (context: UcwaContext, view: View, mri: string): string =>
  context.paths.href('participantMessaging', personIds(context, view, mri));

export const messageHref = (context: UcwaContext, view: View, id: number): string =>
  context.paths.href('message', { app: view.viewer.id, conversation: view.serial, message: id });
