// What the channel hands on: news about the user and about people, which only say "look" (ucwa.md 5.4, 5.5, 6). Looking is done by
// whoever implements `PeopleNews`.
import type { EventBatch } from '../../model/event.ts';
import type { UcwaEventType } from '../wire/events.ts';

type Target = { rel: string; href: string; title?: string | undefined };

/** One event whose sender is `me` or `people`. Hrefs are absolute. */
export type PeopleEvent = {
  sender: 'me' | 'people';
  type: UcwaEventType;
  link: Target;
  in?: Target | undefined;
};

export type PeopleNews = {
  /**
   * Reads what an event points to, and does what it asks for (a subscription that is about to expire is renewed). An event is handed
   * on at least once; a later one about the same link takes the place of an earlier one. What is gone is an empty batch; a rejection
   * that can pass is tried again.
   */
  read(event: PeopleEvent): Promise<Pick<EventBatch, 'events' | 'unreadable'>>;
  /** The server has dropped all subscriptions, or events were lost: subscribes anew and reads everything again. */
  restore(): Promise<Pick<EventBatch, 'events' | 'unreadable'>>;
};
