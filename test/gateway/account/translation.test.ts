import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemoryDatabase } from '../../support/databases.ts';
import { startTown, type Town } from './town.ts';

const base = '/dev.microsofttranslator.com/api';

describe('translation', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(await openMemoryDatabase());
  });
  afterAll(() => town.gateway.close());
  const translate = (query: string) => town.call('fred.2', 'GET', `${base}/skype/translate?${query}`);

  it('has one language, in the shape of the notes', async () => {
    const { status, body } = await town.call('fred.2', 'GET', `${base}/languages`);
    expect([status, body]).toEqual([200, { text: { en: { name: 'English', nativeName: 'English', dir: 'ltr' } } }]);
  });

  it('of anything is a text that says there is none, whether the language is given or to be found out', async () => {
    const first = await translate('from=&to=fr&text=Hello');
    expect([first.status, first.body]).toEqual([200, 'Translation is not available on this gateway.']);
    const second = await translate(`from=fr&to=en&text=${encodeURIComponent(String(first.body))}`);
    expect([second.status, typeof second.body]).toEqual([200, 'string']);
  });

  it.each(['from=&text=Hello', 'from=&to=fr', 'from=&to=%20&text=Hello', 'from=1&to=fr&text=Hello'])(
    'is not asked for with "%s"',
    async (query) => expect((await translate(query)).status).toBe(400),
  );
});
