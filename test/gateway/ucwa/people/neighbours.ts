// People who know each other, each with an application, on a gateway whose clock can be moved on.
import { addContact, answerInvite } from '../../../../gateway/account/contacts.ts';
import type { UserIdentity } from '../../../../gateway/identity/users.ts';
import type { Database } from '../../../../gateway/storage/database.ts';
import { sweepPeople } from '../../../../gateway/ucwa/people/sweeper.ts';
import { createUcwaContext } from '../../../../gateway/ucwa/ucwa-context.ts';
import { type Answer, at, type Desk, href, type Json, openDesk } from '../desk.ts';

export type Told = { sender: string; link: string; href: string; type: string; in?: string; inHref?: string };

export type Person = {
  readonly user: UserIdentity;
  readonly ticket: string;
  /** The application as it was made. */
  readonly application: Json;
  /** The address of a link of one of the embedded resources, as it is now. */
  link(resource: string, rel: string): Promise<string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  remove(path: string): Promise<Answer>;
  /** Reads the event channel on and on until this has come; answers everything that came since the last time. */
  hear(isLast: (told: Told) => boolean): Promise<Told[]>;
  /** What has come by the time in which nothing comes any more. */
  hearAll(): Promise<Told[]>;
};

export type Neighbours = {
  readonly desk: Desk;
  /** Adds somebody who can sign in, and signs them in; made available unless `isLurking`. */
  arrive(name: string, options?: { displayName?: string; isLurking?: boolean }): Promise<Person>;
  /** Makes two people contacts of each other. */
  befriend(one: UserIdentity, other: UserIdentity): Promise<void>;
  /** Moves the clock on, and does what is due by then. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
};

const deadlineMs = 10_000;

function toldIn(answer: Json): Told[] {
  const senders = (answer.sender ?? []) as Json[];
  return senders.flatMap((sender) =>
    (sender.events as Json[]).map((event) => ({
      sender: String(sender.rel),
      link: String(at(event, 'link', 'rel')),
      href: String(at(event, 'link', 'href')),
      type: String(event.type),
      ...(event.in === undefined
        ? {}
        : { in: String(at(event, 'in', 'rel')), inHref: String(at(event, 'in', 'href')) }),
    })),
  );
}

function createPerson(desk: Desk, user: UserIdentity, ticket: string, application: Json): Person {
  let next = href(application, 'events');
  const poll = async (): Promise<Told[]> => {
    const answer = await desk.ask(ticket, 'GET', next);
    if (answer.status !== 200) throw new Error(`no events: ${answer.status} ${answer.text}`);
    next = href(answer.json, 'next');
    return toldIn(answer.json);
  };
  return {
    user,
    ticket,
    application,
    async link(resource, rel) {
      const whole = await desk.ask(ticket, 'GET', href(application, 'self'));
      return href(at(whole.json, '_embedded', resource), rel);
    },
    get: (path, headers) => desk.ask(ticket, 'GET', path, undefined, headers),
    post: (path, body, headers) => desk.ask(ticket, 'POST', path, body, headers),
    remove: (path) => desk.ask(ticket, 'DELETE', path),
    async hear(isLast) {
      const heard: Told[] = [];
      const untilMs = Date.now() + deadlineMs;
      while (Date.now() < untilMs) {
        heard.push(...(await poll()));
        if (heard.some(isLast)) return heard;
      }
      throw new Error(`it did not come, only ${JSON.stringify(heard)}`);
    },
    async hearAll() {
      const heard: Told[] = [];
      for (;;) {
        const told = await poll();
        if (told.length === 0) return heard;
        heard.push(...told);
      }
    },
  };
}

export async function openNeighbours(
  options: { paths?: 'real' | 'reference'; database?: Database } = {},
): Promise<Neighbours> {
  let aheadMs = 0;
  const desk = await openDesk({
    ...(options.database ? { database: options.database } : {}),
    now: () => Date.now() + aheadMs,
    settings: { ucwaPaths: options.paths ?? 'real' },
    clocks: {
      lowMs: 0,
      mediumMs: 0,
      leastCollectMs: 0,
      pollMs: 120,
      leastPollMs: 0,
      applicationMs: 24 * 3_600_000,
      silenceMs: 24 * 3_600_000,
    },
  });
  const context = createUcwaContext(desk.gateway.context);
  return {
    desk,
    async arrive(name, { displayName, isLurking = false } = {}) {
      const user = await desk.settle(name, displayName);
      const ticket = await desk.ticketFor(name);
      const person = createPerson(desk, user, ticket, await desk.apply(ticket));
      if (isLurking) return person;
      const made = await person.post(await person.link('me', 'makeMeAvailable'), {
        supportedModalities: ['Messaging'],
      });
      if (made.status !== 204) throw new Error(`not available: ${made.text}`);
      await person.hearAll();
      return person;
    },
    async befriend(one, other) {
      await addContact(desk.gateway.context, one, other.mri, 'Hello');
      await answerInvite(desk.gateway.context, other, one.mri, true);
    },
    async pass(ms) {
      aheadMs += ms;
      await sweepPeople(context);
    },
    close: () => desk.gateway.close(),
  };
}
