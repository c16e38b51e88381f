// @vitest-environment happy-dom
import { extension } from '../support/extension.ts';
import '../support/extension.ts';
import { render } from 'preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageRow, OutboxRow } from '../../extension/database.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { arrange } from '../../popup/conversation/arrange.ts';
import { lookOf } from '../../popup/message/MessageContent.tsx';
import { MessageGroup, MessageLine } from '../../popup/message/MessageGroup.tsx';
import type { MarkupTree } from '../../src/markup/tree.ts';
import type { MessageContent } from '../../src/model/message.ts';
import { fred, joe } from '../support/chat.ts';
import {
  aConversation,
  account,
  aMessage,
  anAccount,
  anOutboxRow,
  people,
  treeContent,
} from '../support/stored-chat.ts';

let page: HTMLElement;
const sendMessage = vi.fn();
const onEdit = vi.fn();

beforeEach(() => {
  page = document.createElement('div');
  document.body.replaceChildren(page);
  sendMessage.mockReset();
  onEdit.mockReset();
  Object.assign(extension.api.runtime, { sendMessage });
});

const asm = 'https://api.asm.skype.com/v1/objects';

type Shown = { flags?: number[]; outbox?: OutboxRow[]; kind?: 'direct' | 'group'; isConnected?: boolean };

function show(messages: MessageRow[], { flags, outbox = [], kind = 'direct', isConnected = true }: Shown = {}) {
  const view: OpenConversation = {
    account: anAccount(),
    row: aConversation(joe, { kind }),
    messages,
    hasOlderStored: false,
    outbox,
    typing: [],
    people,
    ...(flags && { preferences: { account, flags, callPolicy: 'anyone', readAtMs: 1 } }),
  };
  const look = lookOf(view);
  const items = arrange(messages, outbox, fred).map((item) => {
    if (item.kind === 'line') return <MessageLine key={item.key} message={item.message} look={look} />;
    if (item.kind !== 'group') return null;
    const isGroupChat = kind === 'group';
    return (
      <MessageGroup
        key={item.key}
        group={item}
        look={look}
        isGroupChat={isGroupChat}
        isConnected={isConnected}
        onEdit={onEdit}
      />
    );
  });
  render(<ul>{items}</ul>, page);
  return page;
}

const showContent = (content: MessageContent, flags?: number[]) =>
  show([aMessage(1, { content })], flags ? { flags } : {}).querySelector<HTMLElement>('.bubble');
const showTree = (tree: MarkupTree, flags?: number[]) => showContent(treeContent(...tree), flags);

const smile = { kind: 'emoticon', type: 'smile', shortcut: ':)', unicode: '🙂' } as const;
const link = { kind: 'link', href: 'https://www.example.org/a/b%20c?d', text: 'https://www.example.org/…' } as const;

describe('the flags of the account', () => {
  it('24 shows what was typed instead of emoticons', () => {
    expect(showTree([smile])?.textContent).toBe('🙂');
    expect(showTree([smile], [24])?.textContent).toBe(':)');
  });

  it('26 keeps a message of emoticons alone from being large', () => {
    const isLarge = (tree: MarkupTree, flags?: number[]) => showTree(tree, flags)?.classList.contains('bubble-large');
    expect(isLarge([smile, { kind: 'text', text: ' ' }, smile, smile])).toBe(true);
    expect(isLarge([smile, smile, smile, smile])).toBe(false);
    expect(isLarge([smile, { kind: 'text', text: ' hi' }])).toBe(false);
    expect(isLarge([{ kind: 'text', text: '👍🏽 👨‍👩‍👧' }])).toBe(true);
    expect(isLarge([smile], [26])).toBe(false);
    expect(isLarge([smile], [24])).toBe(false);
  });

  it('25 lets emoticons keep still', () => {
    expect(showTree([smile], [])?.querySelector('.emoticon-lively')).not.toBeNull();
    expect(showTree([smile], [25])?.querySelector('.emoticon-lively')).toBeNull();
    expect(showTree([smile], [25])?.querySelector('.emoticon')).not.toBeNull();
  });

  it('11 hides link cards, which are made of the address alone and fetch nothing', () => {
    const card = showTree([link])?.querySelector<HTMLAnchorElement>('.link-card');
    expect(card?.textContent).toBe('example.org/a/b c?d');
    expect(page.querySelectorAll('img, iframe, link, source, video, audio')).toHaveLength(0);
    expect(showTree([link], [11])?.querySelector('.link-card')).toBeNull();
    expect(showTree([{ ...link, text: 'https://bank.example' }])?.querySelector('.link-card')).toBeNull();
  });
});

describe('kinds of messages', () => {
  it.each<[MessageContent, string]>([
    [
      { kind: 'file', object: { name: 'plan.pdf', uri: `${asm}/1`, sizeBytes: 2_500_000 } },
      'plan.pdfFile · 2.5 MBDownload',
    ],
    [{ kind: 'picture', object: { name: '', uri: `${asm}/1` } }, 'PictureShow picture'],
    [{ kind: 'video', object: { name: 'Sea', uri: `${asm}/1`, durationMs: 65_000 } }, 'SeaVideo · 1:05Play'],
    [{ kind: 'audio', object: { name: '', uri: `${asm}/1` } }, 'Audio messagePlay'],
    [
      { kind: 'picture', object: { name: 'Cat', uri: 'https://elsewhere.example/1' } },
      'CatPictureKept at a place that is not your server: it cannot be opened here.',
    ],
    [
      { kind: 'files', files: [{ name: 'a.txt', sizeBytes: 10 }, { name: 'b.txt' }] },
      'a.txt10 bytesb.txtSent from computer to computer: the files are not available here.',
    ],
    [
      {
        kind: 'contacts',
        contacts: [
          { id: joe, name: '' },
          { id: '8:kim', name: 'Kim' },
        ],
      },
      'Joe BloggsAddOpen chatKimAddOpen chat',
    ],
    [{ kind: 'card', text: 'A card' }, 'A card'],
    [{ kind: 'deleted' }, 'This message was deleted'],
    [{ kind: 'unknown', type: 'RichText/Odd' }, 'This kind of message cannot be shown here yet'],
  ])('are shown calmly: %j', (content, words) => {
    expect(showContent(content)?.textContent).toBe(words);
  });

  it('link a place to a map, and to the given one only when it is a secure address', () => {
    const place = { kind: 'location', latitude: 1, longitude: 2, address: 'Old Town Hall' } as const;
    const mapOf = (mapUrl?: string) => showContent({ ...place, ...(mapUrl && { mapUrl }) })?.querySelector('a')?.href;
    expect(mapOf('https://maps.example/1')).toBe('https://maps.example/1');
    expect(mapOf()).toBe('https://www.openstreetmap.org/?mlat=1&mlon=2');
    expect(mapOf('javascript:alert(1)')).toBe('https://www.openstreetmap.org/?mlat=1&mlon=2');
  });

  it('tell calls and changes of the group outside the bubbles', () => {
    const parts = [{ id: joe, name: 'Joe', durationSeconds: 754 }];
    show([
      aMessage(1, { content: { kind: 'call', state: 'ended', parts } }),
      aMessage(2, { content: { kind: 'activity', activity: { type: 'picture', by: joe } } }),
    ]);
    expect(page.querySelector('.bubble')).toBeNull();
    const lines = Array.from(page.querySelectorAll('.line'), (line) => line.textContent);
    expect(lines[0]).toMatch(/^Call ended · Joe Bloggs · 12:34 · /);
    expect(lines[1]).toBe('Joe Bloggs changed the picture of the group');
  });

  it('name senders in groups, and mark what mentions the user and what was edited', () => {
    show([aMessage(1, { mentions: [fred], editedAtMs: 5 }), aMessage(2, { sender: '8:kim' })], { kind: 'group' });
    const senders = Array.from(page.querySelectorAll('.group-sender'), (sender) => sender.textContent);
    expect(senders).toEqual(['Joe Bloggs', 'kim']);
    expect(page.querySelectorAll('.bubble-mentions')).toHaveLength(1);
    const edited = Array.from(page.querySelectorAll<HTMLElement>('.edited'), (mark) => mark.title);
    expect(edited).toEqual([expect.stringMatching(/^Edited: Thursday, January 1, 1970/)]);
  });
});

describe('an own message', () => {
  it('says whether it is waiting, sending or sent', () => {
    const stateOf = (row: Partial<OutboxRow>, isConnected = true) =>
      show([], { outbox: [anOutboxRow(row)], isConnected }).querySelector('.group-time')?.textContent;
    expect(stateOf({ state: 'sending' })).toBe('Sending…');
    expect(stateOf({ state: 'queued' }, false)).toBe('Waiting for the connection');
    expect(stateOf({ state: 'sent' })).toBe('Sent');
    show([aMessage(1, { sender: fred })]);
    expect(page.querySelector('.group-sent')?.textContent).toBe('Sent');
  });

  it('that was not sent says why, and can be retried, edited and deleted', async () => {
    const row = anOutboxRow({ state: 'failed', error: 'invalid', text: 'lost?' });
    show([], { outbox: [row] });
    expect(page.querySelector('.not-sent-why')?.textContent).toBe(
      'Not sent. The server did not accept this. Change it, then try again.',
    );
    const buttons = Array.from(page.querySelectorAll<HTMLButtonElement>('.not-sent button'));
    expect(buttons.map((button) => button.textContent)).toEqual(['Retry', 'Edit', 'Delete']);
    sendMessage.mockResolvedValue({ ok: true, value: { text: 'lost?' } });
    buttons[0]?.click();
    await vi.waitFor(() => expect(sendMessage).toHaveBeenCalledTimes(1));
    await vi.waitFor(() => expect(buttons[1]?.disabled).toBe(false));
    buttons[1]?.click();
    await vi.waitFor(() => expect(onEdit).toHaveBeenCalledWith('lost?'));
    const payload = { account, clientId: 'client-1' };
    expect(sendMessage.mock.calls.map(([envelope]) => envelope)).toEqual([
      { 'skylark-command': 'message.retry', payload },
      { 'skylark-command': 'message.discard', payload },
    ]);
  });
});
