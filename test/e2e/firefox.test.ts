// Skylark in real Firefox: what differs from Chromium is the installation, the sign-in window and the life of the background page.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawClient } from '../support/raw-client.ts';
import { createFirefoxWorld, type FirefoxWorld } from './firefox-world.ts';
import { dist, root } from './gateway-world.ts';
import { everythingShown, openConversation, reply, waitForMessage, waitForRow } from './screens.ts';
import { storedTexts } from './stored.ts';
import { until } from './until.ts';

/** Short, so that the background page is suspended between any two events. */
const idleMs = 1_500;

describe('in Firefox', () => {
  let world: FirefoxWorld;
  let joe: RawClient;
  const sent: string[] = [];

  async function send(content: string): Promise<void> {
    sent.push(content);
    await joe.send('8:fred.2', content);
  }

  async function expectAllStoredOnce(): Promise<void> {
    const wanted = [...sent].sort();
    await until('every message stored', async () => (await storedTexts(world.page, '8:joe.4')).length >= wanted.length);
    expect((await storedTexts(world.page, '8:joe.4')).sort()).toEqual(wanted);
  }

  beforeAll(async () => {
    world = await createFirefoxWorld(idleMs);
    joe = await world.connect('joe.4');
  });
  afterAll(() => world?.close());

  it('the add-on has nothing that the add-on linter minds', async () => {
    const program = join(root, 'node_modules', 'web-ext', 'bin', 'web-ext.js');
    const argv = [program, 'lint', '--source-dir', join(dist, 'firefox'), '--output', 'json'];
    const linter = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    const { summary } = JSON.parse(await text(linter.stdout)) as { summary: unknown };
    expect(summary).toEqual({ errors: 0, notices: 0, warnings: 0 });
  });

  it('installs, and opens its settings for somebody who has no account yet', async () => {
    const shown = await until('the first step', async () => {
      const words = await everythingShown(world.page);
      return words.includes('Connect your first account') && words;
    });
    expect(shown).toContain('127.0.0.1:8787');
    expect(await world.hasAccess('http://127.0.0.1/*')).toBe(true);
    expect(await world.hasAccess('https://chat.example.org/*')).toBe(false);
    expect(await world.badge()).toEqual({ text: '', title: expect.stringMatching(/^Skylark/) });
  });

  it('signs in through the sign-in window of the server', async () => {
    await world.signIn();
    await until('the connection', async () => /Connected/.test((await world.badge()).title));
    expect(await everythingShown(world.page)).toContain('Fred Adams');
  });

  it('stores and counts a message that arrives', async () => {
    await send('Hello, fox');
    await until('badge 1', async () => (await world.badge()).text === '1', 60_000);
    expect((await world.badge()).title).toMatch(/1 unread message/);
    await expectAllStoredOnce();
  });

  it('suspends the background page, and delivers once what was sent meanwhile when an alarm starts it again', async () => {
    await until('suspended', async () => !(await world.isBackgroundAlive()));
    await send('Sent while nobody listened');
    await send('And one more');
    await until('badge 3', async () => (await world.badge()).text === '3', 90_000);
    await expectAllStoredOnce();
  });

  it('shows the conversation in the popup, and the answer reaches the other person once', async () => {
    await until('suspended', async () => !(await world.isBackgroundAlive()));
    await world.show('popup/index.html');
    await waitForRow(world.page, 'Joe Bloggs', ({ unread }) => unread === 3);
    await openConversation(world.page, 'Joe Bloggs');
    await waitForMessage(world.page, 'Sent while nobody listened');
    await until('nothing unread', async () => (await world.badge()).text === '');
    await reply(world.page, 'Read <all> of it & more');
    const received = await joe.waitForMessage('Read');
    expect(received.content).toBe('Read &lt;all&gt; of it &amp; more');
    await until('shown as sent', async () => (await world.page.$('.bubble-pending')) === null);
    expect(await everythingShown(world.page)).not.toMatch(/\b\d+:[a-z]|joe\.4|fred\.2|@thread/);
    const answers = (await joe.messages('8:fred.2')).filter(({ content }) => content?.startsWith('Read'));
    expect(answers).toHaveLength(1);
    sent.push('Read &lt;all&gt; of it &amp; more');
    await expectAllStoredOnce();
  });
});
