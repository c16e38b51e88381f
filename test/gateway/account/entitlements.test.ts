import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantService } from '../../../gateway/account/entitlements.ts';
import { entitledServices } from '../../../src/skype/wire/entitlement.ts';
import { readWire } from '../../../src/skype/wire/read.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTown, type Town } from './town.ts';

// From the notes (skype.md 9.5).
const time = v.nullable(v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)));
const service = v.strictObject({
  id: v.string(),
  service: v.picklist(['pstn', 'voicemail', 'pstn_transfer', 'package']),
  href: v.pipe(v.string(), v.startsWith('/users/fred.2/services/')),
  active: v.boolean(),
  start: time,
  end: time,
  reset: time,
  balance: v.optional(v.number()),
  balanceFormatted: v.optional(v.string()),
  attributes: v.optional(v.record(v.string(), v.unknown())),
  quota: v.optional(v.number()),
  data: v.optional(v.record(v.string(), v.unknown())),
});

const base = '/consumer.entitlement.skype.com/users/fred.2/services';
const Accept = 'application/json; ver=3.0';

eachDatabase((openDatabase) => {
  let town: Town;
  const nowMs = Date.UTC(2016, 5, 15);
  beforeAll(async () => {
    town = await startTown(await openDatabase(), () => nowMs);
  });
  afterAll(() => town.gateway.close());
  const list = async () =>
    v.parse(v.array(service), (await town.call('fred.2', 'GET', base, undefined, { Accept })).body);

  const emptyTelephone = {
    ...{ id: 'pstn', service: 'pstn', href: '/users/fred.2/services/pstn', active: false, start: null, end: null },
    ...{ reset: null, balance: 0, balanceFormatted: '$0.00', attributes: { currency: 'USD' } },
  };

  it('everybody has the telephone service, without balance and not active', async () => {
    expect(await list()).toEqual([emptyTelephone]);
    expect((await town.call('fred.2', 'GET', `${base}/pstn`)).body).toEqual(emptyTelephone);
  });

  describe('what was given', () => {
    beforeAll(async () => {
      const { database } = town.gateway.context;
      const { userId } = town.who('fred.2');
      const year = { startsAtMs: Date.UTC(2016, 0, 1), endsAtMs: Date.UTC(2017, 0, 1) };
      await grantService(
        database,
        userId,
        { id: 'pstn', service: 'pstn', isActive: true, balance: 1234, currency: 'GBP' },
        0,
      );
      await grantService(database, userId, { id: 'voicemail', service: 'voicemail', isActive: true, ...year }, 1);
      await grantService(
        database,
        userId,
        {
          ...{ id: 'package.world-60', service: 'package', isActive: true, balance: 60, quota: 60, ...year },
          resetsAtMs: Date.UTC(2016, 1, 1),
          attributes: { monthly_minutes: 60, package: 'world-60' },
          data: { calling_plan: 'world', href: '/offers/world-60', nameFormatted: 'World minutes 60 mins 1 month' },
        },
        2,
      );
    });

    it('is listed in its order, with money as people write it and dates with an offset', async () => {
      const all = await list();
      expect(all).toMatchObject([
        { id: 'pstn', active: true, balance: 1234, balanceFormatted: '£12.34', attributes: { currency: 'GBP' } },
        { id: 'voicemail', active: true, start: '2016-01-01T00:00:00+00:00', end: '2017-01-01T00:00:00+00:00' },
        { id: 'package.world-60', balance: 60, quota: 60, reset: '2016-07-01T00:00:00+00:00' },
      ]);
      expect(all[2]).not.toHaveProperty('balanceFormatted');
      expect(all[2]?.attributes).toEqual({ monthly_minutes: 60, package: 'world-60' });
      expect(readWire(entitledServices, all).ok).toBe(true);
    });

    it('is found one by one, under its id', async () => {
      const reply = await town.call('fred.2', 'GET', `${base.replace('fred.2', 'SELF')}/package.world-60`);
      expect(reply.body).toMatchObject({ id: 'package.world-60', service: 'package' });
      const missing = await town.call('fred.2', 'GET', `${base}/caller_id`);
      expect(missing).toMatchObject({ status: 404, body: { errorCode: 404 } });
    });

    it('is over when its time is, whatever was said when it was given', async () => {
      const over = { id: 'pstn_transfer', service: 'pstn_transfer', isActive: true, resetsAtMs: nowMs + 1 } as const;
      const { database } = town.gateway.context;
      const state = async () => {
        const { body } = await town.call('anna.7', 'GET', base.replace('fred.2', 'anna.7'));
        return (body as { id: string; active: boolean; reset: string | null }[])[1];
      };
      await grantService(database, town.who('anna.7').userId, { ...over, endsAtMs: nowMs + 1 }, 1);
      expect(await state()).toMatchObject({ id: 'pstn_transfer', active: true, reset: '2016-06-15T00:00:00+00:00' });
      await grantService(database, town.who('anna.7').userId, { ...over, endsAtMs: nowMs }, 1);
      expect(await state()).toMatchObject({ id: 'pstn_transfer', active: false, reset: null });
    });

    it('is given to one', async () => {
      const { body } = await town.call('joe.4', 'GET', base.replace('fred.2', 'joe.4'));
      expect(body).toMatchObject([{ id: 'pstn', active: false }]);
      expect((await town.call('joe.4', 'GET', base)).status).toBe(403);
      expect((await town.call('joe.4', 'GET', `${base}/pstn`)).status).toBe(403);
    });
  });

  it.each([
    ['application/json; ver=3.0', 200],
    ['application/json;ver="3.0"', 200],
    ['application/json', 200],
    ['*/*', 200],
    ['application/json; ver=1.0, application/json; ver=3.0', 200],
    ['application/json; ver=1.0', 406],
    ['application/json; ver=4', 406],
  ])('a client that accepts "%s" is answered %i', async (accept, status) => {
    const reply = await town.call('fred.2', 'GET', base, undefined, { Accept: accept });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toMatch(
      status === 200 ? /^application\/json; ver=3\.0/ : /^application\/json/,
    );
  });
});
