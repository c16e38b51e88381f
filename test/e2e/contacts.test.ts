import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawClient } from '../support/raw-client.ts';
import { faultsOf } from './axe.ts';
import { createWorld, until, type World } from './harness.ts';
import { everythingShown, shownRows } from './screens.ts';

const contactService = '/contacts.skype.com/contacts/v2/users/SELF';
const anna = '8:anna.7';
const joe = '8:joe.4';
const fred = '8:fred.2';

type ListedContact = { mri: string; authorized: boolean; favorite?: boolean };
type ContactList = {
  contacts: ListedContact[];
  blocklist: { mri: string }[];
  groups: { name: string; contacts: string[] }[];
};

const button = (page: Page, name: string) => page.locator(`::-p-aria([name="${name}"][role="button"])`);
const press = (page: Page, name: string) => button(page, name).click();
const textOf = (page: Page, selector: string) =>
  page.$$eval(selector, (found) => found.map((element) => element.textContent?.trim() ?? '').join('\n'));
const shows = (page: Page, selector: string, words: string | RegExp) =>
  until(`"${words}" in ${selector}`, async () => {
    const text = await textOf(page, selector);
    return typeof words === 'string' ? text.includes(words) : words.test(text);
  });

async function chooseInMenu(page: Page, item: string): Promise<void> {
  await press(page, 'More');
  await page.locator(`::-p-aria([name="${item}"][role="menuitem"])`).click();
}

async function openContacts(page: Page): Promise<void> {
  await chooseInMenu(page, 'Contacts');
  await page.waitForSelector('.people-tabs');
}

/** Presses the row of this name in the panel. */
async function openPerson(page: Page, name: string): Promise<void> {
  const row = await until(`row ${name}`, async () => {
    for (const candidate of await page.$$('.people-list .row')) {
      const shown = await candidate.$eval('.row-name', (element) => element.textContent?.trim());
      if (shown === name) return candidate;
    }
    return undefined;
  });
  await row.click();
  await shows(page, '.person-who h2', name);
}

describe('contacts', () => {
  let world: World;
  let freds: RawClient;
  let annas: RawClient;
  let joes: RawClient;

  const listOf = async (client: RawClient) => (await client.account('GET', contactService)) as ContactList;
  const invitesOf = async (client: RawClient) =>
    (
      (await client.account('GET', `${contactService}/invites`)) as {
        invite_list: { mri: string; invites: { message: string }[] }[];
      }
    ).invite_list;
  async function part(other: RawClient, mri: string) {
    await freds.account('DELETE', `${contactService}/contacts/${mri}`);
    await other.account('DELETE', `${contactService}/contacts/${fred}`);
  }

  beforeAll(async () => {
    world = await createWorld();
    freds = await world.connect('fred.2', 'Hidden');
    annas = await world.connect('anna.7');
    joes = await world.connect('joe.4');
    // Everybody knows everybody in the demo: here Anna and Joe are strangers to Fred at first.
    await part(annas, anna);
    await part(joes, joe);
    await world.signIn();
  });
  afterAll(() => world?.close());

  it('a request shows as a calm strip above the list, with what was written as plain text', async () => {
    await annas.account('POST', `${contactService}/contacts`, {
      mri: fred,
      greeting: 'Hi <b>Fred</b>, it is me & you?',
    });
    const page = await world.openPopup();
    await shows(page, '.request-strip', '1 person wants to be your contact');
    await press(page, '1 person wants to be your contact');
    await shows(page, '.request-name', 'Anna Cooper');
    expect(await textOf(page, '.request-greeting')).toBe('Hi <b>Fred</b>, it is me & you?');
    expect(await everythingShown(page)).not.toMatch(/\b\d+:[a-z]/);
    await page.close();
  });

  it('is accepted in place: the conversation opens, and both are contacts', async () => {
    const page = await world.openPopup();
    await press(page, '1 person wants to be your contact');
    await press(page, 'Accept');
    await page.waitForSelector('.conversation');
    await shows(page, '.conversation-header h1', 'Anna Cooper');
    const entry = (await listOf(annas)).contacts.find(({ mri }) => mri === fred);
    expect(entry?.authorized).toBe(true);
    expect((await listOf(freds)).contacts.map(({ mri }) => mri)).toContain(anna);
    expect(await page.$('.request-strip')).toBeNull();
    await page.close();
  });

  it('is declined in place, and the person is told nothing and stays a stranger', async () => {
    await joes.account('POST', `${contactService}/contacts`, { mri: fred, greeting: 'Hello' });
    const page = await world.openPopup();
    await openContacts(page);
    await refresh(page);
    await shows(page, '.people-list .request-name', 'Joe Bloggs');
    await press(page, 'Decline');
    await until('no request is left', async () => (await page.$('.request')) === null);
    expect(await invitesOf(freds)).toEqual([]);
    expect((await listOf(freds)).contacts.map(({ mri }) => mri)).not.toContain(joe);
    await page.close();
  });

  it('finds somebody in the directory and asks with words of one’s own', async () => {
    await part(joes, joe);
    const page = await world.openPopup();
    await openContacts(page);
    await press(page, 'Find people');
    await page.type('.people-search input', 'joe');
    await shows(page, '.people-list .row-name', 'Joe Bloggs');
    await shows(page, '.people-list .row-line', 'London');
    await press(page, 'Add');
    const words = await page.$eval('dialog textarea', (field) => (field as HTMLTextAreaElement).value);
    expect(words).toBe('Hi Joe Bloggs, I would like to add you as a contact.');
    await page.type('dialog textarea', ' From the office.');
    await press(page, 'Send request');
    await shows(page, '.person-item-state', 'Request sent');
    expect((await invitesOf(joes))[0]).toMatchObject({
      mri: fred,
      invites: [{ message: `${words} From the office.` }],
    });
    await page.close();
  });

  it('shows what everybody may see until the other accepts, then the whole card with presence and devices', async () => {
    const page = await world.openPopup();
    await openContacts(page);
    await openPerson(page, 'Joe Bloggs');
    await shows(page, '.person-note', 'until Joe Bloggs accepts');
    expect(await textOf(page, '.person-facts')).not.toContain('1987');
    await joes.account('PUT', `${contactService}/invites/${fred}/accept`);
    await refresh(page);
    await shows(page, '.person-facts', 'January 2, 1987 (age');
    const facts = await textOf(page, '.person-facts');
    for (const fact of ['London, Greater London, United Kingdom', 'Male', 'English', 'Skype user'])
      expect(facts).toContain(fact);
    const numbers = await page.$$eval('.person-facts a[href^="tel:"]', (all) => all.map((a) => a.getAttribute('href')));
    expect(numbers).toContain('tel:+447700900123');
    await shows(page, '.person-presence', 'Online');
    await shows(page, '.person-devices', 'Web browser');
    expect(await everythingShown(page)).not.toMatch(/\b\d+:[a-z]/);
    await page.close();
  });

  it('can be used by everybody: list, directory and card have no accessibility findings', async () => {
    const page = await world.openPopup();
    await openContacts(page);
    await page.waitForSelector('.people-list .row');
    expect(await faultsOf(page)).toEqual([]);
    await press(page, 'Find people');
    await shows(page, '.people-list .row-name', 'Concierge');
    expect(await faultsOf(page)).toEqual([]);
    await press(page, 'My contacts');
    await openPerson(page, 'Joe Bloggs');
    await page.waitForSelector('.person-facts');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await until('the focus is back on his row', () =>
      page.evaluate(() => document.activeElement?.querySelector('.row-name')?.textContent?.trim() === 'Joe Bloggs'),
    );
    await page.keyboard.press('Escape');
    await page.waitForSelector('.list-frame');
    await page.close();
  });

  it('makes a favourite, sorts into a group, and lists both first', async () => {
    const page = await world.openPopup();
    await openContacts(page);
    await openPerson(page, 'Joe Bloggs');
    await press(page, 'Favourite');
    await page.waitForSelector('.person-star[aria-pressed="true"]');
    await chooseInMenu(page, 'Contact groups');
    await page.waitForSelector('dialog form');
    await page.type('dialog form input', 'Chess club');
    await press(page, 'Create');
    await shows(page, 'dialog .people-groups', 'Chess club');
    expect(await textOf(page, 'dialog .setting-failure')).toBe('');
    await press(page, 'Done');
    expect((await listOf(freds)).groups.find(({ name }) => name === 'Chess club')?.contacts).toEqual([joe]);
    await press(page, 'Back');
    await until('the sections', async () => {
      const headings = await page.$$eval('.people-list .list-heading', (all) => all.map((one) => one.textContent));
      return headings[0] === 'Favourites' && headings.indexOf('Chess club') < headings.indexOf('All contacts');
    });
    await page.close();
  });

  it('blocks with a report after a question, and unblocks', async () => {
    const page = await world.openPopup();
    await openContacts(page);
    await openPerson(page, 'Joe Bloggs');
    await chooseInMenu(page, 'Block');
    await page.locator('dialog input[type=checkbox]').click();
    await page.locator('dialog .button-danger').click();
    await shows(page, '.person-presence', 'Blocked');
    expect((await listOf(freds)).blocklist).toEqual([{ mri: joe }]);
    await press(page, 'Back');
    await shows(page, '.people-blocked summary', 'Blocked people (1)');
    await page.locator('.people-blocked summary').click();
    await openPerson(page, 'Joe Bloggs');
    await press(page, 'Unblock');
    await until('a message can be written again', async () =>
      (await textOf(page, '.person-actions')).includes('Message'),
    );
    expect((await listOf(freds)).blocklist).toEqual([]);
    await page.close();
  });

  it('removes a contact after a question, and keeps the conversation', async () => {
    await joes.send(fred, 'Still here?');
    const page = await world.openPopup();
    await until('the conversation', async () => (await shownRows(page)).some(({ name }) => name === 'Joe Bloggs'));
    await openContacts(page);
    await openPerson(page, 'Joe Bloggs');
    await chooseInMenu(page, 'Remove from contacts');
    await page.locator('dialog .button-danger').click();
    await until('he can be added again', async () => (await textOf(page, '.person-actions')).includes('Add'));
    expect((await listOf(freds)).contacts.map(({ mri }) => mri)).not.toContain(joe);
    await press(page, 'Back');
    await press(page, 'Back');
    await until('the conversation stays', async () =>
      (await shownRows(page)).some(({ name }) => name === 'Joe Bloggs'),
    );
    await page.close();
  });

  it('describes a bot', async () => {
    const page = await world.openPopup();
    await openContacts(page);
    await openPerson(page, 'Concierge');
    await shows(page, '.person-text', 'Answers questions about Skylark.');
    await shows(page, '.person-facts', 'Certified');
    await page.close();
  });
});

type ChromeLike = { runtime: { sendMessage(message: unknown): Promise<unknown> } };

/** Makes the worker read the contact list now, as its clock does every few minutes. */
async function refresh(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { runtime } = (globalThis as unknown as { chrome: ChromeLike }).chrome;
    const open = indexedDB.open('skylark');
    await new Promise((done) => open.addEventListener('success', done));
    const all = open.result.transaction('accounts').objectStore('accounts').getAll();
    await new Promise((done) => all.addEventListener('success', done));
    open.result.close();
    await runtime.sendMessage({ 'skylark-command': 'contacts.refresh', payload: { account: all.result[0].id } });
  });
}
