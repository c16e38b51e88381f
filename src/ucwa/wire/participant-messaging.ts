// The resource `participantMessaging` (ucwa.md 8.9): it exists exactly while someone uses instant messaging, and is links only.
import { linkOf, type Resource } from './resource.ts';
import { WireError } from './wire-error.ts';

export type ParticipantMessaging = {
  self: string;
  /** Whose it is: a participant, also when that is the user. */
  participant?: string;
};

/** What a `participantMessaging` says. Throws WireError when the resource is of another kind or has no address. */
export function readParticipantMessaging(resource: Resource): ParticipantMessaging {
  if (resource.rel !== 'participantMessaging') {
    throw new WireError('rel', `expected participantMessaging but found "${resource.rel}"`);
  }
  if (resource.href === undefined) throw new WireError('_links.self', 'expected a link');
  const participant = linkOf(resource, 'participant');
  return { self: resource.href, ...(participant === undefined ? {} : { participant }) };
}
