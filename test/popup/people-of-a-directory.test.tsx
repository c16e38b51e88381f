// @vitest-environment happy-dom
// Contacts of a service that has an address book, and no requests, block list, groups to arrange or bots.
import { extension } from '../support/extension.ts';
import '../support/extension.ts';
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stored } from '../../extension/ui/stored.ts';
import { drawWith } from '../../popup/cell.ts';
import { Panel as ContactsPanel } from '../../popup/contacts/ContactsPanel.tsx';
import { Panel as PersonPanel } from '../../popup/contacts/PersonPanel.tsx';
import { aContact, account, anAccount, aPresence, aSession, store } from '../support/stored-chat.ts';

const fred = 'sip:fred.2@skylark.example';
const joe = 'sip:joe.4@skylark.example';
const own = anAccount({ kind: 'ucwa', user: fred, place: {} });
const session = aSession();
const people = { own: () => ({ id: fred, name: 'Fred Adams' }), contactName: () => undefined };
const listing = { accounts: [{ account: own, session }], entries: [], people, hasMore: false };
const kim = { uri: 'sip:kim.1@skylark.example', name: 'Kim Berg', title: 'Architect', department: 'Design' };
const joesCard = { rel: 'contact', uri: joe, name: 'Joe Bloggs', department: 'Bridges', office: '4.12' };

let page: HTMLElement;
const asked: [string, Record<string, unknown>][] = [];

beforeEach(async () => {
  asked.length = 0;
  const answers: Record<string, unknown> = { people: { _embedded: { contact: [kim] } }, contact: joesCard };
  Object.assign(extension.api.runtime, {
    sendMessage: async (envelope: { 'skylark-command': string; payload: Record<string, unknown> }) => {
      asked.push([envelope['skylark-command'], envelope.payload]);
      const { place } = envelope.payload;
      if (typeof place === 'string') return { ok: true, value: { text: JSON.stringify(answers[place] ?? {}) } };
      return { ok: true, value: { conversation: kim.uri } };
    },
  });
  HTMLElement.prototype.showPopover ??= () => {};
  HTMLElement.prototype.hidePopover ??= () => {};
  page = document.createElement('div');
  document.body.replaceChildren(page);
  const database = await stored();
  const contacts = [aContact(joe, 'Joe Bloggs', { mood: 'Reviewing', location: 'Helsinki' })];
  const presence = [aPresence(joe, { status: 'busy', activity: 'on-the-phone' })];
  await store(database, { accounts: [own], sessions: [session], contacts, presence });
});
afterEach(() => {
  drawWith(() => {});
  render(null, page);
});

function show(view: preact.ComponentChild) {
  const draw = () => render(view, page);
  drawWith(draw);
  draw();
}
const labels = () =>
  [...page.querySelectorAll('button')].map((button) => button.getAttribute('aria-label') ?? button.textContent?.trim());

describe('the directory', () => {
  it('is searched by name; whoever is found can be written to at once', async () => {
    show(<ContactsPanel panel={{ name: 'contacts', account, query: 'kim' }} listing={listing} />);
    await vi.waitFor(() => expect(page.textContent).toContain('Kim Berg'), 3000);
    expect(page.textContent).toContain('Architect · Design');
    expect(page.textContent).not.toMatch(/Bots|may know|sip:/);
    expect(labels()).not.toContain('Add');
    const write = page.querySelector<HTMLElement>('[aria-label="Write to Kim Berg"]');
    write?.click();
    await vi.waitFor(() => expect(asked).toContainEqual(['conversation.start', { account, contact: kim.uri }]));
  });

  it('says what to do before anything is typed', async () => {
    show(<ContactsPanel panel={{ name: 'contacts', account }} listing={listing} />);
    await vi.waitFor(() => expect(page.querySelector('.people-tabs')).not.toBeNull());
    page.querySelector<HTMLElement>('.people-tabs button:nth-of-type(2)')?.click();
    await vi.waitFor(() => expect(page.textContent).toContain('Type the name or the address of somebody'));
    expect(page.textContent).not.toMatch(/Bots|may know/);
  });
});

describe('a person', () => {
  it('is shown with activity, note and location, and what can be done is to write', async () => {
    show(<PersonPanel panel={{ name: 'person', account, contact: joe }} listing={listing} />);
    await vi.waitFor(() => expect(page.textContent).toContain('Bridges'));
    const words = page.textContent ?? '';
    for (const said of ['Busy · On the phone', 'Reviewing', 'Location: Helsinki', '4.12', 'joe.4@skylark.example']) {
      expect(words).toContain(said);
    }
    expect(words).not.toMatch(/sip:|Skype name/);
    expect(labels()).toEqual(['Back', 'Message']);
  });
});
