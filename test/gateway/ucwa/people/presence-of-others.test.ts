import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeContact, setBlocked } from '../../../../gateway/account/contacts.ts';
import { changeProfile } from '../../../../gateway/account/profile-change.ts';
import { connectEndpoint } from '../../../../gateway/messaging/endpoints.ts';
import { dropPresenceSubscriptions } from '../../../../gateway/ucwa/people/presence-subscriptions.ts';
import { createUcwaContext, type UcwaContext } from '../../../../gateway/ucwa/ucwa-context.ts';
import { at, href, type Json } from '../desk.ts';
import { type Neighbours, openNeighbours, type Person, type Told } from './neighbours.ts';

let place: Neighbours;
let context: UcwaContext;
let fred: Person;
let joe: Person;
beforeEach(async () => {
  place = await openNeighbours();
  context = createUcwaContext(place.desk.gateway.context);
  fred = await place.arrive('fred.2');
  joe = await place.arrive('joe.4', { displayName: 'Joe Doe' });
  await place.befriend(fred.user, joe.user);
  await fred.hearAll();
});
afterEach(() => place.close());

const minuteMs = 60_000;
const joes = 'sip:joe.4@skylark.example';
const self = (person: Person) => String(at(person.application, '_links', 'self', 'href'));
const ofJoe = (fact: string) => `${self(fred)}/people/joe.4@skylark.example/${fact}`;
const read = async (fact: string): Promise<Json> => {
  const { _links, rel, ...rest } = (await fred.get(ofJoe(fact))).json;
  return rest;
};

async function subscribe(uris: readonly string[] = [joes], duration = 30) {
  const answer = await fred.post(await fred.link('people', 'presenceSubscriptions'), { duration, uris });
  return answer;
}

const words = (told: readonly Told[]) =>
  told.map(({ sender, link, type, in: owner }) => `${sender}: ${link} ${type}${owner ? ` in ${owner}` : ''}`);
const isFact =
  (link: string, type = 'updated') =>
  (told: Told) =>
    told.link === link && told.type === type;
const setPresence = async (person: Person, availability: string) =>
  person.post(await person.link('me', 'presence'), { availability });

describe('the presence of a contact', () => {
  it('is what they chose, with kind of device and the time they were last seen', async () => {
    expect(await read('presence')).toEqual({ availability: 'Online', deviceType: 'Unknown' });
    await setPresence(joe, 'DoNotDisturb');
    expect(await read('presence')).toEqual({ availability: 'DoNotDisturb', deviceType: 'Unknown' });
    await joe.remove(self(joe));
    const { lastActive, ...gone } = await read('presence');
    expect(gone).toEqual({ availability: 'Offline', deviceType: 'Unknown' });
    expect(lastActive).toMatch(/^\/Date\(\d{13}\)\/$/);
  });

  it('has its note, place and modalities beside it, each as a resource of its own in JSON and XML', async () => {
    await joe.post(await joe.link('me', 'note'), { message: 'At the sea' });
    await joe.post(await joe.link('me', 'location'), { location: 'Brighton' });
    expect(await read('note')).toEqual({ message: 'At the sea', type: 'Personal' });
    expect(await read('location')).toEqual({ location: 'Brighton' });
    expect(await read('supportedMedia')).toEqual({ modalities: ['Messaging'] });
    expect(await read('privacyRelationship')).toEqual({ relationshipLevel: 'Colleagues' });
    const xml = (fact: string) => fred.get(ofJoe(fact), { Accept: 'application/xml' }).then(({ text }) => text);
    expect(await xml('note')).toContain('<property name="message">At the sea</property>');
    expect(await xml('supportedMedia')).toContain(
      '<propertyList name="modalities"><item>Messaging</item></propertyList>',
    );
    await joe.remove(self(joe));
    expect(await xml('presence')).toMatch(/<property name="lastActive">\d{4}-\d\d-\d\dT[\d:.]+Z<\/property>/);
  });

  it('shows nothing to strangers, to those who are blocked, and to those who block', async () => {
    await joe.post(await joe.link('me', 'note'), { message: 'At the sea' });
    const nothing = async () => {
      expect(await read('presence')).toEqual({ availability: 'Offline', deviceType: 'Unknown' });
      expect(await read('note')).toEqual({ message: '', type: 'Personal' });
      expect(await read('location')).toEqual({ location: '' });
      expect(await read('supportedMedia')).toEqual({ modalities: [] });
    };
    await setBlocked(context, joe.user, fred.user.mri, true);
    await nothing();
    await setBlocked(context, joe.user, fred.user.mri, false);
    expect(await read('note')).toMatchObject({ message: 'At the sea' });
    await setBlocked(context, fred.user, joe.user.mri, true);
    await nothing();
    await setBlocked(context, fred.user, joe.user.mri, false);
    await removeContact(context, joe.user, fred.user.mri);
    await nothing();
  });

  it('of nobody is 404, and so is that of somebody of another organisation', async () => {
    for (const address of ['nobody@skylark.example', 'joe.4@example.org', 'joe.4']) {
      expect((await fred.get(`${self(fred)}/people/${address}/presence`)).status).toBe(404);
    }
  });
});

describe('a presence subscription', () => {
  it('is made for some minutes, and makes the client look at once', async () => {
    await joe.post(await joe.link('me', 'note'), { message: 'At the sea' });
    const made = await subscribe([joes, 'sip:elsewhere@example.org']);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ rel: 'presenceSubscription', id: expect.any(String) });
    expect(Object.keys(made.json._links as Json).sort()).toEqual(['addToPresenceSubscription', 'memberships', 'self']);
    expect(made.headers.get('location')).toBe(href(made.json, 'self'));
    const told = await fred.hear(isFact('contactNote'));
    expect(words(told)).toEqual([
      'people: presenceSubscription added',
      'people: contact added in subscribedContacts',
      'people: contactPresence updated in contact',
      'people: contactNote updated in contact',
    ]);
    expect(told[2]?.href).toBe(ofJoe('presence'));
    expect(told[2]?.inHref).toBe(`${self(fred)}/people/joe.4@skylark.example`);
    const subscribed = await fred.get(await fred.link('people', 'subscribedContacts'));
    expect(at(subscribed.json, '_links', 'contact')).toEqual([{ href: told[2]?.inHref }]);
    const all = await fred.get(await fred.link('people', 'presenceSubscriptions'));
    expect(at(all.json, '_embedded', 'presenceSubscription', 0, 'id')).toBe(made.json.id);
  });

  it('tells of presence, note and place, and of nobody else', async () => {
    const anna = await place.arrive('anna.7');
    await place.befriend(fred.user, anna.user);
    await subscribe();
    await fred.hearAll();
    await setPresence(anna, 'Away');
    await setPresence(joe, 'Busy');
    expect(words(await fred.hear(isFact('contactPresence')))).toEqual(['people: contactPresence updated in contact']);
    await setPresence(joe, 'DoNotDisturb');
    await fred.hear(isFact('contactPresence'));
    expect(await read('presence')).toMatchObject({ availability: 'DoNotDisturb' });
    await context.database.transaction((transaction) =>
      changeProfile(transaction, joe.user.userId, { mood: 'From a Skype client' }),
    );
    expect(words(await fred.hear(isFact('contactNote')))).toEqual(['people: contactNote updated in contact']);
    await joe.post(await joe.link('me', 'location'), { location: 'Hove' });
    expect(words(await fred.hear(isFact('contactLocation')))).toEqual(['people: contactLocation updated in contact']);
    await joe.remove(self(joe));
    expect(words(await fred.hear(isFact('contactPresence')))).toContain('people: contactPresence updated in contact');
  });

  it('reaches people who are not on the list, once they have accepted the user', async () => {
    const anna = await place.arrive('anna.7');
    await place.befriend(fred.user, anna.user);
    await context.database.query('update contacts set is_listed = false where user_id = $1 and mri = $2', [
      fred.user.userId,
      anna.user.mri,
    ]);
    await subscribe(['sip:anna.7@skylark.example']);
    await fred.hearAll();
    await connectEndpoint(context, anna.user, '{00000000-0000-0000-0000-000000000001}');
    await setPresence(anna, 'Busy');
    expect(words(await fred.hear(isFact('contactPresence')))).toContain('people: contactPresence updated in contact');
  });

  it('says nothing more about somebody who blocks, but for one last look', async () => {
    await subscribe();
    await fred.hearAll();
    await setBlocked(context, joe.user, fred.user.mri, true);
    await fred.hear(isFact('contactNote'));
    expect(await read('presence')).toMatchObject({ availability: 'Offline' });
    await fred.hearAll();
    await setPresence(joe, 'Busy');
    await joe.post(await joe.link('me', 'note'), { message: 'Secret' });
    expect(await fred.hearAll()).toEqual([]);
    await setBlocked(context, joe.user, fred.user.mri, false);
    await fred.hear(isFact('contactPresence'));
    expect(await read('presence')).toMatchObject({ availability: 'Busy' });
  });

  it('announces its end, can be extended up to 30 minutes, and is over after that', async () => {
    const made = await subscribe([joes], 10);
    const path = href(made.json, 'self');
    // Nobody reports activity meanwhile; that is another subject.
    const heard = async () => words(await fred.hearAll()).filter((line) => !/presence updated/i.test(line));
    await fred.hearAll();
    await place.pass(9 * minuteMs);
    expect(await heard()).toEqual(['people: presenceSubscription updated']);
    const extended = await fred.post(`${path}?duration=10`);
    expect(extended.status).toBe(200);
    expect(extended.json).toMatchObject({ rel: 'presenceSubscription', id: made.json.id });
    expect((await fred.post(path, { duration: 30 })).status).toBe(200);
    await place.pass(27 * minuteMs);
    expect(await heard()).toEqual([]);
    await place.pass(2 * minuteMs);
    expect(await heard()).toEqual(['people: presenceSubscription updated']);
    await place.pass(2 * minuteMs);
    expect(await heard()).toEqual([
      'people: presenceSubscription deleted',
      'people: contact deleted in subscribedContacts',
    ]);
    const late = await fred.post(path, { duration: 30 });
    expect(late.status).toBe(404);
    expect(late.json).toMatchObject({ code: 'NotFound', subcode: 'ApplicationNotFound' });
    expect((await fred.get(self(fred))).status).toBe(200);
    await setPresence(joe, 'Busy');
    expect(words(await fred.hearAll())).toEqual([]);
  });

  it('is ended by DELETE, once', async () => {
    const made = await subscribe();
    await fred.hearAll();
    expect((await fred.remove(href(made.json, 'self'))).status).toBe(204);
    expect(words(await fred.hear(isFact('presenceSubscription', 'deleted')))).toContain(
      'people: presenceSubscription deleted',
    );
    expect((await fred.remove(href(made.json, 'self'))).status).toBe(404);
  });

  it('says to look at everybody again when more was waiting than the server keeps', async () => {
    await subscribe();
    await fred.hearAll();
    await setPresence(joe, 'Busy');
    await context.database.query('update subscriptions set is_lost = true where user_id = $1', [fred.user.userId]);
    await context.database.query('delete from events');
    const told = words(await fred.hearAll());
    expect(told).toContain('people: contactPresence updated in contact');
    expect(told).toContain('me: presence updated');
  });

  it('is gone without a word when the application is told to begin anew', async () => {
    await subscribe();
    await fred.hearAll();
    const [row] = await context.database.query<{ serial: number }>(
      'select serial from ucwa_applications where user_id = $1',
      [fred.user.userId],
    );
    await context.database.transaction((transaction) =>
      dropPresenceSubscriptions(transaction, { id: '', serial: row?.serial ?? 0 }),
    );
    await setPresence(joe, 'Busy');
    expect(await fred.hearAll()).toEqual([]);
    const all = await fred.get(await fred.link('people', 'presenceSubscriptions'));
    expect(all.json).not.toHaveProperty('_embedded');
  });

  it('takes further people, and lets go of single ones', async () => {
    const anna = await place.arrive('anna.7');
    await place.befriend(fred.user, anna.user);
    const made = await subscribe();
    await fred.hearAll();
    const added = await fred.post(href(made.json, 'addToPresenceSubscription'), {
      contactUris: ['sip:anna.7@skylark.example'],
    });
    expect(added.status).toBe(201);
    const [membership] = at(added.json, '_embedded', 'presenceSubscriptionMembership') as Json[];
    expect(Object.keys(membership?._links as Json).sort()).toEqual(['contact', 'presenceSubscription', 'self']);
    expect(words(await fred.hear(isFact('contactPresence')))).toEqual([
      'people: contact added in subscribedContacts',
      'people: contactPresence updated in contact',
    ]);
    const memberships = await fred.get(href(made.json, 'memberships'));
    expect(at(memberships.json, '_embedded', 'presenceSubscriptionMembership')).toHaveLength(2);
    expect((await fred.remove(href(membership, 'self'))).status).toBe(204);
    expect(words(await fred.hear(isFact('contact', 'deleted')))).toEqual([
      'people: contact deleted in subscribedContacts',
    ]);
    expect((await fred.remove(href(membership, 'self'))).status).toBe(404);
  });

  it.each([
    ['a duration under 10 minutes', { duration: 9, uris: [joes] }, 'duration'],
    ['a duration over 30 minutes', { duration: 31, uris: [joes] }, 'duration'],
    ['no people', { duration: 30 }, 'uris'],
    ['an empty list', { duration: 30, uris: [] }, 'uris'],
    ['what is no address', { duration: 30, uris: ['joe.4'] }, 'uris'],
  ])('refuses %s', async (_, body, field) => {
    const answer = await fred.post(await fred.link('people', 'presenceSubscriptions'), body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ subcode: 'ParameterValidationFailure', parameters: [{ name: field }] });
  });

  it('refuses more than an application may watch', async () => {
    await context.database.query(
      `insert into users (name, name_key, kind, display_name, firstname, created_at_ms)
       select 'many' || n, 'many' || n, 'user', 'Many', 'Many', 0 from generate_series(1, 1001) n`,
    );
    const uris = Array.from({ length: 1001 }, (_, index) => `sip:many${index + 1}@skylark.example`);
    const answer = await subscribe(uris);
    expect(answer.status).toBe(403);
    expect(answer.json).toMatchObject({ code: 'Forbidden', subcode: 'LimitExceeded' });
    expect((await subscribe(uris.slice(1))).status).toBe(201);
  });

  it('needs a user who is available', async () => {
    const anna = await place.arrive('anna.7', { isLurking: true });
    const answer = await anna.post(await anna.link('people', 'presenceSubscriptions'), { duration: 30, uris: [joes] });
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ subcode: 'MakeMeAvailableRequired' });
  });

  it('is read in XML, lists of one included', async () => {
    const made = await subscribe();
    const xml = await fred.get(await fred.link('people', 'presenceSubscriptions'), { Accept: 'application/xml' });
    expect(xml.text).toContain(`<resource rel="presenceSubscription" href="${href(made.json, 'self')}"`);
    expect(xml.text).toContain(`<property name="id">${String(made.json.id)}</property>`);
    const input =
      '<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><property name="Duration">11</property>' +
      `<propertyList name="Uris"><item>${joes}</item></propertyList></input>`;
    const path = await fred.link('people', 'presenceSubscriptions');
    expect((await fred.post(path, input, { 'Content-Type': 'application/xml' })).status).toBe(201);
  });
});
