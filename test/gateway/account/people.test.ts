import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyContactPoint } from '../../../gateway/account/contact-points.ts';
import { contactPoint, peopleSettings, shortCircuitProfile } from '../../../src/skype/wire/people.ts';
import { readWire } from '../../../src/skype/wire/read.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTown, type Town } from './town.ts';

// From the notes (skype.md 9.4).
const email = v.strictObject({
  Acl: v.null(),
  AddSearchableApplications: v.null(),
  DeleteSearchableApplications: v.null(),
  HasSearchableApplications: v.boolean(),
  Label: v.string(),
  Name: v.string(),
  Searchable: v.boolean(),
  SearchableApplications: v.array(v.strictObject({ Name: v.string() })),
  Source: v.literal('Msa'),
  State: v.picklist(['Verified', 'Unverified']),
});
const phone = v.strictObject({
  ...email.entries,
  Acl: v.literal(''),
  Country: v.string(),
  CountryName: v.string(),
  SuggestedVerifyMethod: v.literal('Sms'),
});
const named = <S extends v.GenericSchema>(name: string, Value: S) =>
  v.strictObject({ Acl: v.null(), Name: v.literal(name), Value });
const attributes = v.strictTuple([
  named('PersonalContactProfile.Emails', v.array(email)),
  named('PersonalContactProfile.Emails.LastModified', v.pipe(v.string(), v.regex(/^\/Date\(\d{13}\)\/$/))),
  named('PhoneVerificationQosAlert', v.literal(0)),
  named('PersonalContactProfile.Phones', v.array(phone)),
]);
const whole = v.strictObject({
  TraceGraph: v.null(),
  Views: v.strictTuple([
    v.strictObject({
      Attributes: attributes,
      Id: v.strictObject({ Cid: v.pipe(v.string(), v.regex(/^-?\d{1,19}$/)), Puid: v.null() }),
    }),
  ]),
});

const settings = '/people.directory.live.com/people/account/settings';
const profile = '/pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json';
const appId = '5c7a1e34-3a23-4a36-b2e6-7aa15be85f07';

eachDatabase((openDatabase) => {
  let town: Town;
  let nowMs = 1_451_606_400_000;
  beforeAll(async () => {
    town = await startTown(await openDatabase(), () => nowMs);
  });
  afterAll(() => town.gateway.close());

  describe('the setting that adds address book contacts', () => {
    const headers = { 'X-AppId': appId, 'X-SerializeAs': 'purejson' };
    const read = async (name = 'fred.2') => (await town.call(name, 'GET', settings, undefined, headers)).body;
    const set = (Value: unknown) =>
      town.call('fred.2', 'POST', settings, { Settings: [{ Name: 'Skype.AutoBuddy', Value }] }, headers);

    it('is there only when it is on, as a text', async () => {
      expect(await read()).toEqual({ Settings: [] });
      expect((await set(true)).status).toBe(200);
      expect(await read()).toEqual({ Settings: [{ Name: 'Skype.AutoBuddy', Value: 'true' }] });
      expect(readWire(peopleSettings, await read()).ok).toBe(true);
      expect(await read('joe.4')).toEqual({ Settings: [] });
      expect((await set(false)).status).toBe(200);
      expect(await read()).toEqual({ Settings: [] });
    });

    it.each([
      ['another name', { Settings: [{ Name: 'Skype.Other', Value: true }] }],
      ['a number', { Settings: [{ Name: 'Skype.AutoBuddy', Value: 1 }] }],
      ['no list', { Settings: { Name: 'Skype.AutoBuddy', Value: true } }],
      ['nothing', {}],
      ['broken JSON', '{"Settings"'],
    ])('is not changed by %s', async (_, body) => {
      await set(true);
      expect((await town.call('fred.2', 'POST', settings, body)).status).toBe(400);
      expect(await read()).toEqual({ Settings: [{ Name: 'Skype.AutoBuddy', Value: 'true' }] });
    });
  });

  describe('the short-circuit profile', () => {
    const headers = { 'PS-ApplicationId': appId };
    async function read(name = 'fred.2') {
      const { status, body } = await town.call(name, 'GET', profile, undefined, headers);
      expect(status).toBe(200);
      expect(readWire(shortCircuitProfile, body).ok).toBe(true);
      const [{ Attributes, Id }] = v.parse(whole, body).Views;
      for (const point of [...Attributes[0].Value, ...Attributes[3].Value])
        expect(readWire(contactPoint, point).ok).toBe(true);
      return { emails: Attributes[0].Value, changed: Attributes[1].Value, phones: Attributes[3].Value, cid: Id.Cid };
    }
    const change = (kind: 'Emails' | 'Phones', Value: unknown) =>
      town.call(
        'fred.2',
        'POST',
        profile,
        { Attributes: [{ Name: `PersonalContactProfile.${kind}`, Value }] },
        headers,
      );

    it('of a new account has no addresses and a number of its own', async () => {
      const [fred, joe] = [await read(), await read('joe.4')];
      expect(fred).toMatchObject({ emails: [], phones: [], changed: '/Date(1451606400000)/' });
      expect(fred.cid).not.toBe(joe.cid);
      expect((await read()).cid).toBe(fred.cid);
    });

    it('takes addresses, which nobody has verified, and the profile lists them', async () => {
      nowMs += 5000;
      const reply = await change('Emails', [
        { Name: 'fred.adams@live.co.uk', Label: 'Email_Other', State: 'Verified', Searchable: true },
        { Name: 'fred@work.example', Label: 'Email_Business' },
      ]);
      expect(reply.status).toBe(200);
      const { emails, changed } = await read();
      expect(emails).toMatchObject([
        {
          ...{ Name: 'fred.adams@live.co.uk', State: 'Unverified', Searchable: true, HasSearchableApplications: true },
          SearchableApplications: [{ Name: 'Skype' }],
        },
        { Name: 'fred@work.example', Label: 'Email_Business', Searchable: false, SearchableApplications: [] },
      ]);
      expect(changed).toBe('/Date(1451606405000)/');
      const own = await town.call('fred.2', 'GET', '/api.skype.com/users/self/profile');
      expect(own.body).toMatchObject({ emails: ['fred.adams@live.co.uk', 'fred@work.example'] });
    });

    it('takes telephone numbers with label and country, and leaves the addresses alone', async () => {
      nowMs += 5000;
      await change('Phones', [{ Name: '07012345678', Label: 'Phone_Other', Country: 'UK-44', CountryName: 'UK' }]);
      const { emails, phones, changed } = await read();
      expect(phones).toMatchObject([
        {
          ...{ Name: '07012345678', Label: 'Phone_Other', Country: 'UK-44', CountryName: 'UK', State: 'Unverified' },
          ...{ Searchable: false, HasSearchableApplications: false, SearchableApplications: [] },
        },
      ]);
      expect([emails.length, changed]).toEqual([2, '/Date(1451606405000)/']);
    });

    it('edits one entry and keeps the others; what is verified stays so', async () => {
      await verifyContactPoint(
        town.gateway.context.database,
        town.who('fred.2').userId,
        'email',
        'fred.adams@live.co.uk',
      );
      await change('Emails', [
        { Name: 'FRED.adams@live.co.uk', DeleteSearchableApplications: [{ Name: 'Skype' }], State: 'Unverified' },
      ]);
      expect((await read()).emails).toMatchObject([
        { Name: 'fred.adams@live.co.uk', State: 'Verified', Searchable: false, Label: 'Email_Other' },
        { Name: 'fred@work.example' },
      ]);
      await change('Emails', [{ Name: 'fred.adams@live.co.uk', AddSearchableApplications: [{ Name: 'Skype' }] }]);
      expect((await read()).emails[0]).toMatchObject({ State: 'Verified', Searchable: true });
    });

    it('lets an entry go, and does not remember that it was verified', async () => {
      await change('Emails', [{ Name: 'fred.adams@live.co.uk', State: 'Removed' }]);
      expect((await read()).emails.map(({ Name }) => Name)).toEqual(['fred@work.example']);
      await change('Emails', [{ Name: 'fred.adams@live.co.uk' }]);
      expect((await read()).emails[1]).toMatchObject({ State: 'Unverified', Label: 'Email_Other' });
    });

    it.each([
      ['an address without @', { Name: 'PersonalContactProfile.Emails', Value: [{ Name: 'fred' }] }],
      ['a number of letters', { Name: 'PersonalContactProfile.Phones', Value: [{ Name: 'call me' }] }],
      [
        'the label of a telephone',
        { Name: 'PersonalContactProfile.Emails', Value: [{ Name: 'a@b', Label: 'Phone_Home' }] },
      ],
      ['no list', { Name: 'PersonalContactProfile.Emails', Value: 'fred@work.example' }],
      ['no name of an entry', { Name: 'PersonalContactProfile.Emails', Value: [{}] }],
      [
        'an attribute that follows from others',
        { Name: 'PersonalContactProfile.Emails.LastModified', Value: '/Date(0)/' },
      ],
      ['an attribute of another name', { Name: 'toString', Value: [] }],
      [
        'more than are kept',
        {
          Name: 'PersonalContactProfile.Phones',
          Value: Array.from({ length: 21 }, (_, n) => ({ Name: `0701234567${n}` })),
        },
      ],
    ])('is left as it was by %s', async (_, wrong) => {
      const before = await read();
      const good = { Name: 'PersonalContactProfile.Emails', Value: [{ Name: 'late@work.example' }] };
      const reply = await town.call('fred.2', 'POST', profile, { Attributes: [good, wrong] });
      expect(reply).toMatchObject({ status: 400, body: { errorCode: 400, message: expect.any(String) } });
      expect(await read()).toEqual(before);
    });

    it.each([
      ['nothing', undefined],
      ['an empty list', { Attributes: [] }],
      ['broken JSON', '{"Attributes":['],
    ])('is not changed by %s', async (_, body) =>
      expect((await town.call('fred.2', 'POST', profile, body)).status).toBe(400),
    );
  });
});
