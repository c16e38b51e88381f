// What other services change reaches applications through the database: on every database that there is.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGroup, setGroupMember } from '../../../../gateway/account/contact-groups.ts';
import { setBlocked } from '../../../../gateway/account/contacts.ts';
import { changeProfile } from '../../../../gateway/account/profile-change.ts';
import { readChange } from '../../../../gateway/ucwa/people/change-texts.ts';
import { tellChange } from '../../../../gateway/ucwa/people/changes.ts';
import { createUcwaContext, type UcwaContext } from '../../../../gateway/ucwa/ucwa-context.ts';
import { eachDatabase } from '../../../support/databases.ts';
import { href } from '../desk.ts';
import { type Neighbours, openNeighbours, type Person, type Told } from './neighbours.ts';

const words = (told: readonly Told[]) =>
  told.map(({ link, type, in: owner }) => `${link} ${type}${owner ? ` in ${owner}` : ''}`);

it.each([
  ['note 5', { kind: 'note', userId: 5 }],
  ['lists 5', { kind: 'lists', userId: 5 }],
  ['relation 5 8:live:joe', { kind: 'relation', userId: 5, mri: '8:live:joe' }],
  ['relation 5', undefined],
  ['weather 5', undefined],
  ['', undefined],
])('the text "%s" is read as what it says', (text, change) => {
  expect(readChange(text)).toEqual(change);
});

eachDatabase((openDatabase) => {
  let place: Neighbours;
  let context: UcwaContext;
  let fred: Person;
  let joe: Person;
  beforeEach(async () => {
    place = await openNeighbours({ database: await openDatabase() });
    context = createUcwaContext(place.desk.gateway.context);
    fred = await place.arrive('fred.2');
    joe = await place.arrive('joe.4');
    await place.befriend(fred.user, joe.user);
    await fred.hearAll();
    const lists = await fred.get(await fred.link('people', 'myContactsAndGroupsSubscription'));
    await fred.post(href(lists.json, 'startOrRefreshSubscriptionToContactsAndGroups'), { duration: 30 });
    await fred.post(await fred.link('people', 'presenceSubscriptions'), {
      duration: 30,
      uris: ['sip:joe.4@skylark.example'],
    });
    await fred.hearAll();
  });
  afterEach(() => place.close());

  it('the profile, the groups and the decisions of people', async () => {
    await context.database.transaction((transaction) => changeProfile(transaction, joe.user.userId, { mood: 'New' }));
    await fred.hear((told) => told.link === 'contactNote');
    const group = await createGroup(context, fred.user, 'Family');
    await fred.hear((told) => told.link === 'group');
    await setGroupMember(context, fred.user, group.id, joe.user.mri, true);
    await fred.hear((told) => told.in === 'group');
    await setBlocked(context, joe.user, fred.user.mri, true);
    await fred.hear((told) => told.link === 'contactLocation');
  });

  it('several at once are each told, in their order', async () => {
    await joe.post(await joe.link('me', 'note'), { message: 'One' });
    const groups = ['A', 'B', 'C', 'D'];
    for (const name of groups) await createGroup(context, fred.user, name);
    const told = await fred.hear((one) => one.link === 'group' && one.type === 'added');
    told.push(...(await fred.hearAll()));
    expect(words(told).filter((line) => line === 'group added in myGroups')).toHaveLength(groups.length);
    expect(words(told)).toContain('contactNote updated in contact');
  });

  it('when texts were lost, everything is looked at again', async () => {
    await tellChange(context, '');
    expect(words(await fred.hear((told) => told.link === 'contactPresence'))).toContain(
      'contactPresence updated in contact',
    );
  });
});
