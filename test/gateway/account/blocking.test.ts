import { afterAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../../gateway/storage/database.ts';
import { eachDatabase } from '../../support/databases.ts';
import { guestName, startTown, type Town } from './town.ts';

const base = '/contacts.skype.com/contacts/v2/users/SELF';

eachDatabase((openDatabase) => {
  let database: Database | undefined;
  let town: Town;
  beforeEach(async () => {
    database ??= await openDatabase();
    await database.query('delete from users');
    town = await startTown(database);
  });
  afterAll(() => database?.close());

  const block = (mri: string, body?: unknown) => town.call('fred.2', 'PUT', `${base}/contacts/blocklist/${mri}`, body);
  const reports = () => town.gateway.context.database.query('select mri, ui_version from abuse_reports order by mri');

  it('a report with a block is stored for whoever runs the gateway, once for each person', async () => {
    for (const version of ['skype.com', '908/1.85.0.29'])
      expect((await block('8:joe.4', { report_abuse: true, ui_version: version })).status).toBe(200);
    expect((await block('8:anna.7', { report_abuse: 'TRUE' })).status).toBe(200);
    expect(await reports()).toEqual([
      { mri: '8:anna.7', ui_version: '' },
      { mri: '8:joe.4', ui_version: '908/1.85.0.29' },
    ]);
    expect(town.gateway.logged()).toContain('"reported":"8:joe.4","msg":"abuse reported"');
  });

  it.each([[{ report_abuse: false, ui_version: 'skype.com' }], [{ report_abuse: 'false' }], [{}], [undefined]])(
    'nothing is reported by %j',
    async (body) => {
      expect((await block('8:joe.4', body)).status).toBe(200);
      expect(await reports()).toEqual([]);
    },
  );

  it('the requests of somebody who is blocked are gone, earlier and later ones', async () => {
    const ask = () => town.call('joe.4', 'POST', `${base}/contacts`, { mri: '8:fred.2', greeting: 'Please' });
    const open = async () => (await town.call('fred.2', 'GET', `${base}/invites`)).body;
    await ask();
    await block('8:joe.4');
    expect(await open()).toEqual({ invite_list: [] });
    expect((await ask()).status).toBe(200);
    await town.call('fred.2', 'DELETE', `${base}/blocklist/8:joe.4`);
    expect(await open()).toEqual({ invite_list: [] });
  });

  it('a guest can be blocked, but is nobody’s contact', async () => {
    const mri = `8:${guestName}`;
    expect((await town.call('fred.2', 'POST', `${base}/contacts`, { mri, greeting: '' })).status).toBe(404);
    expect((await block(encodeURIComponent(mri))).status).toBe(200);
    expect((await town.call('fred.2', 'GET', base)).body).toMatchObject({ contacts: [], blocklist: [{ mri }] });
  });
});
