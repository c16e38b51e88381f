import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPresenceOf } from '../../../../gateway/messaging/presence.ts';
import { chooseStatus } from '../../../../gateway/messaging/status.ts';
import { gracePeople, sweepPeople } from '../../../../gateway/ucwa/people/sweeper.ts';
import { createUcwaContext } from '../../../../gateway/ucwa/ucwa-context.ts';
import { at, type Json } from '../desk.ts';
import { type Neighbours, openNeighbours, type Person, type Told } from './neighbours.ts';

let place: Neighbours;
beforeEach(async () => {
  place = await openNeighbours();
});
afterEach(() => place.close());

const minuteMs = 60_000;
const meLinks = async (person: Person) => {
  const whole = await person.get(String(at(person.application, '_links', 'self', 'href')));
  return Object.keys(at(whole.json, '_embedded', 'me', '_links') as Json);
};
const shown = async (person: Person) => (await person.get(await person.link('me', 'presence'))).json;
const isAbout = (link: string, type: string) => (told: Told) => told.link === link && told.type === type;

describe('makeMeAvailable', () => {
  it('opens presence, note, location and the report of activity, and says so', async () => {
    const fred = await place.arrive('fred.2', { isLurking: true });
    expect(await meLinks(fred)).toContain('makeMeAvailable');
    const made = await fred.post(await fred.link('me', 'makeMeAvailable'), { SupportedModalities: ['Messaging'] });
    expect(made.status).toBe(204);
    expect(made.text).toBe('');
    expect(await meLinks(fred)).toEqual(expect.arrayContaining(['presence', 'note', 'location', 'reportMyActivity']));
    expect(await meLinks(fred)).not.toContain('makeMeAvailable');
    const told = await fred.hear(isAbout('communication', 'updated'));
    expect(told.map(({ sender, link, type }) => `${sender}: ${link} ${type}`)).toEqual([
      'me: me updated',
      'me: presence added',
      'me: note added',
      'me: location added',
      'communication: communication updated',
    ]);
  });

  it('is a conflict the second time, and refuses what is no messaging', async () => {
    const fred = await place.arrive('fred.2', { isLurking: true });
    const path = await fred.link('me', 'makeMeAvailable');
    const calls = await fred.post(path, { supportedModalities: ['Messaging', 'PhoneAudio'] });
    expect(calls.status).toBe(403);
    expect(calls.json).toMatchObject({ code: 'Forbidden', subcode: 'None' });
    expect((await fred.post(path)).status).toBe(204);
    const again = await fred.post(path);
    expect(again.status).toBe(409);
    expect(again.json).toMatchObject({ code: 'Conflict', subcode: 'AlreadyExists' });
  });

  it('tells a client of the second revision what worked', async () => {
    const fred = await place.arrive('fred.2', { isLurking: true });
    const path = await fred.link('me', 'makeMeAvailable');
    const made = await fred.post(path, {}, { 'X-MS-RequiresMinResourceVersion': '2' });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ operations: ['Messaging'] });
  });

  it('takes the words of XML, the wanted availability and both spellings of a time span', async () => {
    const fred = await place.arrive('fred.2', { isLurking: true });
    const input =
      '<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">' +
      '<propertyList name="supportedModalities"><item>Messaging</item></propertyList>' +
      '<property name="signInAs">BeRightBack</property><property name="inactiveTimeout">00:07:00</property></input>';
    const path = await fred.link('me', 'makeMeAvailable');
    expect((await fred.post(path, { inactiveTimeout: 'soon' })).status).toBe(400);
    expect((await fred.post(path, input, { 'Content-Type': 'application/xml' })).status).toBe(204);
    expect(await shown(fred)).toMatchObject({ availability: 'BeRightBack' });
  });

  it.each(['presence', 'note', 'location', 'reportMyActivity'])('is demanded before %s', async (rel) => {
    const fred = await place.arrive('fred.2', { isLurking: true });
    const self = String(at(fred.application, '_links', 'self', 'href'));
    for (const answer of [await fred.get(`${self}/me/${rel}`), await fred.post(`${self}/me/${rel}`)]) {
      if (answer.status === 405) continue;
      expect(answer.status).toBe(409);
      expect(answer.json).toMatchObject({ code: 'Conflict', subcode: 'MakeMeAvailableRequired' });
    }
  });

  it('keeps a lurker offline for contacts', async () => {
    const fred = await place.arrive('fred.2', { isLurking: true });
    const joe = await place.arrive('joe.4');
    await place.befriend(fred.user, joe.user);
    const presence = `${String(at(joe.application, '_links', 'self', 'href'))}/people/fred.2@skylark.example/presence`;
    expect((await joe.get(presence)).json).toMatchObject({ availability: 'Offline' });
    await fred.post(await fred.link('me', 'makeMeAvailable'));
    expect((await joe.get(presence)).json).toMatchObject({ availability: 'Online' });
  });
});

describe('own presence', () => {
  it.each([
    ['Online', { availability: 'Online' }, 'Online'],
    ['Busy', { availability: 'Busy' }, 'Busy'],
    ['DoNotDisturb', { availability: 'DoNotDisturb' }, 'Busy'],
    ['BeRightBack', { availability: 'BeRightBack' }, 'Away'],
    ['Away', { availability: 'Away' }, 'Away'],
    ['Offwork', { availability: 'Away', activity: 'off-work' }, 'Away'],
  ])('%s is shown as such, and to Skype clients as what they know', async (word, presence, status) => {
    const fred = await place.arrive('fred.2');
    expect((await fred.post(await fred.link('me', 'presence'), { availability: word })).status).toBe(204);
    const { _links, rel, ...own } = await shown(fred);
    expect(own).toEqual(presence);
    expect(rel).toBe('presence');
    const state = await readPresenceOf(place.desk.gateway.context.database, fred.user.userId);
    expect(state.endpoints.map((endpoint) => endpoint.status)).toEqual([status]);
  });

  it('can be given in XML and in the query, and goes back to automatic with an empty body', async () => {
    const fred = await place.arrive('fred.2');
    const path = await fred.link('me', 'presence');
    const input =
      '<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><property name="availability">Busy</property></input>';
    expect((await fred.post(path, input, { 'Content-Type': 'application/xml' })).status).toBe(204);
    expect(await shown(fred)).toMatchObject({ availability: 'Busy' });
    expect((await fred.post(`${path}?availability=Away`)).status).toBe(204);
    expect(await shown(fred)).toMatchObject({ availability: 'Away' });
    expect((await fred.post(path)).status).toBe(204);
    expect(await shown(fred)).toMatchObject({ availability: 'Online' });
    const wrong = await fred.post(path, { availability: 'Offline' });
    expect(wrong.status).toBe(400);
    expect(wrong.json).toMatchObject({ code: 'BadRequest', subcode: 'ParameterValidationFailure' });
    const xml = await fred.get(path, { Accept: 'application/xml' });
    expect(xml.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(xml.text).toContain('<property name="availability">Online</property>');
  });

  it('is told as changed, whether it changed for everybody or only in UCWA', async () => {
    const fred = await place.arrive('fred.2');
    const path = await fred.link('me', 'presence');
    await fred.post(path, { availability: 'Busy' });
    await fred.hear(isAbout('presence', 'updated'));
    await fred.post(path, { availability: 'DoNotDisturb' });
    await fred.hear(isAbout('presence', 'updated'));
    expect(await shown(fred)).toMatchObject({ availability: 'DoNotDisturb' });
  });

  it('forgets the finer word as soon as a Skype client chooses a status', async () => {
    const fred = await place.arrive('fred.2');
    await fred.post(await fred.link('me', 'presence'), { availability: 'DoNotDisturb' });
    const context = createUcwaContext(place.desk.gateway.context);
    const state = await readPresenceOf(context.database, fred.user.userId);
    const endpointId = state.endpoints[0]?.id ?? '';
    await chooseStatus(context, { ...fred.user, endpointId }, 'Busy');
    expect(await shown(fred)).toMatchObject({ availability: 'Busy' });
    await chooseStatus(context, { ...fred.user, endpointId }, 'Hidden');
    expect(await shown(fred)).toMatchObject({ availability: 'Offline' });
  });
});

describe('reportMyActivity', () => {
  it('keeps the user online; without it they are idle, then away; one report brings them back', async () => {
    const fred = await place.arrive('fred.2');
    const report = await fred.link('me', 'reportMyActivity');
    await place.pass(4 * minuteMs);
    expect((await fred.post(report)).status).toBe(204);
    await place.pass(4 * minuteMs);
    expect(await shown(fred)).toMatchObject({ availability: 'Online' });
    await place.pass(2 * minuteMs);
    expect(await shown(fred)).toMatchObject({ availability: 'IdleOnline' });
    await place.pass(5 * minuteMs);
    expect(await shown(fred)).toMatchObject({ availability: 'Away' });
    expect((await fred.post(report)).status).toBe(204);
    expect(await shown(fred)).toMatchObject({ availability: 'Online' });
  });

  it('goes by the time that the client gave', async () => {
    const fred = await place.arrive('fred.2', { isLurking: true });
    await fred.post(await fred.link('me', 'makeMeAvailable'), { inactiveTimeout: 'PT30M' });
    await place.pass(29 * minuteMs);
    expect(await shown(fred)).toMatchObject({ availability: 'Online' });
    await place.pass(2 * minuteMs);
    expect(await shown(fred)).toMatchObject({ availability: 'IdleOnline' });
  });

  it('shows somebody busy as idle, and leaves every other choice alone', async () => {
    const fred = await place.arrive('fred.2');
    const path = await fred.link('me', 'presence');
    await fred.post(path, { availability: 'Busy' });
    await fred.hearAll();
    await place.pass(6 * minuteMs);
    expect(await shown(fred)).toMatchObject({ availability: 'IdleBusy' });
    await fred.hear(isAbout('presence', 'updated'));
    await fred.post(path, { availability: 'DoNotDisturb' });
    await place.pass(30 * minuteMs);
    expect(await shown(fred)).toMatchObject({ availability: 'DoNotDisturb' });
    await fred.post(await fred.link('me', 'reportMyActivity'));
    expect(await shown(fred)).toMatchObject({ availability: 'DoNotDisturb' });
  });

  it('starts anew when the gateway was down: nobody could report then', async () => {
    const fred = await place.arrive('fred.2');
    const hourLater = createUcwaContext({ ...place.desk.gateway.context, now: () => Date.now() + 60 * minuteMs });
    await gracePeople(hourLater);
    await sweepPeople(hourLater);
    expect(await shown(fred)).toMatchObject({ availability: 'Online' });
  });

  it('does not bring back somebody who hides on another client', async () => {
    const fred = await place.arrive('fred.2');
    const context = createUcwaContext(place.desk.gateway.context);
    const state = await readPresenceOf(context.database, fred.user.userId);
    await chooseStatus(context, { ...fred.user, endpointId: state.endpoints[0]?.id ?? '' }, 'Hidden');
    await place.pass(30 * minuteMs);
    await fred.post(await fred.link('me', 'reportMyActivity'));
    expect(await shown(fred)).toMatchObject({ availability: 'Offline' });
  });
});

describe('note and location', () => {
  it('are the mood of the profile and a place, each cleared by an empty body', async () => {
    const fred = await place.arrive('fred.2');
    const note = await fred.link('me', 'note');
    const location = await fred.link('me', 'location');
    expect((await fred.get(note)).json).toMatchObject({ rel: 'note', message: '', type: 'Personal' });
    expect((await fred.post(note, { message: 'Tea & biscuits' })).status).toBe(204);
    expect((await fred.post(`${location}?location=Room%205`)).status).toBe(204);
    expect((await fred.get(note)).json).toMatchObject({ message: 'Tea & biscuits' });
    expect((await fred.get(location)).json).toMatchObject({ rel: 'location', location: 'Room 5' });
    expect((await fred.get(note, { Accept: 'application/xml' })).text).toContain(
      '<property name="message">Tea &amp; biscuits</property>',
    );
    const [row] = await place.desk.gateway.context.database.query<{ mood: string; rich_mood: string }>(
      'select mood, rich_mood from users where id = $1',
      [fred.user.userId],
    );
    expect(row).toEqual({ mood: 'Tea & biscuits', rich_mood: 'Tea & biscuits' });
    const told = await fred.hear(isAbout('location', 'updated'));
    expect(told.map(({ sender, link, type }) => `${sender}: ${link} ${type}`)).toEqual([
      'me: note updated',
      'me: location updated',
    ]);
    expect((await fred.post(note)).status).toBe(204);
    expect((await fred.post(location, {})).status).toBe(204);
    expect((await fred.get(note)).json).toMatchObject({ message: '' });
    expect((await fred.get(location)).json).toMatchObject({ location: '' });
  });

  it('refuses a note that no profile can hold, and a place of more than 60 characters', async () => {
    const fred = await place.arrive('fred.2');
    expect((await fred.post(await fred.link('me', 'note'), { message: 'x'.repeat(2_000) })).status).toBe(204);
    expect((await fred.post(await fred.link('me', 'note'), { message: 'x'.repeat(2_001) })).status).toBe(400);
    const answer = await fred.post(await fred.link('me', 'location'), { location: 'x'.repeat(61) });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      subcode: 'ParameterValidationFailure',
      parameters: [{ name: 'location', reason: 'expected at most 60 characters' }],
    });
  });
});
