// The same by links alone, with the addresses of real servers and with those of the reference pages (ucwa.md 1.6).

import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { createGroup, setGroupMember } from '../../../../gateway/account/contact-groups.ts';
import { setAvatar } from '../../../../gateway/objects/avatars.ts';
import { at, href, type Json } from '../desk.ts';
import { type Neighbours, openNeighbours, type Person } from './neighbours.ts';

let place: Neighbours;
afterEach(() => place.close());

const withQuery = (path: string, name: string, value: string): string => {
  const url = new URL(path, 'https://gateway.test');
  url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
};

async function open(paths: 'real' | 'reference') {
  place = await openNeighbours({ paths });
  const fred = await place.arrive('fred.2');
  const joe = await place.arrive('joe.4', { displayName: 'Joe Doe' });
  await place.befriend(fred.user, joe.user);
  await fred.hearAll();
  return { fred, joe };
}

/** Every link of a resource that can be read answers with the resource of its rel. */
async function readAll(person: Person, resource: unknown, rels: readonly string[]): Promise<void> {
  for (const rel of rels) {
    const answer = await person.get(href(resource, rel));
    expect([rel, answer.status, answer.json.rel]).toEqual([rel, 200, rel]);
    const xml = await person.get(href(resource, rel), { Accept: 'application/xml' });
    expect(xml.text).toContain(`rel="${rel}" href="${href(answer.json, 'self').replaceAll('&', '&amp;')}"`);
  }
}

describe.each(['real', 'reference'] as const)('with the %s addresses', (paths) => {
  it('everything about oneself is reached by links, in both representations', async () => {
    const { fred } = await open(paths);
    const whole = await fred.get(String(at(fred.application, '_links', 'self', 'href')));
    const me = at(whole.json, '_embedded', 'me');
    await readAll(fred, me, ['presence', 'note', 'location']);
    expect((await fred.post(href(me, 'reportMyActivity'))).status).toBe(204);
    expect((await fred.post(href(me, 'presence'), { availability: 'Away' })).status).toBe(204);
  });

  it('everything about people is reached by links, in both representations', async () => {
    const { fred, joe } = await open(paths);
    const family = await createGroup(place.desk.gateway.context, fred.user, 'Family');
    await setGroupMember(place.desk.gateway.context, fred.user, family.id, joe.user.mri, true);
    const whole = await fred.get(String(at(fred.application, '_links', 'self', 'href')));
    const people = at(whole.json, '_embedded', 'people');
    const rels = Object.keys((people as Json)._links as Json).filter((rel) => rel !== 'self' && rel !== 'search');
    expect(rels).toHaveLength(8);
    await readAll(fred, people, rels);
    const found = await fred.get(withQuery(href(people, 'search'), 'query', 'joe'));
    const contact = at(found.json, '_embedded', 'contact', 0);
    expect(contact).toMatchObject({ uri: 'sip:joe.4@skylark.example' });
    const facts = Object.keys((contact as Json)._links as Json).filter(
      (rel) => !['self', 'contactPhoto'].includes(rel),
    );
    await readAll(fred, contact, facts);
    expect((await fred.get(href(contact, 'self'))).json).toEqual(contact);
    const groups = await fred.get(href(people, 'myGroups'));
    await readAll(fred, at(groups.json, '_embedded', 'group', 0), ['groupContacts']);
  });

  it('photos are reached by links', async () => {
    const { fred } = await open(paths);
    const picture = await sharp({ create: { width: 60, height: 60, channels: 3, background: 'blue' } })
      .jpeg()
      .toBuffer();
    await setAvatar(place.desk.gateway.context, fred.user.userId, new Uint8Array(picture));
    const reply = await fred.get(await fred.link('me', 'photo'));
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const found = await fred.get(withQuery(await fred.link('people', 'myContacts'), 'expand', 'true'));
    const photo = await fred.get(href(at(found.json, '_embedded', 'contact', 0), 'contactPhoto'));
    expect(photo.status).toBe(404);
  });

  it('presence is subscribed to, extended and ended by links', async () => {
    const { fred, joe } = await open(paths);
    const made = await fred.post(await fred.link('people', 'presenceSubscriptions'), {
      duration: 11,
      uris: ['sip:joe.4@skylark.example'],
    });
    expect(made.status).toBe(201);
    const told = await fred.hear((one) => one.link === 'contactPresence');
    const target = told.find((one) => one.link === 'contactPresence');
    expect((await fred.get(target?.href ?? '')).json).toMatchObject({ rel: 'contactPresence', availability: 'Online' });
    expect((await fred.get(target?.inHref ?? '')).json).toMatchObject({ uri: 'sip:joe.4@skylark.example' });
    expect((await fred.post(withQuery(href(made.json, 'self'), 'duration', '30'))).status).toBe(200);
    const added = await fred.post(href(made.json, 'addToPresenceSubscription'), {
      contactUris: ['sip:fred.2@skylark.example'],
    });
    expect(added.status).toBe(201);
    const memberships = await fred.get(href(made.json, 'memberships'));
    const list = at(memberships.json, '_embedded', 'presenceSubscriptionMembership') as Json[];
    expect(list).toHaveLength(2);
    for (const membership of list) expect((await fred.remove(href(membership, 'self'))).status).toBe(204);
    expect((await fred.remove(href(made.json, 'self'))).status).toBe(204);
    const groups = await fred.get(await fred.link('people', 'myGroups'));
    const group = href(at(groups.json, '_embedded', 'defaultGroup'), 'subscribeToGroupPresence');
    const ofGroup = await fred.post(withQuery(group, 'duration', '30'));
    expect(ofGroup.status).toBe(201);
    await joe.post(await joe.link('me', 'presence'), { availability: 'Busy' });
    await fred.hear((one) => one.link === 'contactPresence');
  });

  it('the subscription to the lists is started and stopped by links', async () => {
    const { fred } = await open(paths);
    const before = await fred.get(await fred.link('people', 'myContactsAndGroupsSubscription'));
    const started = await fred.post(href(before.json, 'startOrRefreshSubscriptionToContactsAndGroups'), {
      duration: 30,
    });
    expect(started.status).toBe(201);
    expect((await fred.post(href(started.json, 'stopSubscriptionToContactsAndGroups'))).status).toBe(204);
  });
});
