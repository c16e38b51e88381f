import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeContactPoints, verifyContactPoint } from '../../../gateway/account/contact-points.ts';
import { grantService } from '../../../gateway/account/entitlements.ts';
import { toPlainText } from '../../../src/markup/plain-text.ts';
import type { DirectRequest, SendDirect } from '../../../src/service/operations.ts';
import { createDeviceOperations } from '../../../src/skype/operations/devices.ts';
import { createAddressBookOperations } from '../../../src/skype/operations/people-settings.ts';
import { createProfileOperations } from '../../../src/skype/operations/profile.ts';
import { createEntitlementOperations } from '../../../src/skype/operations/services.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { connect } from '../client/support.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

let counter = 0;
async function somebody() {
  counter += 1;
  const client = await connect(gateway, `fred${counter}`);
  const send: SendDirect = (request) => client.service.request(request);
  return { ...client, send };
}

/** Answers every request with the same JSON and keeps what was asked. */
function answering(body: unknown) {
  const asked: DirectRequest[] = [];
  const send: SendDirect = async (request) => {
    asked.push(request);
    return { text: JSON.stringify(body) };
  };
  return { send, asked };
}

describe('the own profile', () => {
  it('is written field by field and read back; what is emptied is gone, the rest stays', async () => {
    const fred = await somebody();
    const profile = createProfileOperations(fred.send, fred.id);
    await profile.change({
      ...{
        firstName: 'Fred',
        lastName: 'Adams',
        mood: 'a < b & <b>c</b>',
        about: 'line\nline',
        birthday: '1985-06-15',
      },
      ...{ gender: 'male', language: 'en', country: 'GB', region: 'Greater London', city: 'London' },
      ...{ homepage: 'example.org', jobTitle: 'Driver', phoneHome: '1', phoneMobile: '2', phoneWork: '3' },
    });
    const { fields, person } = await profile.read();
    expect(fields).toEqual({
      ...{
        firstName: 'Fred',
        lastName: 'Adams',
        mood: 'a < b & <b>c</b>',
        about: 'line\nline',
        birthday: '1985-06-15',
      },
      ...{ gender: 'male', language: 'en', country: 'GB', region: 'Greater London', city: 'London' },
      ...{ homepage: 'example.org', jobTitle: 'Driver', phoneHome: '1', phoneMobile: '2', phoneWork: '3' },
    });
    expect(person.name).toBe('Fred Adams');
    expect(toPlainText(person.mood ?? [])).toBe('a < b & <b>c</b>');
    await profile.change({ mood: '', birthday: '', gender: '', country: '', firstName: '' });
    const after = (await profile.read()).fields;
    expect(after).toMatchObject({ mood: '', birthday: '', gender: '', country: '', firstName: '', city: 'London' });
  });

  it('has a whole name in its first field split at the last space', async () => {
    const { send } = answering({ username: 'fred', firstname: 'Mary Ann Major', lastname: null });
    const { fields } = await createProfileOperations(send, '8:fred').read();
    expect(fields).toMatchObject({ firstName: 'Mary Ann', lastName: 'Major' });
  });

  it('has a picture that is set from a stored attachment and taken away again', async () => {
    const fred = await somebody();
    expect((await createProfileOperations(fred.send, fred.id).read()).picture).toBeUndefined();
    const { send, asked } = answering({});
    await createProfileOperations(send, '8:fred').setPicture('the-attachment', 'image/jpeg');
    await createProfileOperations(send, '8:fred').removePicture();
    const headers = { 'Content-Type': 'image/jpeg' };
    expect(asked).toEqual([
      { place: 'avatar', method: 'PUT', path: '/v1/avatars/fred', attachment: 'the-attachment', headers },
      { place: 'avatar', method: 'DELETE', path: '/v1/avatars/fred' },
    ]);
  });

  it('lists addresses and numbers with what the server knows of each', async () => {
    const fred = await somebody();
    const { userId } = fred.identity;
    await changeContactPoints(gateway.context, userId, [
      { kind: 'email', address: 'fred@example.com', label: 'Email_Work', isSearchable: true },
      { kind: 'phone', address: '07700 900321', label: 'Phone_Other', country: 'UK-44', countryName: 'UK' },
    ]);
    await verifyContactPoint(gateway.context.database, userId, 'email', 'fred@example.com');
    expect(await createProfileOperations(fred.send, fred.id).listContactPoints()).toEqual([
      { kind: 'email', address: 'fred@example.com', label: 'work', isVerified: true, isSearchable: true },
      { kind: 'phone', address: '07700 900321', label: 'other', isVerified: false, isSearchable: false },
    ]);
  });
});

describe('services', () => {
  it('are read with balance, minutes and times', async () => {
    const fred = await somebody();
    const pstn = { id: 'pstn', service: 'pstn', isActive: true, balance: 1234, currency: 'GBP' } as const;
    await grantService(gateway.context.database, fred.identity.userId, pstn, 0);
    const startsAtMs = Date.UTC(2016, 0, 1);
    await grantService(
      gateway.context.database,
      fred.identity.userId,
      {
        ...{ id: 'package.x', service: 'package', isActive: true, balance: 45, quota: 60, startsAtMs },
        attributes: { monthly_minutes: 60 },
        data: { nameFormatted: 'World minutes' },
      },
      1,
    );
    expect(await createEntitlementOperations(fred.send, fred.id).list()).toEqual([
      { id: 'pstn', kind: 'telephone', name: '', isActive: true, money: { amount: 12.34, currency: 'GBP' } },
      {
        ...{ id: 'package.x', kind: 'package', name: 'World minutes', isActive: true },
        ...{ startsAtMs, minutes: { left: 45, quota: 60 } },
      },
    ]);
  });

  const pstn = { id: 'pstn', service: 'pstn', active: false, attributes: { currency: 'GBP' } };
  it.each([
    [0, '£0.00', { money: { amount: 0, currency: 'GBP' } }],
    [150, '£1.50', { money: { amount: 1.5, currency: 'GBP' } }],
    [1.5, '£1.50', { money: { amount: 1.5, currency: 'GBP' } }],
    [150, '', { money: { amount: 1.5, currency: 'GBP' } }],
    [7, 'a lot: £99', { balanceText: 'a lot: £99' }],
  ])(
    'with a balance of %j written as %j are read as what the text says',
    async (balance, balanceFormatted, expected) => {
      const { send, asked } = answering([{ ...pstn, balance, balanceFormatted }]);
      const [service] = await createEntitlementOperations(send, '8:fred').list();
      expect(service).toMatchObject(expected);
      expect(asked[0]?.headers).toEqual({ Accept: 'application/json; ver=3.0' });
    },
  );

  it('have no cents where the currency has none', async () => {
    const yen = { ...pstn, attributes: { currency: 'JPY' }, balance: 500, balanceFormatted: '¥500' };
    const [service] = await createEntitlementOperations(answering([yen]).send, '8:fred').list();
    expect(service?.money).toEqual({ amount: 500, currency: 'JPY' });
  });

  it('that cannot be read do not take the others along; a reply that is no list is unreadable', async () => {
    const mixed = [{ id: 7 }, null, { ...pstn, end: '22016-01-01', start: null }];
    const [service, ...others] = await createEntitlementOperations(answering(mixed).send, '8:fred').list();
    expect(others).toEqual([]);
    expect(service).toEqual({ id: 'pstn', kind: 'telephone', name: '', isActive: false });
    const none = createEntitlementOperations(answering({ nothing: 1 }).send, '8:fred');
    await expect(none.list()).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('the address book', () => {
  it('adds contacts by itself only while that is on', async () => {
    const fred = await somebody();
    const book = createAddressBookOperations(fred.send);
    expect(await book.readAutoBuddy()).toBe(false);
    await book.setAutoBuddy(true);
    expect(fred.requests.at(-1)?.body).toBe('{"Settings":[{"Name":"Skype.AutoBuddy","Value":true}]}');
    expect(await book.readAutoBuddy()).toBe(true);
    await book.setAutoBuddy(false);
    expect(await book.readAutoBuddy()).toBe(false);
  });
});

describe('devices', () => {
  it('are listed with what they say of themselves, the own one first, and can be signed out', async () => {
    const fred = await somebody();
    await fred.service.open('online');
    const token = await gateway.tokenFor(fred.identity);
    const headers = { Authentication: `skypetoken=${token}`, 'Content-Type': 'application/json' };
    const made = await gateway.fetch('/v1/users/ME/endpoints', { method: 'POST', headers, body: '{}' });
    const registration = made.headers.get('set-registrationtoken')?.split(';')[0] ?? '';
    await gateway.fetch('/v1/users/ME/endpoints/SELF/presenceDocs/messagingService', {
      method: 'PUT',
      headers: { RegistrationToken: registration, 'Content-Type': 'application/json' },
      body: JSON.stringify({ privateInfo: { epname: 'Pocket' }, publicInfo: { type: 17, version: '908/1' } }),
    });
    const devices = createDeviceOperations(fred.send);
    const [own, phone, ...others] = await devices.list();
    expect(others).toEqual([]);
    expect(own).toMatchObject({ isOwn: true, kind: 'web', name: 'Skylark' });
    expect(phone).toMatchObject({ isOwn: false, kind: 'android', name: 'Pocket', version: '908/1' });
    expect(phone?.lastActiveAtMs).toBeGreaterThan(0);
    await devices.signOut(phone?.id ?? '');
    expect((await devices.list()).map(({ id }) => id)).toEqual([own?.id]);
    // Somebody else was faster.
    await expect(devices.signOut(phone?.id ?? '')).resolves.toBeUndefined();
  });

  it('of a server that has no list are those that published presence', async () => {
    const link = 'https://server.example/v1/users/8:fred/endpoints/%7Babc%7D/presenceDocs/messagingService';
    const send: SendDirect = async ({ path }) => {
      if (path === '/users/ME/endpoints') throw Object.assign(new Error('no such page'), { kind: 'not-found' });
      return { text: JSON.stringify({ endpointPresenceDocs: [{ link }, { link }] }) };
    };
    const device = { id: '{abc}', kind: 'unknown', name: '', version: '', isOwn: false };
    expect(await createDeviceOperations(send).list()).toEqual([device]);
  });
});
