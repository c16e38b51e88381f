// What the client finds when the event channel says "look" (ucwa.md 5.4, 5.5, 6).
import { describe, expect, it } from 'vitest';
import type { PeopleEvent } from '../../../src/ucwa/channel/people.ts';
import { openApplication } from '../../../src/ucwa/client/application.ts';
import { createContactOperations } from '../../../src/ucwa/client/people.ts';
import { createPeopleNews } from '../../../src/ucwa/client/people-news.ts';
import { requireSession } from '../../../src/ucwa/client/session.ts';
import {
  applicationResource,
  bo,
  contactResource,
  cy,
  own,
  pool,
  reason,
  ScriptedPool,
} from '../support/scripted-pool.ts';

async function open(isListed = true) {
  const scripted = new ScriptedPool();
  const connection = scripted.connect();
  await openApplication(connection, 'online');
  if (isListed) await createContactOperations(connection).list();
  scripted.web.requests.length = 0;
  const { paths } = scripted;
  const about = (rel: string, path: string, changes: Partial<PeopleEvent> = {}): PeopleEvent => ({
    sender: 'people',
    type: 'updated',
    link: { rel, href: pool + path },
    ...changes,
  });
  return { scripted, paths, news: createPeopleNews(connection), about };
}

describe('presence of a contact', () => {
  it.each([
    ['Online', { status: 'online', isConnected: true }],
    ['IdleOnline', { status: 'idle', isConnected: true }],
    ['Busy', { status: 'busy', isConnected: true }],
    ['IdleBusy', { status: 'busy', isConnected: true }],
    ['DoNotDisturb', { status: 'busy', isConnected: true }],
    ['BeRightBack', { status: 'away', isConnected: true }],
    ['Away', { status: 'away', isConnected: true }],
    ['Offline', { status: 'offline', isConnected: false }],
  ])('%s is read', async (availability, expected) => {
    const { scripted, paths, news, about } = await open();
    const href = paths.contactPart(cy, 'contactPresence');
    scripted.on('GET', href, {
      json: { availability, activity: 'in-a-meeting', deviceType: 'PC', rel: 'contactPresence' },
    });
    const { events } = await news.read(about('contactPresence', href));
    expect(events).toEqual([
      {
        type: 'presence',
        presence: { contact: cy, ...expected, capabilities: [], activity: 'in-a-meeting', heardAtMs: scripted.nowMs },
      },
    ]);
  });

  it('says when somebody was last there', async () => {
    const { scripted, paths, news, about } = await open();
    const href = paths.contactPart(cy, 'contactPresence');
    scripted.on('GET', href, { json: { availability: 'Offline', lastActive: '/Date(1690000000000)/' } });
    expect((await news.read(about('contactPresence', href))).events).toMatchObject([
      { presence: { lastSeenAtMs: 1_690_000_000_000, isConnected: false } },
    ]);
  });

  it('in a word that nobody knows is no news', async () => {
    const { scripted, paths, news, about } = await open();
    const href = paths.contactPart(cy, 'contactPresence');
    for (const availability of ['None', 'toString', undefined]) {
      scripted.on('GET', href, { json: { availability } });
      expect(await news.read(about('contactPresence', href))).toEqual({ events: [], unreadable: [] });
    }
  });

  it('of a stranger is told by the contact that the event names', async () => {
    const { scripted, paths, news, about } = await open(false);
    const [href, contact] = [paths.contactPart(cy, 'contactPresence'), paths.contact(cy)];
    scripted.on('GET', href, { json: { availability: 'Away' } });
    scripted.on('GET', contact, { json: contactResource(paths, cy, 'Cy Dahl') });
    const event = about('contactPresence', href, { in: { rel: 'contact', href: pool + contact } });
    expect((await news.read(event)).events).toMatchObject([{ presence: { contact: cy } }]);
    await news.read(event);
    expect(scripted.asked).toEqual([`GET ${contact}`, `GET ${href}`, `GET ${href}`]);
  });

  it('that is gone or forbidden is no reason to stop', async () => {
    const { scripted, paths, news, about } = await open();
    const href = paths.contactPart(cy, 'contactPresence');
    scripted.on('GET', href, { status: 404, html: '' });
    expect(await news.read(about('contactPresence', href))).toEqual({ events: [], unreadable: [] });
    scripted.on('GET', href, reason(403, 'Forbidden'));
    expect(await news.read(about('contactPresence', href))).toMatchObject({
      unreadable: [{ what: 'contactPresence' }],
    });
    scripted.on('GET', href, { status: 503, html: '' });
    await expect(news.read(about('contactPresence', href))).rejects.toMatchObject({ kind: 'server' });
  });
});

describe('a note and a place', () => {
  it('are read, and taken away', async () => {
    const { scripted, paths, news, about } = await open();
    const boNote = paths.contactPart('sip:Bo@example.org', 'contactNote');
    const location = paths.contactPart(cy, 'contactLocation');
    scripted.on('GET', boNote, { json: { message: 'On a boat', type: 'Personal', rel: 'contactNote' } }, { json: {} });
    scripted.on('GET', location, { json: { location: 'Harbour' } });
    expect((await news.read(about('contactNote', boNote))).events).toEqual([
      { type: 'contact', contact: { id: bo, mood: 'On a boat' } },
    ]);
    expect((await news.read(about('contactNote', boNote))).events).toMatchObject([{ contact: { mood: '' } }]);
    expect((await news.read(about('contactLocation', location))).events).toEqual([
      { type: 'contact', contact: { id: cy, location: 'Harbour' } },
    ]);
  });
});

describe('the user', () => {
  it('who is no lurker any more has new links', async () => {
    const { scripted, paths, news } = await open();
    const changed = applicationResource({ ...paths, presence: '/new/presence' }, true);
    scripted.on('GET', paths.application, { json: changed });
    const event: PeopleEvent = { sender: 'me', type: 'updated', link: { rel: 'me', href: pool + paths.me } };
    expect(await news.read(event)).toEqual({ events: [], unreadable: [] });
    expect((await requireSession(scripted.options.session)).links.me.presence).toBe(`${pool}/new/presence`);
  });

  it('has a presence that other programs change too', async () => {
    const { scripted, paths, news } = await open();
    scripted.on('GET', paths.presence, { json: { availability: 'Busy', rel: 'presence' } });
    const link = { rel: 'presence', href: pool + paths.presence };
    expect((await news.read({ sender: 'me', type: 'updated', link })).events).toMatchObject([
      { presence: { contact: own, status: 'busy' } },
    ]);
    expect(await news.read({ sender: 'me', type: 'deleted', link })).toEqual({ events: [], unreadable: [] });
  });
});

describe('the contact list', () => {
  it('is read once, however many events say that it has changed', async () => {
    const { scripted, paths, news, about } = await open();
    const added = (path: string) =>
      about('contact', path, { type: 'added', in: { rel: 'myContacts', href: pool + paths.myContacts } });
    const batches = await Promise.all([
      news.read(added(paths.contact(cy))),
      news.read(added(paths.contact('sip:Bo@example.org'))),
      news.read(
        about('group', `${paths.myGroups}/3`, { type: 'added', in: { rel: 'myGroups', href: pool + paths.myGroups } }),
      ),
    ]);
    expect(batches.flatMap(({ events }) => events)).toHaveLength(2);
    expect(scripted.asked.filter((asked) => asked === `GET ${paths.myContacts}`)).toHaveLength(1);
    // What came too soon after is not forgotten: the next event, whatever it is about, brings it.
    scripted.nowMs += 60_000;
    const presence = paths.contactPart(cy, 'contactPresence');
    scripted.on('GET', presence, { json: { availability: 'Away' } });
    const { events } = await news.read(about('contactPresence', presence));
    expect(events.map(({ type }) => type)).toEqual(['presence', 'contact', 'contact']);
    expect(scripted.asked.filter((asked) => asked === `GET ${paths.myContacts}`)).toHaveLength(2);
    expect((await news.read(about('contactPresence', presence))).events).toHaveLength(1);
  });

  it('loses who was removed from it', async () => {
    const { scripted, paths, news, about } = await open();
    scripted.on('GET', paths.myContacts, { json: { _embedded: { contact: [contactResource(paths, bo, 'Bo Berg')] } } });
    const { events } = await news.read(
      about('contact', paths.contact(cy), {
        type: 'deleted',
        in: { rel: 'myContacts', href: pool + paths.myContacts },
      }),
    );
    expect(events).toMatchObject([
      { contact: { id: cy, isContact: false, groups: [] } },
      { contact: { id: bo, isContact: true } },
    ]);
  });

  it('is not read because somebody is followed', async () => {
    const { scripted, paths, news, about } = await open();
    await news.read(
      about('contact', paths.contact(cy), { type: 'added', in: { rel: 'subscribedContacts', href: `${pool}/x` } }),
    );
    expect(scripted.asked).toEqual([]);
  });

  it('that failed is read by the next event', async () => {
    const { scripted, paths, news, about } = await open();
    const event = about('contact', paths.contact(cy), {
      type: 'added',
      in: { rel: 'myContacts', href: pool + paths.myContacts },
    });
    scripted.on('GET', paths.myContacts, { status: 503, html: '' }, { json: { rel: 'myContacts' } });
    await expect(news.read(event)).rejects.toMatchObject({ kind: 'server' });
    expect(await news.read(event)).toEqual({ events: [], unreadable: [] });
  });
});

describe('a subscription', () => {
  it('that is about to end is extended', async () => {
    const { scripted, news, about } = await open();
    await news.read(about('presenceSubscription', scripted.subscription));
    expect(scripted.asked).toEqual([`POST ${scripted.subscription}?duration=30`]);
  });

  it('that has ended is made anew', async () => {
    const { scripted, paths, news, about } = await open();
    await news.read(about('presenceSubscription', scripted.subscription, { type: 'deleted' }));
    expect(scripted.bodiesOf('POST', paths.presenceSubscriptions)).toEqual([{ duration: 30, uris: [bo, cy] }]);
  });

  it('that was added is our own', async () => {
    const { scripted, news, about } = await open();
    await news.read(about('presenceSubscription', scripted.subscription, { type: 'added' }));
    expect(scripted.asked).toEqual([]);
  });

  it('to the contact list is refreshed', async () => {
    const { scripted, paths, news, about } = await open();
    await news.read(about('myContactsAndGroupsSubscription', paths.contactsSubscription));
    expect(scripted.asked).toContain(`POST ${paths.startContactsSubscription}?duration=30`);
  });
});

describe('after events were lost', () => {
  it('everything is followed and read again', async () => {
    const { scripted, paths, news } = await open();
    const { events } = await news.restore();
    expect(events).toHaveLength(2);
    expect(scripted.asked).toEqual([
      `POST ${paths.presenceSubscriptions}`,
      `GET ${paths.contactsSubscription}`,
      `POST ${paths.startContactsSubscription}?duration=30`,
      `GET ${paths.myContacts}`,
      `GET ${paths.myGroups}`,
      `GET ${paths.myGroupMemberships}`,
    ]);
  });
});
