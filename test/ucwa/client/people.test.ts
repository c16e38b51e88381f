// Contacts, groups, presence subscriptions, names and pictures (ucwa.md 5.5, 6).
import { describe, expect, it } from 'vitest';
import { openApplication } from '../../../src/ucwa/client/application.ts';
import { createContactOperations } from '../../../src/ucwa/client/people.ts';
import { createObjectOperations } from '../../../src/ucwa/client/photos.ts';
import { requireSession } from '../../../src/ucwa/client/session.ts';
import { followPresence, notePresenceEnded, renewPresence } from '../../../src/ucwa/client/subscriptions.ts';
import { bo, contactResource, cy, type Family, own, reason, ScriptedPool } from '../support/scripted-pool.ts';
import type { Answer } from '../support/scripted-web.ts';

async function open(family: Family = 'real') {
  const scripted = new ScriptedPool(family);
  const connection = scripted.connect();
  await openApplication(connection, 'online');
  scripted.web.requests.length = 0;
  return { scripted, connection, paths: scripted.paths, contacts: createContactOperations(connection) };
}

const listed = { isContact: true, isAuthorised: true, isBlocked: false };
const boBerg = { id: bo, kind: 'person', name: 'Bo Berg', avatarUrl: `photo:${bo}`, ...listed };
const cyDahl = { id: cy, kind: 'person', name: 'Cy Dahl', avatarUrl: `photo:${cy}`, ...listed };
const withGroups = [
  { type: 'contact', contact: { ...boBerg, isFavourite: true, groups: ['Team'] } },
  { type: 'contact', contact: { ...cyDahl, isFavourite: false, groups: ['Team'] } },
];

describe.each<Family>(['real', 'reference'])('the contact list of the %s family', (family) => {
  it('comes with favourites and groups in one go', async () => {
    const { contacts, scripted, paths } = await open(family);
    expect(await contacts.list()).toEqual({ events: withGroups, unreadable: [] });
    expect(scripted.asked.filter((asked) => asked.startsWith('GET'))).toEqual([
      `GET ${paths.myContacts}`,
      `GET ${paths.myGroups}`,
      `GET ${paths.myGroupMemberships}`,
    ]);
  });

  it('is followed: one subscription, once', async () => {
    const { contacts, scripted, paths } = await open(family);
    await contacts.list();
    await contacts.list();
    expect(scripted.bodiesOf('POST', paths.presenceSubscriptions)).toEqual([{ duration: 30, uris: [bo, cy] }]);
  });
});

describe('the contact list', () => {
  it('of links only is read contact by contact', async () => {
    const { contacts, scripted, paths } = await open();
    const contact = [{ href: paths.contact('sip:Bo@example.org') }, { href: paths.contact(cy) }];
    scripted.on('GET', paths.myContacts, { json: { _links: { contact }, rel: 'myContacts' } });
    scripted.on('GET', paths.contact('sip:Bo@example.org'), {
      json: contactResource(paths, 'sip:Bo@example.org', 'Bo Berg'),
    });
    scripted.on('GET', paths.contact(cy), { json: contactResource(paths, cy, 'Cy Dahl') });
    expect(await contacts.list()).toEqual({ events: withGroups, unreadable: [] });
  });

  it('of one, of nobody, and of telephones and bots', async () => {
    const { contacts, scripted, paths } = await open();
    const list = async (contact: unknown) => {
      scripted.on('GET', paths.myContacts, { json: { _embedded: { contact }, rel: 'myContacts' } });
      const { events, unreadable } = await contacts.list();
      return { contacts: events.map((event) => event.type === 'contact' && event.contact), unreadable };
    };
    const bot = contactResource(paths, 'sip:Help@example.org', 'Help', { type: 'Bot' });
    expect((await list(bot)).contacts).toMatchObject([{ id: 'sip:help@example.org', kind: 'bot' }]);
    const phone = {
      uri: 'tel:+4712345',
      name: 'Front desk',
      type: 'Phone',
      _links: { self: { href: '/x' } },
      rel: 'contact',
    };
    expect(await list([phone])).toEqual({ contacts: [], unreadable: [] });
    expect(await list([])).toEqual({ contacts: [], unreadable: [] });
    const bare = { uri: cy, rel: 'contact', _links: { self: { href: paths.contact(cy) } } };
    expect((await list([bare])).contacts).toEqual([
      { id: cy, kind: 'person', ...listed, isFavourite: false, groups: ['Team'] },
    ]);
  });

  it('tells of an entry that cannot be read, so that nobody is taken for gone', async () => {
    const { contacts, scripted, paths } = await open();
    const contact = [{ name: 'Nobody', rel: 'contact' }, contactResource(paths, cy, 'Cy Dahl')];
    scripted.on('GET', paths.myContacts, { json: { _embedded: { contact }, rel: 'myContacts' } });
    const { events, unreadable } = await contacts.list();
    expect(events).toHaveLength(1);
    expect(unreadable).toMatchObject([{ what: 'contact' }]);
  });

  it('in XML is the same', async () => {
    const { contacts, scripted, paths } = await open();
    const self = paths.contact('sip:Bo@example.org');
    scripted.on('GET', paths.myContacts, {
      xml: `<?xml version="1.0" encoding="utf-8"?><resource rel="myContacts" href="${paths.myContacts}" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">
        <resource rel="contact" href="${self}"><link rel="contactPhoto" href="/photo"/><property name="uri">sip:Bo@example.org</property>
        <property name="name">Bo Berg</property><propertyList name="emailAddresses"><item>bo@example.org</item></propertyList></resource></resource>`,
    });
    expect((await contacts.list()).events).toEqual([withGroups[0]]);
  });

  it.each<[string, Answer]>([
    ['not there', { status: 404, html: '' }],
    ['forbidden', reason(403, 'Forbidden')],
  ])('asks group by group where memberships are %s', async (_, answer) => {
    const { contacts, scripted, paths } = await open();
    scripted.on('GET', paths.myGroupMemberships, answer);
    const members = (...uris: string[]) => ({
      json: { _links: { contact: uris.map((uri) => ({ href: paths.contact(uri) })) } },
    });
    scripted.on('GET', `${paths.myContacts}?groupId=1`, members('sip:Bo@example.org'));
    scripted.on('GET', `${paths.myContacts}?groupId=3`, members('sip:Bo@example.org', cy));
    expect((await contacts.list()).events).toEqual(withGroups);
  });

  it('without groups is a list all the same', async () => {
    const { contacts, scripted, paths } = await open();
    scripted.on('GET', paths.myGroups, reason(403, 'Forbidden'));
    expect((await contacts.list()).events).toMatchObject([
      { contact: { id: bo, isFavourite: false, groups: [] } },
      { contact: { id: cy, groups: [] } },
    ]);
  });

  it('that cannot be read is an error, never an empty list', async () => {
    const { contacts, scripted, paths } = await open();
    scripted.on('GET', paths.myContacts, { status: 503, html: '' });
    await expect(contacts.list()).rejects.toMatchObject({ kind: 'server' });
  });
});

describe('presence subscriptions', () => {
  const people = (count: number) => Array.from({ length: count }, (_, index) => `sip:p${index}@example.org`);
  const subscribed = (index: number): Answer => ({
    status: 201,
    json: { id: String(index), _links: { self: { href: `/subscriptions/${index}` } }, rel: 'presenceSubscription' },
  });

  it('come in portions, and leave out the user', async () => {
    const { scripted, connection, paths } = await open();
    scripted.on('POST', paths.presenceSubscriptions, subscribed(1), subscribed(2), subscribed(3));
    await followPresence(connection, [own, ...people(205), ...people(3)]);
    const sizes = scripted
      .bodiesOf('POST', paths.presenceSubscriptions)
      .map((body) => (body as { uris: string[] }).uris.length);
    expect(sizes).toEqual([100, 100, 5]);
  });

  it('of two askers at once do not overlap', async () => {
    const { scripted, connection, paths } = await open();
    await Promise.all([followPresence(connection, [bo]), followPresence(connection, [bo, cy])]);
    expect(scripted.bodiesOf('POST', paths.presenceSubscriptions)).toMatchObject([{ uris: [bo] }, { uris: [cy] }]);
  });

  it('are renewed ahead of time, and only then', async () => {
    const { scripted, connection } = await open();
    await followPresence(connection, [bo]);
    const extension = `POST ${scripted.subscription}?duration=30`;
    scripted.nowMs += 10 * 60_000;
    await renewPresence(connection);
    expect(scripted.asked).not.toContain(extension);
    scripted.nowMs += 10 * 60_000;
    await renewPresence(connection);
    await renewPresence(connection);
    expect(scripted.asked.filter((asked) => asked === extension)).toHaveLength(1);
  });

  it('that the server has forgotten are made anew, though it speaks of the application', async () => {
    const { scripted, connection, paths } = await open();
    await followPresence(connection, [bo, cy]);
    scripted.on('POST', `${scripted.subscription}?duration=30`, reason(404, 'NotFound', 'ApplicationNotFound'));
    scripted.nowMs += 25 * 60_000;
    await renewPresence(connection);
    expect(scripted.bodiesOf('POST', paths.presenceSubscriptions)).toEqual([
      { duration: 30, uris: [bo, cy] },
      { duration: 30, uris: [bo, cy] },
    ]);
    expect((await requireSession(scripted.options.session)).presence).toHaveLength(1);
  });

  it('that the server has ended are made anew without asking for the old one', async () => {
    const { scripted, connection, paths } = await open();
    await followPresence(connection, [bo]);
    await notePresenceEnded(connection);
    await renewPresence(connection);
    expect(scripted.asked.filter((asked) => asked.startsWith('POST'))).toEqual([
      `POST ${paths.presenceSubscriptions}`,
      `POST ${paths.presenceSubscriptions}`,
    ]);
  });

  it('do without an address that the server cannot read', async () => {
    const { scripted, connection, paths } = await open();
    const bad = 'sip:p3@example.org';
    scripted.on('POST', paths.presenceSubscriptions, ({ body }) =>
      String(body).includes(bad) ? reason(400, 'BadRequest', 'ParameterValidationFailure') : subscribed(1),
    );
    await followPresence(connection, people(5));
    const { presence } = await requireSession(scripted.options.session);
    expect(presence.flatMap(({ contacts }) => contacts).sort()).toEqual(people(5).filter((id) => id !== bad));
  });

  it('that the server does not allow stop nothing else', async () => {
    const { scripted, contacts, paths } = await open();
    scripted.on('POST', paths.presenceSubscriptions, reason(403, 'Forbidden', 'LimitExceeded'));
    expect((await contacts.list()).events).toHaveLength(2);
    expect(scripted.bodiesOf('POST', paths.presenceSubscriptions)).toHaveLength(1);
  });
});

describe('who somebody is', () => {
  it('is read where they are known to be', async () => {
    const { contacts, scripted, paths } = await open();
    await contacts.list();
    scripted.web.requests.length = 0;
    scripted.on('GET', paths.contact(cy), { json: contactResource(paths, cy, 'Cy D.') });
    expect(await contacts.resolve([cy])).toEqual({
      events: [{ type: 'contact', contact: { id: cy, kind: 'person', name: 'Cy D.', avatarUrl: `photo:${cy}` } }],
      unreadable: [],
    });
    expect(scripted.asked).toEqual([`GET ${paths.contact(cy)}`]);
  });

  it('is searched for in the organisation, and taken only if it is them', async () => {
    const { contacts, scripted, paths } = await open();
    const dan = 'sip:dan@example.org';
    const found = (...contact: object[]) => ({
      json: { moreResultsAvailable: false, _embedded: { contact }, rel: 'search' },
    });
    scripted.on(
      'GET',
      `${paths.search}?query=dan%40example.org&limit=10`,
      found(
        contactResource(paths, 'sip:jordan@example.org', 'Jordan'),
        contactResource(paths, 'sip:Dan@Example.org', 'Dan'),
      ),
    );
    // Nothing found: no `_embedded` at all (ucwa.md 6).
    scripted.on('GET', `${paths.search}?query=eve%40example.org&limit=10`, {
      json: { moreResultsAvailable: 'False', rel: 'search' },
    });
    const { events } = await contacts.resolve([dan, 'sip:eve@example.org', '8:joe', 'tel:+47']);
    expect(events).toEqual([
      { type: 'contact', contact: { id: dan, kind: 'person', name: 'Dan', avatarUrl: `photo:${dan}` } },
    ]);
  });

  it('is known of the user without asking', async () => {
    const { contacts, scripted } = await open();
    expect((await contacts.resolve([own])).events).toMatchObject([{ contact: { id: own, name: 'Ana Alm' } }]);
    expect(scripted.asked).toEqual([]);
  });

  it('is left out when they are gone or hidden', async () => {
    const { contacts, scripted, paths } = await open();
    await contacts.list();
    scripted.on('GET', paths.contact(cy), { status: 404, html: '' });
    expect((await contacts.resolve([cy])).events).toEqual([]);
  });
});

describe('a picture', () => {
  const jpeg = [0xff, 0xd8, 0xff];

  it('is read with the token, by the name of its owner', async () => {
    const { connection, contacts, scripted, paths } = await open();
    await contacts.list();
    const photo = paths.contactPart('sip:Bo@example.org', 'contactPhoto');
    scripted.on('GET', `${photo}?size=HR64X64`, { bytes: jpeg, headers: { 'Content-Type': 'image/jpeg' } });
    const content = await createObjectOperations(connection).read(`photo:${bo}`);
    expect(content).toEqual({ parts: [new Uint8Array(jpeg)], type: 'image/jpeg' });
    expect(scripted.web.requests.at(-1)).toMatchObject({
      isBinary: true,
      headers: { Accept: 'image/jpeg', Authorization: 'Bearer cwt=AAEB' },
    });
  });

  it('of the user has its own place', async () => {
    const { connection, scripted, paths } = await open();
    scripted.on('GET', `${paths.photo}?size=HR64X64`, { bytes: jpeg, headers: { 'Content-Type': 'image/jpeg' } });
    expect((await createObjectOperations(connection).read(`photo:${own}`)).parts).toHaveLength(1);
  });

  it.each<[Answer, string]>([
    [{ status: 404, html: '' }, 'not-found'],
    [reason(403, 'Forbidden'), 'forbidden'],
    [{ status: 504, html: '' }, 'server'],
  ])('that is not shown says why', async (answer, kind) => {
    const { connection, contacts, scripted, paths } = await open();
    await contacts.list();
    scripted.on('GET', `${paths.contactPart(cy, 'contactPhoto')}?size=HR64X64`, answer);
    await expect(createObjectOperations(connection).read(`photo:${cy}`)).rejects.toMatchObject({ kind });
  });

  it.each([
    'https://evil.example/x.jpg',
    '/ucwa/oauth/v1/applications/104082042405/photos/bo@example.org',
    'photo:8:joe',
    '',
  ])('cannot be asked for by an address (%s)', async (uri) => {
    const { connection, scripted } = await open();
    await expect(createObjectOperations(connection).read(uri)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(scripted.asked).toEqual([]);
  });
});
