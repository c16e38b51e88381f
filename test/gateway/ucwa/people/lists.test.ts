import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroup, removeGroup, renameGroup, setGroupMember } from '../../../../gateway/account/contact-groups.ts';
import { removeContact, setBlocked } from '../../../../gateway/account/contacts.ts';
import { changeProfile } from '../../../../gateway/account/profile-change.ts';
import { createUcwaContext, type UcwaContext } from '../../../../gateway/ucwa/ucwa-context.ts';
import { at, href, type Json } from '../desk.ts';
import { type Neighbours, openNeighbours, type Person, type Told } from './neighbours.ts';

let place: Neighbours;
let context: UcwaContext;
let fred: Person;
let joe: Person;
let favourites: string;
beforeEach(async () => {
  place = await openNeighbours();
  context = createUcwaContext(place.desk.gateway.context);
  fred = await place.arrive('fred.2', { displayName: 'Fred Adams' });
  joe = await place.arrive('joe.4', { displayName: 'Joe Doe' });
  await place.befriend(fred.user, joe.user);
  const [row] = await context.database.query<{ id: string }>(
    'select id from contact_groups where user_id = $1 and is_favorites',
    [fred.user.userId],
  );
  favourites = row?.id ?? '';
  await fred.hearAll();
});
afterEach(() => place.close());

const minuteMs = 60_000;
const self = (person: Person) => String(at(person.application, '_links', 'self', 'href'));
const joesHref = () => `${self(fred)}/people/joe.4@skylark.example`;
const open = async (rel: string, query = '', headers: Record<string, string> = {}) =>
  fred.get(`${await fred.link('people', rel)}${query}`, headers);
const uris = (answer: Json) => ((at(answer, '_embedded', 'contact') ?? []) as Json[]).map((contact) => contact.uri);
const isContact = (type: string) => (told: Told) => told.link === 'contact' && told.type === type;
const words = (told: readonly Told[]) =>
  told.map(({ link, type, in: owner }) => `${link} ${type}${owner ? ` in ${owner}` : ''}`);

describe('my contacts', () => {
  it('are whole contacts, or links to them', async () => {
    const answer = await open('myContacts');
    expect(answer.status).toBe(200);
    expect(answer.json.rel).toBe('myContacts');
    const [contact] = at(answer.json, '_embedded', 'contact') as Json[];
    expect(contact).toMatchObject({
      rel: 'contact',
      uri: 'sip:joe.4@skylark.example',
      name: 'Joe Doe',
      type: 'User',
      sourceNetwork: 'SameEnterprise',
      etag: expect.any(String),
    });
    expect(Object.keys(contact?._links as Json).sort()).toEqual([
      'contactLocation',
      'contactNote',
      'contactPhoto',
      'contactPresence',
      'contactPrivacyRelationship',
      'contactSupportedModalities',
      'self',
    ]);
    const links = await open('myContacts', '?expand=false');
    expect(links.json._embedded).toBeUndefined();
    expect(at(links.json, '_links', 'contact')).toEqual([{ href: joesHref() }]);
  });

  it('leave out whom the user has blocked, and need no embedded part when there are none', async () => {
    await setBlocked(context, fred.user, joe.user.mri, true);
    const answer = await open('myContacts');
    expect(answer.status).toBe(200);
    expect(answer.json._embedded).toBeUndefined();
  });

  it('are written in XML as nested resources', async () => {
    const { text } = await open('myContacts', '', { Accept: 'application/xml' });
    expect(text).toContain(`<resource rel="contact" href="${joesHref()}"`);
    expect(text).toContain('<property name="uri">sip:joe.4@skylark.example</property>');
    expect(text).toContain(`<link rel="contactPresence" href="${joesHref()}/presence"`);
  });
});

describe('a contact', () => {
  it('has an etag that changes with what it says; the same version is not sent again', async () => {
    const first = await fred.get(joesHref());
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toBe(`"${String(first.json.etag)}"`);
    expect((await fred.get(joesHref(), { 'If-None-Match': etag })).status).toBe(304);
    await context.database.transaction((transaction) =>
      changeProfile(transaction, joe.user.userId, { firstname: 'Joseph', lastname: 'Doe' }),
    );
    const second = await fred.get(joesHref(), { 'If-None-Match': etag });
    expect(second.status).toBe(200);
    expect(second.json.name).toBe('Joseph Doe');
  });

  it('shows the rest of the profile only when its owner has accepted the user', async () => {
    await context.database.query(
      `update users set emails = '["joe@example.org"]', jobtitle = 'Baker', phone_mobile = '+44 20 7946 0000' where id = $1`,
      [joe.user.userId],
    );
    expect((await fred.get(joesHref())).json).toMatchObject({
      emailAddresses: ['joe@example.org'],
      title: 'Baker',
      mobilePhoneNumber: 'tel:+442079460000',
    });
    await setBlocked(context, joe.user, fred.user.mri, true);
    const { json } = await fred.get(joesHref());
    expect(json.name).toBe('Joe Doe');
    expect(json).not.toHaveProperty('emailAddresses');
    expect(json).not.toHaveProperty('title');
    expect(json).not.toHaveProperty('mobilePhoneNumber');
  });

  it('has the name that the user gave them', async () => {
    await context.database.query("update contacts set display_name = 'Joey' where user_id = $1", [fred.user.userId]);
    expect((await fred.get(joesHref())).json.name).toBe('Joey');
  });

  it('can be a bot', async () => {
    await place.desk.gateway.createUser({ name: 'concierge', kind: 'bot', displayName: 'Concierge' });
    const { json } = await fred.get(`${self(fred)}/people/concierge@skylark.example`);
    expect(json).toMatchObject({ uri: 'sip:concierge@skylark.example', type: 'Bot' });
  });

  it('who is a guest is known only to those who met them', async () => {
    const guest = await place.desk.gateway.createUser({ name: 'visitor', kind: 'guest', displayName: 'Visitor' });
    const path = `${self(fred)}/people/visitor@skylark.example`;
    expect((await fred.get(path)).status).toBe(404);
    await context.database.query(
      "insert into conversations (id, is_thread, created_at_ms, version) values ('19:one@thread.skype', true, 1, 1)",
    );
    await context.database.query(
      `insert into members (conversation_id, user_id, cid, joined_at, version)
       select '19:one@thread.skype', id, '19:one@thread.skype', 1, 1 from users where id = any ($1::bigint[])`,
      [[fred.user.userId, guest.userId]],
    );
    expect((await fred.get(path)).json).toMatchObject({ name: 'Visitor' });
    expect((await joe.get(`${self(joe)}/people/visitor@skylark.example`)).status).toBe(404);
  });

  it('is nobody else’s to ask for', async () => {
    const answer = await joe.get(joesHref());
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ subcode: 'ApplicationNotFound' });
  });
});

describe('my groups', () => {
  it('are the default one, the pinned one and the named ones, with who is in them', async () => {
    const family = await createGroup(context, fred.user, 'Family');
    await setGroupMember(context, fred.user, family.id, joe.user.mri, true);
    await setGroupMember(context, fred.user, favourites, joe.user.mri, true);
    const { json } = await open('myGroups');
    expect(at(json, '_embedded', 'defaultGroup')).toMatchObject({ rel: 'defaultGroup', id: 'default' });
    expect(at(json, '_embedded', 'pinnedGroup')).toMatchObject({ rel: 'pinnedGroup', id: favourites });
    const groups = at(json, '_embedded', 'group') as Json[];
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ rel: 'group', id: family.id, name: 'Family' });
    for (const group of [groups[0], at(json, '_embedded', 'pinnedGroup')]) {
      expect(uris((await fred.get(href(group, 'groupContacts'))).json)).toEqual(['sip:joe.4@skylark.example']);
    }
    const others = await fred.get(href(at(json, '_embedded', 'defaultGroup'), 'groupContacts'));
    expect(others.json).toMatchObject({ rel: 'groupContacts' });
    expect(uris(others.json)).toEqual([]);
    expect((await fred.get(href(groups[0], 'self'))).json).toMatchObject({ id: family.id, name: 'Family' });
    const links = await open('myGroups', '?expand=false');
    expect(at(links.json, '_links', 'group')).toEqual([{ href: href(groups[0], 'self') }]);
    expect(at(links.json, '_links', 'pinnedGroup', 'href')).toBe(href(at(json, '_embedded', 'pinnedGroup'), 'self'));
    const memberships = await open('myGroupMemberships');
    expect(at(memberships.json, '_embedded', 'myGroupMembership')).toHaveLength(2);
    const ofFamily = await open('myGroupMemberships', `?groupId=${family.id}`);
    const [membership] = at(ofFamily.json, '_embedded', 'myGroupMembership') as Json[];
    expect(href(membership, 'contact')).toBe(joesHref());
    expect(href(membership, 'group')).toBe(href(groups[0], 'self'));
    expect((await fred.get(href(membership, 'self'))).json).toMatchObject({ rel: 'myGroupMembership' });
  });

  it('are the user’s own alone', async () => {
    const [row] = await context.database.query<{ id: string }>('select id from contact_groups where user_id = $1', [
      joe.user.userId,
    ]);
    expect((await fred.get(`${self(fred)}/people/groups/${row?.id}`)).status).toBe(404);
    expect((await fred.get(`${self(fred)}/people/contacts?groupId=${row?.id}`)).status).toBe(404);
  });

  it('can be subscribed to: whoever joins or leaves them is watched from then on or no longer', async () => {
    const family = await createGroup(context, fred.user, 'Family');
    const { json } = await open('myGroups');
    const path = new URL(href(at(json, '_embedded', 'group', 0), 'subscribeToGroupPresence'), 'https://gateway.test');
    path.searchParams.set('duration', '30');
    const made = await fred.post(`${path.pathname}${path.search}`);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ rel: 'presenceSubscription', id: family.id });
    expect(Object.keys(made.json._links as Json).sort()).toEqual(['memberships', 'self']);
    await fred.hearAll();
    await setGroupMember(context, fred.user, family.id, joe.user.mri, true);
    const told = await fred.hear((one) => one.link === 'contactPresence');
    expect(words(told)).toEqual(['contact added in subscribedContacts', 'contactPresence updated in contact']);
    await joe.post(await joe.link('me', 'presence'), { availability: 'Busy' });
    await fred.hear((one) => one.link === 'contactPresence');
    await setGroupMember(context, fred.user, family.id, joe.user.mri, false);
    expect(words(await fred.hear(isContact('deleted')))).toEqual(['contact deleted in subscribedContacts']);
    await joe.post(await joe.link('me', 'presence'), { availability: 'Online' });
    expect(await fred.hearAll()).toEqual([]);
    const unknown = await fred.post(`${self(fred)}/people/presenceSubscriptions?groupId=none&duration=30`);
    expect(unknown.status).toBe(404);
  });
});

describe('search', () => {
  it('finds people by name or address, says whether there are more, and embeds nothing when nobody is found', async () => {
    await place.desk.settle('joanna.9', 'Joanna Doe');
    const both = await open('search', '?query=doe&limit=20');
    expect(both.json).toMatchObject({ rel: 'search', moreResultsAvailable: false });
    expect(uris(both.json).sort()).toEqual(['sip:joanna.9@skylark.example', 'sip:joe.4@skylark.example']);
    const one = await open('search', '?query=doe&limit=1');
    expect(one.json.moreResultsAvailable).toBe(true);
    expect(uris(one.json)).toHaveLength(1);
    expect(uris((await open('search', '?Query=sip%3Ajoe.4%40skylark.example')).json)).toEqual([
      'sip:joe.4@skylark.example',
    ]);
    const none = await open('search', '?query=zzz');
    expect(none.status).toBe(200);
    expect(none.json).not.toHaveProperty('_embedded');
    expect((await open('search', '?query=doe', { Accept: 'application/xml' })).text).toContain(
      '<property name="moreResultsAvailable">False</property>',
    );
  });

  it('does not find somebody who has blocked the user', async () => {
    await setBlocked(context, joe.user, fred.user.mri, true);
    expect((await open('search', '?query=doe')).json).not.toHaveProperty('_embedded');
    expect((await open('search', '?query=joe.4%40skylark.example')).json).not.toHaveProperty('_embedded');
  });

  it.each(['', '?query=', `?query=${'x'.repeat(257)}`, '?query=a&limit=0', '?query=a&limit=101', '?query=a&limit=x'])(
    'refuses "%s"',
    async (query) => {
      const answer = await open('search', query);
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({ code: 'BadRequest', subcode: 'ParameterValidationFailure' });
    },
  );
});

describe('the subscription to contacts and groups', () => {
  const rel = 'myContactsAndGroupsSubscription';
  const begin = async (body: unknown = { duration: 30 }) => {
    const { json } = await open(rel);
    return fred.post(href(json, 'startOrRefreshSubscriptionToContactsAndGroups'), body);
  };

  it('starts, is refreshed and stops, and has a link to stop only while it runs', async () => {
    const before = await open(rel);
    expect(before.json).toMatchObject({ rel, state: 'Disconnected' });
    expect(before.json._links).not.toHaveProperty('stopSubscriptionToContactsAndGroups');
    const started = await begin();
    expect(started.status).toBe(201);
    expect(started.json).toMatchObject({ rel, state: 'Connected' });
    expect((await begin({ duration: 60 })).status).toBe(201);
    expect((await begin({ duration: 9 })).status).toBe(400);
    expect((await begin({ duration: 61 })).status).toBe(400);
    const stopped = await fred.post(href(started.json, 'stopSubscriptionToContactsAndGroups'));
    expect(stopped.status).toBe(204);
    expect((await open(rel)).json).toMatchObject({ state: 'Disconnected' });
  });

  it('tells of contacts and groups that any client adds, changes or removes', async () => {
    await begin();
    const anna = await place.desk.settle('anna.7', 'Anna');
    await place.befriend(fred.user, anna);
    expect(words(await fred.hear((told) => told.in === 'defaultGroup'))).toEqual([
      'contact added in myContacts',
      'contact added in defaultGroup',
    ]);
    const family = await createGroup(context, fred.user, 'Family');
    expect(words(await fred.hear((told) => told.link === 'group'))).toEqual(['group added in myGroups']);
    await setGroupMember(context, fred.user, family.id, joe.user.mri, true);
    expect(words(await fred.hear((told) => told.in === 'group')).sort()).toEqual([
      'contact added in group',
      'contact deleted in defaultGroup',
    ]);
    await setGroupMember(context, fred.user, favourites, joe.user.mri, true);
    expect(words(await fred.hear((told) => told.in === 'pinnedGroup'))).toEqual(['contact added in pinnedGroup']);
    await renameGroup(context, fred.user, family.id, 'Relatives');
    expect(words(await fred.hear((told) => told.link === 'group' && told.type === 'added'))).toEqual([
      'group deleted in myGroups',
      'group added in myGroups',
    ]);
    await removeGroup(context, fred.user, family.id);
    expect(words(await fred.hear((told) => told.in === 'defaultGroup'))).toEqual([
      'group deleted in myGroups',
      'contact added in defaultGroup',
    ]);
    await removeContact(context, fred.user, joe.user.mri);
    const gone = await fred.hear((told) => told.in === 'pinnedGroup');
    expect(words(gone).sort()).toEqual([
      'contact deleted in defaultGroup',
      'contact deleted in myContacts',
      'contact deleted in pinnedGroup',
    ]);
    expect(new Set(gone.map((told) => told.href))).toEqual(new Set([joesHref()]));
  });

  it('says nothing when it does not run, and makes up for what was missed when it is refreshed', async () => {
    await begin();
    await fred.post(`${self(fred)}/people/contactsAndGroupsSubscription/stop`);
    await createGroup(context, fred.user, 'Family');
    expect(await fred.hearAll()).toEqual([]);
    await begin();
    expect(await fred.hearAll()).toEqual([]);
    await context.database.query('update ucwa_list_subscriptions set told = jsonb_set(told, $1::text[], $2::jsonb)', [
      ['contacts'],
      '[]',
    ]);
    await begin();
    expect(words(await fred.hear(isContact('added')))).toEqual(['contact added in myContacts']);
  });

  it('announces its end, and is over after 30 minutes at the latest', async () => {
    const heard = async () => words(await fred.hearAll()).filter((line) => line.startsWith(rel));
    await begin({ duration: 60 });
    await place.pass(27 * minuteMs);
    expect(await heard()).toEqual([]);
    await place.pass(2 * minuteMs);
    expect(await heard()).toEqual([`${rel} updated`]);
    await place.pass(2 * minuteMs);
    expect(await heard()).toEqual([`${rel} updated`]);
    expect((await open(rel)).json).toMatchObject({ state: 'Disconnected' });
  });
});
