import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { botList } from '../../../src/skype/wire/bot.ts';
import { readWire } from '../../../src/skype/wire/read.ts';
import { openMemoryDatabase } from '../../support/databases.ts';
import { startTown, type Town } from './town.ts';

// From the notes (skype.md 8.4): every field there, none null.
const texts = ['description', 'developer', 'extra', 'webpage', 'tos', 'privacyStatement'];
const tiles = ['Small', 'Medium', 'Large', 'ExtraLarge', 'Static'].map((size) => `userTile${size}Url`);
const description = v.strictObject({
  agentId: v.string(),
  displayName: v.string(),
  ...Object.fromEntries([...texts, ...tiles].map((key) => [key, v.string()])),
  agentType: v.literal('Participant'),
  isTrusted: v.boolean(),
  capabilities: v.array(v.string()),
  supportedLocales: v.array(v.string()),
  starRating: v.number(),
});
const reply = v.strictObject({ agentDescriptions: v.array(description), continuationToken: v.null() });

describe('bots', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(await openMemoryDatabase());
    await town.settle({ name: 'Almanac', kind: 'bot', displayName: 'The almanac' });
    const { database } = town.gateway.context;
    await database.query("update users set about = 'Knows the days.', avatar_url = 'stored:2' where name = 'Almanac'");
    await database.query(
      `insert into bot_details (user_id, developer, extra, star_rating, supported_locales)
       values ($1, 'Skylark', '<a href="https://example.com/">Terms</a>', 4.5, '["en-US","en-GB"]')`,
      [town.who('Almanac').userId],
    );
  });
  afterAll(() => town.gateway.close());

  async function read(query = '') {
    const { status, body } = await town.call('fred.2', 'GET', `/api.aps.skype.com/v1/agents${query}`);
    expect(status).toBe(200);
    expect(readWire(botList, body).ok).toBe(true);
    return v.parse(reply, body).agentDescriptions;
  }

  it('are all described without an id, by name', async () => {
    expect((await read()).map((bot) => bot.displayName)).toEqual(['The almanac', 'Concierge']);
  });

  it('are found by name in any letter case, with and without prefix, and by UUID', async () => {
    const [row] = await town.gateway.context.database.query<{ person_id: string }>(
      "select person_id from users where name = 'Almanac'",
    );
    for (const id of ['almanac', 'ALMANAC', '28:Almanac', row?.person_id ?? '', row?.person_id.toUpperCase() ?? '']) {
      const [bot, ...others] = await read(`?agentId=${encodeURIComponent(id)}`);
      expect([bot?.displayName, others.length], id).toEqual(['The almanac', 0]);
    }
  });

  it('have every field of the notes', async () => {
    expect(await read('?agentId=almanac')).toEqual([
      expect.objectContaining({
        ...{
          agentId: 'Almanac',
          description: 'Knows the days.',
          developer: 'Skylark',
          isTrusted: true,
          starRating: 4.5,
        },
        ...{ supportedLocales: ['en-US', 'en-GB'], extra: expect.stringContaining('Terms') },
        userTileSmallUrl: 'https://gateway.test/avatar.skype.com/v1/avatars/Almanac/public?v=2',
      }),
    ]);
    expect(await read('?agentId=concierge')).toMatchObject([{ description: '', userTileSmallUrl: '', starRating: 0 }]);
  });

  it.each(['nobody', 'fred.2', '', '%', 'concierge almanac'])('are not found as "%s"', async (id) => {
    expect(await read(`?agentId=${encodeURIComponent(id)}`)).toEqual([]);
  });
});
