// @vitest-environment happy-dom
// Who is in the chat of a conversation, where that is not the same as being in the conversation (ucwa.md 8.9).
import { extension } from '../support/extension.ts';
import '../support/extension.ts';
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandReply } from '../../extension/commands.ts';
import type { SessionRow } from '../../extension/database.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { stored } from '../../extension/ui/stored.ts';
import { drawWith } from '../../popup/cell.ts';
import { ConversationHeader } from '../../popup/conversation/ConversationHeader.tsx';
import { chatMembers, hasLeftChat, isOpenNow } from '../../popup/conversation/chat-members.ts';
import { ReplyBox } from '../../popup/conversation/ReplyBox.tsx';
import { Panel } from '../../popup/groups/DetailsPanel.tsx';
import { activitySentence } from '../../popup/message/activity.ts';
import { announced } from '../../popup/notices.ts';
import type { Member } from '../../src/model/conversation.ts';
import type { ThreadActivity } from '../../src/model/message.ts';
import { aContact, aConversation, account, anAccount, aPresence, aSession, store } from '../support/stored-chat.ts';

const fred = 'sip:fred.2@skylark.example';
const joe = 'sip:joe.4@skylark.example';
const anna = 'sip:anna.7@skylark.example';
const kim = 'sip:kim.1@skylark.example';
const meeting = 'conf:thread-1';

const names: Record<string, string> = { [joe]: 'Joe Bloggs', [anna]: 'Anna Cooper' };
const people = { own: () => ({ id: fred, name: 'Fred Adams' }), contactName: (_: string, id: string) => names[id] };
const own = anAccount({ kind: 'ucwa', user: fred, place: {} });
const capabilities: NonNullable<SessionRow['capabilities']> = {
  ...{ readPositions: false, typing: true, invisiblePresence: false, finePresence: true, history: false },
  ...{ modalities: true, groups: false, contacts: true, preferences: false },
};
const session = aSession({ capabilities });
const member = (id: string, isInChat?: boolean): Member => ({
  id,
  role: 'user',
  ...(isInChat !== undefined && { isInChat }),
});
const meetingRow = (...members: Member[]) => aConversation(meeting, { kind: 'group', members });
const directRow = (...members: Member[]) => aConversation(joe, { members });
const view = (row: OpenConversation['row'], parts: Partial<OpenConversation> = {}): OpenConversation => ({
  ...{ account: own, session, row, messages: [], hasOlderStored: false, outbox: [], typing: [], people },
  ...parts,
});

let page: HTMLElement;
let answer: (name: string, payload: Record<string, unknown>) => CommandReply<unknown>;
const asked: [string, Record<string, unknown>][] = [];

beforeEach(() => {
  asked.length = 0;
  answer = (name) => ({ ok: true, value: name === 'server.request' ? { text: '' } : null });
  Object.assign(extension.api.runtime, {
    sendMessage: async (envelope: { 'skylark-command': string; payload: Record<string, unknown> }) => {
      asked.push([envelope['skylark-command'], envelope.payload]);
      return answer(envelope['skylark-command'], envelope.payload);
    },
  });
  HTMLElement.prototype.showPopover ??= () => {};
  HTMLElement.prototype.hidePopover ??= () => {};
  page = document.createElement('div');
  document.body.replaceChildren(page);
});
afterEach(() => {
  drawWith(() => {});
  render(null, page);
});

describe('the members of a chat', () => {
  it('are all of the conversation but those who are said to be outside', () => {
    const { inside, outside } = chatMembers(meetingRow(member(fred), member(joe, true), member(anna, false)));
    expect(inside.map(({ id }) => id)).toEqual([fred, joe]);
    expect(outside.map(({ id }) => id)).toEqual([anna]);
  });

  it('are told only while the conversation is open', () => {
    expect(isOpenNow(directRow(member(fred, true), member(joe, false)))).toBe(true);
    expect(isOpenNow(directRow(member(fred), member(joe)))).toBe(false);
  });

  it('were left by the user only if somebody is there: a chat that just begins has nobody in it yet', () => {
    expect(hasLeftChat(directRow(member(fred, false), member(joe, false)), fred)).toBe(false);
    expect(hasLeftChat(directRow(member(fred, false), member(joe, true)), fred)).toBe(true);
    expect(hasLeftChat(directRow(member(fred, true), member(joe, true)), fred)).toBe(false);
    expect(hasLeftChat(directRow(), fred)).toBe(false);
  });
});

describe('lines about the chat', () => {
  const sentence = (activity: ThreadActivity) => activitySentence(people, account, activity);

  it.each<[ThreadActivity, string]>([
    [{ type: 'chatJoined', targets: [joe] }, 'Joe Bloggs joined the chat'],
    [{ type: 'chatLeft', targets: [fred] }, 'You left the chat'],
    [{ type: 'chatLeft', targets: [joe, fred] }, 'You and Joe Bloggs left the chat'],
    [{ type: 'chatJoined', targets: [joe, anna] }, 'Joe Bloggs and Anna Cooper joined the chat'],
    [{ type: 'chatJoined', targets: [joe, anna, kim, fred] }, 'You, Joe Bloggs and 2 others joined the chat'],
    [{ type: 'chatLeft', targets: [kim] }, 'kim.1@skylark.example left the chat'],
    [{ type: 'added', by: joe, targets: [joe] }, 'Joe Bloggs joined'],
    [{ type: 'removed', by: anna, targets: [anna] }, 'Anna Cooper left'],
    [{ type: 'ended' }, 'The conversation ended'],
  ])('%j says "%s"', (activity, expected) => {
    expect(sentence(activity)).toBe(expected);
  });
});

describe('the header of a conversation', () => {
  const facts = (shown: OpenConversation) => {
    render(<ConversationHeader view={shown} hasBack={false} />, page);
    return page.querySelector('.conversation-who p')?.textContent;
  };

  it('counts who is in the chat, and who is not', () => {
    expect(facts(view(meetingRow(member(fred, true), member(joe, true))))).toBe('2 in the chat');
    const row = meetingRow(member(fred, true), member(joe, true), member(anna, true), member(kim, false));
    expect(facts(view(row))).toBe('3 in the chat, 1 not');
  });

  it('says what the other person is and does, and that they are not in the chat', () => {
    const presence = aPresence(joe, { status: 'busy', activity: 'in-a-meeting' });
    expect(facts(view(directRow(member(fred, true), member(joe, true)), { presence }))).toBe('Busy · In a meeting');
    expect(facts(view(directRow(member(fred, true), member(joe, false)), { presence }))).toBe(
      'Busy · In a meeting · Not in the chat',
    );
  });

  it("shows an activity in the server's own words, unless it says the same again", () => {
    const presence = (activity: string) => ({ presence: aPresence(joe, { activity }) });
    expect(facts(view(directRow(), presence('Gone climbing')))).toBe('Online · Gone climbing');
    expect(facts(view(directRow(), presence('online')))).toBe('Online');
    expect(facts(view(directRow(), presence('do-not-disturb')))).toBe('Online · Do not disturb');
  });

  it('counts members where there is no such difference', () => {
    const row = meetingRow(member(fred), member(joe));
    expect(facts(view(row, { session: aSession() }))).toBe('2 members');
  });
});

describe('the reply box', () => {
  const draw = (shown: OpenConversation) =>
    render(<ReplyBox view={shown} returned={undefined} onSent={() => {}} />, page);

  it('says that writing brings a user back who has left the chat', () => {
    draw(view(meetingRow(member(fred, false), member(joe, true))));
    expect(page.querySelector('.reply-away')?.textContent).toBe('You left this chat. Writing brings you back.');
    expect(page.querySelector('textarea')).not.toBeNull();
    draw(view(meetingRow(member(fred, true), member(joe, true))));
    expect(page.querySelector('.reply-away')).toBeNull();
  });

  it('offers only what can be sent: no files, no contacts, formatting and emoticons', () => {
    draw(view(directRow()));
    expect(page.querySelector('.composer-plus')).toBeNull();
    const labels = [...page.querySelectorAll('button')].map((button) => button.getAttribute('aria-label'));
    expect(labels).toEqual(['Formatting', 'Emoticons', 'Send']);
  });

  it('sends plain text, and HTML where something is formatted', async () => {
    draw(view(directRow()));
    const field = page.querySelector('textarea') as HTMLTextAreaElement;
    const send = (words: string) => {
      field.value = words;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    };
    const key = { account, conversation: joe };
    send('hello');
    await vi.waitFor(() =>
      expect(asked).toContainEqual([
        'message.send',
        { ...key, text: 'hello', messagetype: 'text/plain', content: 'hello' },
      ]),
    );
    send('*hello*');
    const html = { messagetype: 'text/html', content: '<span><b>hello</b></span>' };
    await vi.waitFor(() => expect(asked).toContainEqual(['message.send', { ...key, text: '*hello*', ...html }]));
  });

  it('is closed when the conversation has ended for the user', () => {
    draw(view({ ...meetingRow(member(fred), member(joe)), isMember: false }));
    expect(page.textContent).toBe('This conversation has ended.');
  });
});

describe('the details of a conversation', () => {
  async function show(row: OpenConversation['row']) {
    const database = await stored();
    await Promise.all(
      (['accounts', 'sessions', 'conversations', 'contacts'] as const).map((name) => database.clear(name)),
    );
    const contacts = [aContact(joe, 'Joe Bloggs'), aContact(anna, 'Anna Cooper')];
    await store(database, { accounts: [own], sessions: [session], contacts, conversations: [row] });
    const panel = { name: 'details' as const, account, conversation: row.id };
    const listing = { accounts: [{ account: own, session }], entries: [], people, hasMore: false };
    const draw = () => render(<Panel panel={panel} listing={listing} />, page);
    drawWith(draw);
    draw();
    await vi.waitFor(() => expect(page.querySelector('.group-hero')).not.toBeNull());
  }
  const sections = () =>
    [...page.querySelectorAll('.group-section:has(.members)')].map((section) => [
      section.querySelector('h2')?.textContent,
      ...[...section.querySelectorAll('.member-name')].map((name) => name.textContent),
    ]);
  const button = (label: string) =>
    [...page.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent?.trim() === label);

  it('list who is in the chat and who is in the conversation only', async () => {
    await show(meetingRow(member(fred, true), member(joe, true), member(anna, false)));
    expect(sections()).toEqual([
      ['In the chat (2)', 'Fred Adams', 'Joe Bloggs'],
      ['In the conversation, not in the chat (1)', 'Anna Cooper'],
    ]);
    expect(page.textContent).not.toMatch(/sip:|conf:/);
  });

  it('let the user leave the chat, and come back', async () => {
    await show(meetingRow(member(fred, true), member(joe, true)));
    button('Leave the chat')?.click();
    const path = (rel: string) => `/${rel}?conversation=conf%3Athread-1`;
    await vi.waitFor(() =>
      expect(asked).toContainEqual([
        'server.request',
        { account, place: 'conversation', method: 'POST', path: path('stopMessaging') },
      ]),
    );
    await vi.waitFor(() => expect(announced.value).toBe('You left the chat'));
    render(null, page);
    await show(meetingRow(member(fred, false), member(joe, true)));
    expect(page.textContent).toContain('You are in the conversation, but not in its chat');
    button('Come back to the chat')?.click();
    await vi.waitFor(() => expect(asked.some(([, payload]) => payload.path === path('addMessaging'))).toBe(true));
  });

  it('say in words that a conversation is over when the user wants to come back', async () => {
    answer = (name) =>
      name === 'server.request' ? { ok: false, error: { kind: 'not-found', message: '' } } : { ok: true, value: null };
    await show(meetingRow(member(fred, false), member(joe, true)));
    button('Come back to the chat')?.click();
    await vi.waitFor(() =>
      expect(page.querySelector('.group-chat-own .setting-failure')?.textContent).toContain('is over'),
    );
  });

  it('ask before the conversation is left', async () => {
    await show(meetingRow(member(fred, true), member(joe, true)));
    button('Leave the conversation')?.click();
    await vi.waitFor(() => expect(page.querySelector('dialog')).not.toBeNull());
    expect(asked.some(([name]) => name === 'server.request')).toBe(false);
    page.querySelector<HTMLElement>('dialog .button-danger')?.click();
    await vi.waitFor(() =>
      expect(asked).toContainEqual([
        'server.request',
        { account, place: 'conversation', method: 'DELETE', path: '/self?conversation=conf%3Athread-1' },
      ]),
    );
  });

  it('offer nothing of a chat that is not open', async () => {
    await show(directRow(member(fred), member(joe)));
    expect(page.textContent).toContain('No conversation is open at the moment. Your next message begins one.');
    expect(button('Leave the chat') ?? button('Add people') ?? button('Leave the conversation')).toBeUndefined();
    expect(button('Profile')).toBeDefined();
  });
});
