import { type Context, Hono } from 'hono';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';
import type { GatewayEnv } from '../../context.ts';
import { addressOf } from '../addresses.ts';
import { resourceNotFound } from '../errors.ts';
import { represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { hrefIn, participantHref } from './addresses.ts';
import { ownPerson } from './connecting.ts';
import { viewOf } from './requests.ts';
import { type Person, participantMessagingResource, participantResource } from './resources.ts';
import { toldPeople } from './telling.ts';
import { isConference, type View } from './views.ts';

/** Who is in a conversation, and who uses its chat (ucwa.md 8.8, 8.9): what the application was told, so that both always agree. */
export function createParticipantRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const { paths, database } = context;

  async function peopleOf(view: View): Promise<Person[]> {
    return [...(await toldPeople(database, view)).values()];
  }

  /** The person in the path; the user's own address is the user. Throws 404 for everybody else. */
  async function personOfPath(c: Context<GatewayEnv>, view: View): Promise<Person> {
    const address = paths.idOf(c, 'participant');
    const people = [await ownPerson(database, view), ...(await peopleOf(view))];
    const person = people.find(({ mri }) => addressOf(context, mri) === address);
    if (!person) throw resourceNotFound('There is no such participant.');
    return person;
  }

  const linksTo = (view: View, people: readonly Person[]) =>
    people.length === 0
      ? {}
      : {
          participant: people.map(({ mri, name }) => ({ href: participantHref(context, view, mri), title: name })),
        };

  // No page documents a GET here (ucwa.md 12, point 9); it works, because a client that lost its events needs some way to begin anew.
  routes.get(paths.route('participants'), async (c) => {
    const view = await viewOf(context, c);
    const people = [await ownPerson(database, view), ...(await peopleOf(view))];
    const href = hrefIn(context, view, 'participants');
    return represent(c, makeResource('participants', href, { links: linksTo(view, people) }));
  });

  for (const group of ['attendees', 'leaders'] as const) {
    routes.get(paths.route(group), async (c) => {
      const view = await viewOf(context, c);
      if (!isConference(view)) throw resourceNotFound('Only a conference has roles.');
      const role = group === 'leaders' ? 'Leader' : 'Attendee';
      const people = [await ownPerson(database, view), ...(await peopleOf(view))].filter((one) => one.role === role);
      return represent(c, makeResource(group, hrefIn(context, view, group), { links: linksTo(view, people) }));
    });
  }

  // Nobody waits for admission here: members are added by members.
  routes.get(paths.route('lobby'), async (c) => {
    const view = await viewOf(context, c);
    if (!isConference(view)) throw resourceNotFound('Only a conference has a lobby.');
    return represent(c, makeResource('lobby', hrefIn(context, view, 'lobby')));
  });

  async function showParticipant(c: Context<GatewayEnv>): Promise<Response> {
    const view = await viewOf(context, c);
    return represent(c, participantResource(context, view, await personOfPath(c, view)));
  }

  routes.get(paths.route('participant'), showParticipant);
  if (paths.route('localParticipant') !== paths.route('participant')) {
    routes.get(paths.route('localParticipant'), showParticipant);
  }

  routes.get(paths.route('participantMessaging'), async (c) => {
    const view = await viewOf(context, c);
    const person = await personOfPath(c, view);
    if (!person.isInChat) throw resourceNotFound('This participant does not use the chat.');
    return represent(c, participantMessagingResource(context, view, person));
  });

  return routes;
}
