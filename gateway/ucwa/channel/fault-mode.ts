// What a test may ask of the event channel (`--ucwa-faults`, ucwa.md 10.4): packages as servers may send them and rarely do.
import type { EventPackage, UcwaEvent } from '../../../src/ucwa/wire/events.ts';

const eachEvent = (events: EventPackage, change: (event: UcwaEvent) => UcwaEvent): EventPackage => ({
  ...events,
  senders: events.senders.map((sender) => ({ ...sender, events: sender.events.map(change) })),
});

function withoutEmbedded({ embedded: _, ...event }: UcwaEvent): UcwaEvent {
  return event;
}

function withoutOwner(event: UcwaEvent): UcwaEvent {
  if (event.link.rel !== 'participantMessaging') return event;
  const { in: _, ...rest } = event;
  return rest;
}

/** The example of the reference, where link and `in` do not fit each other (ucwa.md 8.9). */
function asReference(event: UcwaEvent): UcwaEvent {
  if (event.link.rel !== 'participantMessaging' || event.in?.rel !== 'localParticipant') return event;
  const conversation = event.in.href.replace(/\/(participants|onlineMeeting)\/[^/]*$/, '');
  return {
    type: event.type,
    link: { rel: 'participantMessaging', href: `${conversation}/participants/196/participantMessaging` },
    in: { rel: 'localParticipant', href: `${conversation}/onlineMeeting/295` },
  };
}

/** Every event in a block of its own, so that one conversation has several. */
const split = (events: EventPackage): EventPackage => ({
  ...events,
  senders: events.senders.flatMap((sender) => sender.events.map((event) => ({ ...sender, events: [event] }))),
});

const doubled = (events: EventPackage): EventPackage => ({
  ...events,
  senders: [...events.senders, ...events.senders],
});

const withoutChatDeleted = (events: EventPackage): EventPackage => ({
  ...events,
  senders: events.senders.map((sender) => ({
    ...sender,
    events: sender.events.filter(({ link, type }) => link.rel !== 'participantMessaging' || type !== 'deleted'),
  })),
});

const withoutChatAdded = (events: EventPackage): EventPackage => ({
  ...events,
  senders: events.senders.map((sender) => ({
    ...sender,
    events: sender.events.filter(({ link, type }) => link.rel !== 'participantMessaging' || type !== 'added'),
  })),
});

const changes: Readonly<Record<string, (events: EventPackage) => EventPackage>> = {
  'no-embedded': (events) => eachEvent(events, withoutEmbedded),
  'no-in': (events) => eachEvent(events, withoutOwner),
  reference: (events) => eachEvent(events, asReference),
  'no-chat-deleted': withoutChatDeleted,
  'no-chat-added': withoutChatAdded,
  duplicate: doubled,
  split,
};

/** A package with the wanted faults in it. */
export function applyFaults(events: EventPackage, faults: ReadonlySet<string>): EventPackage {
  return [...faults].reduce((changed, fault) => changes[fault]?.(changed) ?? changed, events);
}
