import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPopup } from '../../scripts/live-extension.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import {
  everythingShown,
  openConversation,
  reply,
  shownMessages,
  shownRows,
  waitForMessage,
  waitForRow,
} from './screens.ts';

describe('a message sent anywhere', () => {
  let world: World;
  let joe: RawClient;

  beforeAll(async () => {
    world = await createWorld();
    await world.signIn();
    joe = await world.connect('joe.4');
  });
  afterAll(() => world?.close());

  it('shows on the badge, and the tooltip says the same in words', async () => {
    await world.waitForBadge('');
    await joe.send('8:fred.2', 'Lunch at noon?');
    await world.waitForBadge('1');
    expect((await world.badge()).title).toMatch(/1 unread message/);
    await joe.send('8:fred.2', 'Or later?');
    await world.waitForBadge('2');
  });

  it('is listed in the real popup of the toolbar button, with the name of who wrote it and no identifier', async () => {
    const popup = await openPopup(world.live);
    const row = await waitForRow(popup, 'Joe Bloggs', ({ unread }) => unread === 2);
    expect(row.line).toContain('Or later?');
    expect(await everythingShown(popup)).not.toMatch(/\b\d+:[a-z]|joe\.4|fred\.2|@thread/);
    await popup.close();
  });

  it('is read in the popup: the badge clears and the sender learns how far', async () => {
    const page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'Lunch at noon?');
    await world.waitForBadge('');
    const fred = await world.connect('fred.2');
    const horizon = await until('published horizon', async () => {
      const conversation = await fred.request('GET', '/v1/users/ME/conversations/8:joe.4?view=msnp24Equivalent');
      return String((conversation.properties as { consumptionhorizon?: string }).consumptionhorizon ?? '').match(
        /^(\d{13});/,
      );
    });
    const newest = (await fred.messages('8:joe.4'))[0];
    expect(horizon[1]).toBe(newest?.id);
    await fred.disconnect();
    await page.close();
  });

  it('is answered in place, and the other person receives exactly what was typed', async () => {
    const page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    await reply(page, 'Noon is fine if a < b & c');
    const received = await joe.waitForMessage('Noon is fine');
    expect(received.content).toBe('Noon is fine if a &lt; b &amp; c');
    expect(received.from).toMatch(/\/8:fred\.2$/);
    await until('the answer once, as sent', async () => {
      const shown = (await shownMessages(page)).filter((text) => text.includes('Noon is fine if a < b & c'));
      return shown.length === 1 && (await page.$('.bubble-pending')) === null;
    });
    const stored = (await joe.messages('8:fred.2')).filter(({ content }) => content?.includes('Noon is fine'));
    expect(stored).toHaveLength(1);
    await page.close();
  });

  it("clears from the badge when it is read on another of the user's clients", async () => {
    const fred = await world.connect('fred.2');
    await joe.send('8:fred.2', 'Read this elsewhere');
    await world.waitForBadge('1');
    const newest = (await fred.messages('8:joe.4'))[0];
    await fred.read('8:joe.4', String(newest?.id));
    await world.waitForBadge('');
    await fred.disconnect();
  });

  it('arrives from a group under the names of its members, and a topic renames it', async () => {
    const created = await joe.request('POST', '/v1/threads', {
      members: ['8:joe.4', '8:fred.2', '8:anna.7'].map((id) => ({ id, role: id === '8:joe.4' ? 'Admin' : 'User' })),
    });
    expect(created).toEqual({});
    const list = (await joe.request(
      'GET',
      '/v1/users/ME/conversations?startTime=0&pageSize=10&view=msnp24Equivalent&targetType=Thread',
    )) as {
      conversations: { id: string }[];
    };
    const thread = String(list.conversations[0]?.id);
    await joe.send(thread, 'Hello both');
    const page = await world.openPopup();
    const row = await until('untitled group', async () =>
      (await shownRows(page)).find(({ line }) => line.includes('Hello both')),
    );
    expect(row.name).toMatch(/Joe/);
    expect(row.name).toMatch(/Anna/);
    await joe.request('PUT', `/v1/threads/${thread}/properties?name=topic`, { topic: 'Climbing' });
    await waitForRow(page, 'Climbing');
    expect(await everythingShown(page)).not.toMatch(/\b\d+:[a-z]|@thread/);
    await page.close();
  });

  it('keeps a message that cannot be sent, says so, and sends it once when the server is back', async () => {
    const page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    await world.stopGateway('SIGKILL');
    await reply(page, 'Written while the server was away');
    await page.waitForSelector('.bubble-pending');
    await world.startGateway();
    const again = await world.connect('joe.4');
    await until('delivered', async () =>
      (await again.messages('8:fred.2')).some(({ content }) => content === 'Written while the server was away'),
    );
    await until('shown as sent', async () => (await page.$('.bubble-pending')) === null);
    const stored = (await again.messages('8:fred.2')).filter(({ content }) => content?.includes('server was away'));
    expect(stored).toHaveLength(1);
    await page.close();
  });
});
