import type { Reason } from './reason.ts';
import type { Link, Resource } from './resource-form.ts';
import { WireError } from './wire-error.ts';

export const eventTypes = ['added', 'updated', 'deleted', 'started', 'completed'] as const;
export type UcwaEventType = (typeof eventTypes)[number];

export type EventLink = { rel: string; href: string; title?: string };

export type UcwaEvent = {
  link: EventLink;
  /** Collection or owner, where the target can belong to several. */
  in?: EventLink;
  type: UcwaEventType;
  /** On `completed`: `Success`, anything else is a failure. */
  status?: string;
  reason?: Reason;
  embedded?: Resource;
};

export type EventSender = { rel: string; href: string; events: UcwaEvent[] };

export type EventPackage = {
  /** Empty when the answer did not say. */
  self: string;
  next?: string;
  resync?: string;
  resume?: string;
  senders: EventSender[];
  unreadable: { path: string; reason: string }[];
};

const types: ReadonlySet<string> = new Set(eventTypes);

export const isEventType = (text: string): text is UcwaEventType => types.has(text);

/** The package of these links. Without any way to go on it is no answer of an event channel: WireError. */
export function startPackage(links: Record<string, Link[]>, self = links.self?.[0]?.href ?? ''): EventPackage {
  const next = links.next?.[0]?.href;
  const resync = links.resync?.[0]?.href;
  const resume = links.resume?.[0]?.href;
  if (next === undefined && resync === undefined && resume === undefined) {
    throw new WireError('_links', 'expected next, resync or resume');
  }
  return {
    self,
    ...(next === undefined ? {} : { next }),
    ...(resync === undefined ? {} : { resync }),
    ...(resume === undefined ? {} : { resume }),
    senders: [],
    unreadable: [],
  };
}

/** Reads every item on its own; what throws a WireError is noted in the package instead. */
export function readEach<Item>(
  events: EventPackage,
  items: readonly Item[],
  path: string,
  read: (item: Item, at: string) => void,
) {
  for (const [index, item] of items.entries()) {
    try {
      read(item, `${path}.${index}`);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      events.unreadable.push({ path: error.path, reason: error.reason });
    }
  }
}

/** The links of a package, in the order of the notes. A `resync` stands alone. */
export function linksOf({ self, next, resync, resume }: EventPackage): Record<string, Link[]> {
  if (resync !== undefined) return { resync: [{ href: resync }] };
  return {
    ...(self === '' ? {} : { self: [{ href: self }] }),
    ...(next === undefined ? {} : { next: [{ href: next }] }),
    ...(resume === undefined ? {} : { resume: [{ href: resume }] }),
  };
}
