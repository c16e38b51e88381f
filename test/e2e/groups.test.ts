import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawClient } from '../support/raw-client.ts';
import { faultsOf } from './axe.ts';
import {
  chooseForMember,
  chooseMore,
  findThread,
  openDetails,
  press,
  shownMembers,
  switchState,
  threadOf,
  waitForPanelText,
} from './group-steps.ts';
import { createWorld, until, type World } from './harness.ts';
import { everythingShown, openConversation, shownMessages, shownRows, waitForRow } from './screens.ts';

let world: World;
let joe: RawClient;
let anna: RawClient;
let page: Page;
let group: string;

beforeAll(async () => {
  world = await createWorld();
  await world.signIn();
  joe = await world.connect('joe.4');
  anna = await world.connect('anna.7');
  await world.waitForBadge('');
  page = await world.openPopup();
  await page.setViewport({ width: 400, height: 600 });
});
afterAll(() => world?.close());

const back = () => press(page, 'Back to the list');
const title = (name: string) =>
  until(`conversation ${name}`, async () => {
    const shown = await page.$eval('.conversation-who h1', (heading) => heading.textContent?.trim()).catch(() => '');
    return shown === name;
  });

describe('a new group', () => {
  it('is made by keyboard alone: people found by name, chips, a title, and it opens', async () => {
    await chooseMore(page, 'New group');
    await page.waitForSelector('.picker-option');
    await page.waitForFunction(() => document.activeElement?.matches('.picker input'));
    await page.keyboard.type('bloggs');
    await page.waitForFunction(() => document.querySelectorAll('.picker-option').length === 1);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.chip').length === 2);
    await page.keyboard.press('Backspace');
    await page.waitForFunction(() => document.querySelectorAll('.chip').length === 1);
    expect(await page.$$eval('.chip', (chips) => chips.map((chip) => chip.textContent))).toEqual(['Joe Bloggs']);
    expect(await faultsOf(page)).toEqual([]);
    await page.type('.choosing-end input', 'Climbing');
    await press(page, 'Create group');
    await title('Climbing');
    group = await findThread(joe, 'Climbing');
    expect((await threadOf(joe, group)).members.map(({ id, role }) => `${id} ${role}`).sort()).toEqual([
      '8:fred.2 Admin',
      '8:joe.4 User',
    ]);
    expect(await everythingShown(page)).not.toMatch(/\b\d+:[a-z]|@thread/);
  });

  it('is made out of a direct conversation, with the other person chosen already', async () => {
    await joe.send('8:fred.2', 'Shall we ask others?');
    const other = await world.openPopup();
    await openConversation(other, 'Joe Bloggs');
    await openDetails(other);
    await press(other, 'Add people');
    await other.waitForSelector('.chip');
    expect(await other.$eval('.chip', (chip) => chip.textContent)).toBe('Joe Bloggs');
    await other.keyboard.press('Escape');
    await other.waitForSelector('.group-hero');
    await other.close();
  });
});

describe('the details of a group', () => {
  it('say who is here, in what role, and who of them is the user', async () => {
    await openDetails(page);
    await waitForPanelText(page, /How this group works/);
    expect(await shownMembers(page)).toEqual(['Fred Adams · You · Administrator', 'Joe Bloggs · Online']);
    expect(await faultsOf(page)).toEqual([]);
  });

  it('rename it in place; Escape leaves the name as it is', async () => {
    await press(page, 'Rename');
    await page.waitForSelector('.group-topic-form input');
    await page.keyboard.type('Never');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.group-topic');
    await press(page, 'Rename');
    await page.waitForSelector('.group-topic-form input');
    await page.keyboard.type('Bouldering');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.group-topic h2')?.textContent === 'Bouldering');
    expect((await threadOf(joe, group)).properties.topic).toBe('Bouldering');
  });

  it('bring people in', async () => {
    await press(page, 'Add people');
    await page.waitForSelector('.picker-option');
    const offered = await page.$$eval('.picker-option', (options) => options.map((option) => option.textContent));
    expect(offered).not.toContain('Joe Bloggs');
    await page.keyboard.type('anna');
    await page.keyboard.press('Enter');
    await press(page, 'Add 1 person');
    await until('Anna is here', async () => (await shownMembers(page)).length === 3);
    expect((await threadOf(anna, group)).members).toHaveLength(3);
  });

  it('give and take back administration', async () => {
    await chooseForMember(page, 'Anna Cooper', 'Make administrator');
    await until('an administrator', async () =>
      (await shownMembers(page)).some((one) => /Anna.*Administrator/.test(one)),
    );
    expect((await threadOf(joe, group)).members.find(({ id }) => id === '8:anna.7')?.role).toBe('Admin');
    await chooseForMember(page, 'Anna Cooper', 'Take back administration');
    await until('no administrator', async () => !(await shownMembers(page)).some((one) => /Anna.*Admin/.test(one)));
  });

  it('remove somebody after a question, and not without', async () => {
    await chooseForMember(page, 'Joe Bloggs', 'Remove from group');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('dialog[open]'));
    expect(await page.$('.group-panel .group-hero')).not.toBeNull();
    await chooseForMember(page, 'Joe Bloggs', 'Remove from group');
    await page.locator('dialog[open] .button-danger').click();
    await until('Joe is gone', async () => (await shownMembers(page)).length === 2);
    await expect(joe.request('GET', `/v1/threads/${group}`)).rejects.toThrow('403');
  });

  it('switch the rules, each at the server', async () => {
    for (const [name, property] of [
      ['Joining by link', 'joiningenabled'],
      ['History for newcomers', 'historydisclosed'],
      ['Only administrators write', 'moderatedthread'],
    ] as const) {
      const before = await until(name, async () => {
        const state = await switchState(page, name);
        return state === undefined ? undefined : { state };
      });
      await press(page, name);
      await until(`${name} has turned`, async () => (await switchState(page, name)) === !before.state);
      expect((await threadOf(anna, group)).properties[property]).toBe(String(!before.state));
    }
    await press(page, 'Only administrators write');
    await until('everybody writes again', async () => (await switchState(page, 'Only administrators write')) === false);
  });

  it('go back to what the server has when it refuses, and say why', async () => {
    await anna.request('GET', `/v1/threads/${group}`);
    await world.stopGateway();
    await press(page, 'Only administrators write');
    await page.waitForFunction(() => [...document.querySelectorAll('.setting-failure')].some((one) => one.textContent));
    expect(await switchState(page, 'Only administrators write')).toBe(false);
    await world.startGateway();
    anna = await world.connect('anna.7');
    joe = await world.connect('joe.4');
    await until('it works again', async () => {
      await press(page, 'Only administrators write');
      await until('settled', async () => (await switchState(page, 'Only administrators write')) !== undefined);
      return switchState(page, 'Only administrators write');
    });
    await press(page, 'Only administrators write');
    await until('off again', async () => (await switchState(page, 'Only administrators write')) === false);
  });

  it('show the link for joining, by which somebody else comes in, and it is dead once it is switched off', async () => {
    await press(page, 'Show the link');
    const link = await until('link', () =>
      page.$eval('.group-link-row input', (field) => (field as HTMLInputElement).value),
    );
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/join\.skype\.com\/\w+$/);
    await press(page, 'Copy');
    await page.waitForFunction(() => document.querySelector('.group-link-row .button')?.textContent === 'Copied');
    expect(await faultsOf(page)).toEqual([]);
    const code = link.split('/').at(-1);
    expect(await joe.account('GET', `/api.join.skype.com/v1/meetings/${code}`)).toEqual({ threadId: group });
    await press(page, 'Joining by link');
    await page.waitForFunction(() => !document.querySelector('.group-link'));
    await expect(joe.account('GET', `/api.join.skype.com/v1/meetings/${code}`)).rejects.toThrow('404');
    expect((await threadOf(anna, group)).properties.joiningenabled).toBe('false');
  });

  it('show members who administer nothing the facts without the switches', async () => {
    await anna.request('POST', '/v1/threads', {
      members: [
        { id: '8:anna.7', role: 'Admin' },
        { id: '8:fred.2', role: 'User' },
      ],
      properties: { topic: 'Anna decides' },
    });
    const other = await world.openPopup();
    await openConversation(other, 'Anna decides');
    await openDetails(other);
    const said = await waitForPanelText(other, /Joining by link/);
    expect(said).toMatch(/Only members can bring people in/);
    expect(await other.$('.switch')).toBeNull();
    expect(await other.$$('.member')).toHaveLength(2);
    await other.close();
  });
});

describe('how loud a conversation is', () => {
  const isChosen = (name: string) =>
    until(`${name} is chosen`, () =>
      page.evaluate((wanted) => {
        const option = [...document.querySelectorAll('.choice-option')].find((one) =>
          one.textContent?.startsWith(wanted),
        );
        return !document.querySelector('.choice[aria-busy]') && option?.querySelector('input')?.checked;
      }, name),
    );
  const pick = async (name: string) => {
    await page.evaluate((wanted) => {
      const options = [...document.querySelectorAll<HTMLElement>('.choice-option')];
      options
        .find((one) => one.textContent?.startsWith(wanted))
        ?.querySelector('input')
        ?.click();
    }, name);
    await isChosen(name);
  };

  it('is chosen in its details, counts on the badge accordingly, and shows in the list', async () => {
    await pick('Nothing');
    await anna.send(group, 'Anybody?');
    await anna.send(group, '<at id="8:fred.2">Fred</at> too?');
    const list = await world.openPopup();
    const row = await waitForRow(list, 'Bouldering', ({ unread }) => unread === 2);
    expect(row.name).toBe('Bouldering');
    expect(await list.$eval('.row-muted', (sign) => sign.textContent)).toBe('Muted');
    expect((await world.badge()).text).toBe('');
    await pick('Only mentions');
    await world.waitForBadge('1');
    await pick('Everything');
    await world.waitForBadge('2');
    await until('no sign', async () => (await list.$('.row-muted')) === null);
    await list.close();
  });
});

describe('ending things', () => {
  it('deletes the history for this user only, after a question that says so', async () => {
    await press(page, 'Delete history');
    await page.waitForSelector('dialog[open]');
    expect(await page.$eval('dialog[open]', (dialog) => (dialog as HTMLElement).innerText)).toMatch(
      /disappears for you, on all your devices[\s\S]*cannot be undone/,
    );
    expect(await faultsOf(page)).toEqual([]);
    await page.locator('dialog[open] .button-danger').click();
    await page.waitForSelector('.conversation .log');
    await until('nothing is left', async () => (await shownMessages(page)).length === 0);
    await until('it says that it begins', () =>
      page.$eval('.log-start', (start) => /begins/.test(start.textContent ?? '')),
    );
    expect((await anna.messages(group)).some(({ content }) => content === 'Anybody?')).toBe(true);
    await back();
    const row = await waitForRow(page, 'Bouldering');
    expect(row).toMatchObject({ line: 'No messages yet', unread: 0 });
    await world.waitForBadge('');
  });

  it('leaves the group; what was written stays readable, and the screen says so', async () => {
    await anna.send(group, 'Stay a while');
    await openConversation(page, 'Bouldering');
    await until('the message', async () => (await shownMessages(page)).includes('Stay a while'));
    await openDetails(page);
    await press(page, 'Leave group');
    await page.locator('dialog[open] .button-danger').click();
    await waitForPanelText(page, /no longer a member/);
    expect(await page.$('.member')).toBeNull();
    await press(page, 'Back');
    await page.waitForSelector('.reply-closed');
    expect(await shownMessages(page)).toContain('Stay a while');
    expect((await threadOf(anna, group)).members.map(({ id }) => id)).toEqual(['8:anna.7']);
    await back();
  });

  it('deletes a direct conversation from the list together with its history', async () => {
    await openConversation(page, 'Joe Bloggs');
    await openDetails(page);
    await press(page, 'Delete history');
    await page.locator('dialog[open] .button-danger').click();
    await page.waitForSelector('.conversation .log');
    await back();
    await until('not listed', async () => !(await shownRows(page)).some(({ name }) => name === 'Joe Bloggs'));
    expect((await joe.messages('8:fred.2')).length).toBeGreaterThan(0);
  });
});

describe('joining by a link', () => {
  const paste = async (link: string) => {
    await page.waitForSelector('.joining input');
    await page.$eval('.joining input', (field) => (field as HTMLInputElement).select());
    await page.type('.joining input', link);
    await page.keyboard.press('Enter');
  };
  const problem = (pattern: RegExp) =>
    until(String(pattern), async () =>
      pattern.test(await page.$eval('.joining .setting-failure', (one) => one.textContent ?? '')),
    );

  it('says what is wrong with a link that leads nowhere', async () => {
    await chooseMore(page, 'Join a group');
    await paste('hello');
    await problem(/not a link|leads to no group/);
    await paste('https://join.skype.com/AbCdEf123456');
    await problem(/leads to no group/);
    await paste('https://elsewhere.example/AbCdEf123456');
    await problem(/another server/);
    expect(await faultsOf(page)).toEqual([]);
  });

  it('joins a group of strangers to it and opens it', async () => {
    await joe.request('POST', '/v1/threads', {
      members: [{ id: '8:joe.4', role: 'Admin' }],
      properties: { topic: 'Open house', joiningenabled: 'true' },
    });
    const open = await findThread(joe, 'Open house').catch(() => undefined);
    const thread = open ?? '';
    await joe.send(thread, 'Welcome, whoever comes');
    const { url } = (await joe.account('POST', '/api.join.skype.com/v1/meetings', { threadId: thread })) as {
      url: string;
    };
    await paste(url);
    await page.waitForSelector('.joining-found');
    expect(await page.$eval('.joining-found', (one) => (one as HTMLElement).innerText)).toMatch(/see that you joined/);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Join');
    await page.keyboard.press('Enter');
    await title('Open house');
    await until('what was written before', async () => (await shownMessages(page)).includes('Welcome, whoever comes'));
    expect((await threadOf(joe, thread)).members.map(({ id }) => id).sort()).toEqual(['8:fred.2', '8:joe.4']);
  });
});
