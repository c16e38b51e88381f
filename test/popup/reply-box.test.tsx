// @vitest-environment happy-dom
import { extension } from '../support/extension.ts';
import '../support/extension.ts';
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandReply } from '../../extension/commands.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { stored } from '../../extension/ui/stored.ts';
import { drawWith } from '../../popup/cell.ts';
import { ReplyBox } from '../../popup/conversation/ReplyBox.tsx';
import { composerTask } from '../../popup/conversation/task.ts';
import { composed, fred, joe } from '../support/chat.ts';
import { aConversation, account, aMessage, anAccount, aSession, people } from '../support/stored-chat.ts';

let page: HTMLElement;
let answer: (name: string) => CommandReply<unknown>;
const asked: [string, Record<string, unknown>][] = [];
const done = { ok: true, value: null } as const;

const view = (parts: Partial<OpenConversation> = {}): OpenConversation => ({
  account: anAccount(),
  session: aSession(),
  row: aConversation(joe),
  messages: [],
  hasOlderStored: false,
  outbox: [],
  typing: [],
  people,
  ...parts,
});

function show(parts: Partial<OpenConversation> = {}, returned?: { text: string }) {
  const shown = view(parts);
  const draw = () => render(<ReplyBox view={shown} returned={returned} onSent={() => {}} />, page);
  drawWith(draw);
  draw();
}

const field = () => page.querySelector('textarea') as HTMLTextAreaElement;
const namesAsked = () => asked.map(([name]) => name);

function type(text: string) {
  field().value = text;
  field().dispatchEvent(new Event('input', { bubbles: true }));
}

function press(init: KeyboardEventInit) {
  field().dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
}

beforeEach(async () => {
  asked.length = 0;
  answer = () => done;
  Object.assign(extension.api.runtime, {
    sendMessage: async (envelope: { 'skylark-command': string; payload: Record<string, unknown> }) => {
      asked.push([envelope['skylark-command'], envelope.payload]);
      return answer(envelope['skylark-command']);
    },
  });
  await (await stored()).clear('drafts');
  page = document.createElement('div');
  document.body.replaceChildren(page);
});
afterEach(() => {
  drawWith(() => {});
  composerTask.value = undefined;
  render(null, page);
});

describe('the reply box', () => {
  it('sends with Enter, not with Shift+Enter or while a word is being composed', async () => {
    show();
    type('hello');
    press({ key: 'Enter', shiftKey: true });
    press({ key: 'Enter', isComposing: true });
    expect(namesAsked()).not.toContain('message.send');
    press({ key: 'Enter' });
    await vi.waitFor(() =>
      expect(asked).toContainEqual(['message.send', { account, conversation: joe, ...composed('hello') }]),
    );
    await vi.waitFor(() => expect(field().value).toBe(''));
  });

  it('drops the stored draft only when the worker has the message', async () => {
    show();
    type('hello');
    await vi.waitFor(() => expect(asked).toContainEqual(['draft.save', { account, conversation: joe, text: 'hello' }]));
    press({ key: 'Enter' });
    await vi.waitFor(() => expect(asked.at(-1)).toEqual(['draft.save', { account, conversation: joe, text: '' }]));
    expect(namesAsked().indexOf('message.send')).toBeLessThan(namesAsked().lastIndexOf('draft.save'));
  });

  it('keeps the text and says why when the worker could not take it', async () => {
    answer = (name) => (name === 'message.send' ? { ok: false, error: { kind: 'storage', message: '' } } : done);
    show();
    type('precious');
    press({ key: 'Enter' });
    await vi.waitFor(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('could not store this'));
    expect(field().value).toBe('precious');
  });

  it('sends nothing that is empty or too long, and counts down near the end', async () => {
    show();
    press({ key: 'Enter' });
    type('   ');
    press({ key: 'Enter' });
    type('x'.repeat(7_900));
    await vi.waitFor(() => expect(page.querySelector('.reply-count')?.textContent).toBe('100 characters left'));
    type('x'.repeat(8_003));
    await vi.waitFor(() => expect(page.querySelector('.reply-count')?.textContent).toBe('3 characters too long'));
    press({ key: 'Enter' });
    expect(page.querySelector<HTMLButtonElement>('button[type=submit]')?.disabled).toBe(true);
    expect(namesAsked()).not.toContain('message.send');
  });

  it('restores the draft, unless the user was faster', async () => {
    await (await stored()).put('drafts', { account, conversation: joe, text: 'half a sentence', savedAtMs: 1 });
    show();
    await vi.waitFor(() => expect(field().value).toBe('half a sentence'));
    render(null, page);
    show();
    type('something else');
    await (await stored()).get('drafts', [account, joe]);
    await vi.waitFor(() => expect(namesAsked()).toContain('draft.save'));
    expect(field().value).toBe('something else');
  });

  it('saves at once when the page goes away', () => {
    show();
    type('unsaved');
    dispatchEvent(new Event('pagehide'));
    expect(asked).toContainEqual(['draft.save', { account, conversation: joe, text: 'unsaved' }]);
  });

  it('puts a returned text before what is being written', async () => {
    show();
    type('newer');
    show({}, { text: 'returned' });
    await vi.waitFor(() => expect(field().value).toBe('returned\nnewer'));
  });

  it('tells the others about typing, except when flag 20 forbids it or the account is not connected', () => {
    const noticed = (parts: Partial<OpenConversation>) => {
      asked.length = 0;
      render(null, page);
      show(parts);
      type('a');
      return namesAsked().includes('typing.show');
    };
    const preferences = (flags: number[]) => ({ account, flags, callPolicy: 'anyone' as const, readAtMs: 1 });
    expect(noticed({})).toBe(true);
    expect(noticed({ preferences: preferences([11]) })).toBe(true);
    expect(noticed({ preferences: preferences([20]) })).toBe(false);
    expect(noticed({ session: aSession({ state: 'waiting' }) })).toBe(false);
  });

  it('changes the newest own message with the Up arrow in the empty field, and sends nothing when nothing changed', async () => {
    const own = aMessage(7, { sender: fred, text: 'one' });
    const messages = [aMessage(6, { sender: fred }), own, aMessage(8, { sender: joe })];
    show({ messages });
    press({ key: 'ArrowUp' });
    await vi.waitFor(() => expect(field().value).toBe('one'));
    press({ key: 'Enter' });
    await vi.waitFor(() => expect(field().value).toBe(''));
    expect(namesAsked()).not.toContain('message.send');
    press({ key: 'ArrowUp' });
    await vi.waitFor(() => expect(field().value).toBe('one'));
    type('two');
    press({ key: 'Enter' });
    const payload = { account, conversation: joe, ...composed('two'), target: own.id };
    await vi.waitFor(() => expect(asked).toContainEqual(['message.send', payload]));
    expect(asked.filter(([name, { text }]) => name === 'draft.save' && text !== '')).toEqual([]);
  });

  it('has the focus as soon as it shows what is quoted: the first letter typed is not lost', async () => {
    show();
    (document.activeElement as HTMLElement | null)?.blur();
    const focused = new Promise<Element | null>((resolve) => {
      new MutationObserver(() => {
        if (page.querySelector('.composer-task')) resolve(document.activeElement);
      }).observe(page, { childList: true, subtree: true });
    });
    composerTask.value = { kind: 'quote', message: aMessage(7, { sender: joe, text: 'one' }) };
    expect(await focused).toBe(field());
  });

  it('goes on with an edit that the worker could not take, and puts aside what was being written', async () => {
    answer = (name) => (name === 'message.send' ? { ok: false, error: { kind: 'storage', message: '' } } : done);
    show({ messages: [] });
    type('half a sentence');
    composerTask.value = { kind: 'edit', message: aMessage(7, { sender: fred, text: 'one' }) };
    await vi.waitFor(() => expect(field().value).toBe('one'));
    type('two');
    press({ key: 'Enter' });
    await vi.waitFor(() => expect(page.querySelector('[role=alert]')).not.toBeNull());
    await vi.waitFor(() => expect(field().value).toBe('two'));
    press({ key: 'Escape' });
    await vi.waitFor(() => expect(field().value).toBe('half a sentence'));
    expect(composerTask.value).toBeUndefined();
  });

  it('refuses an empty file with a sentence, and takes text with a picture beside it as text', async () => {
    show();
    const paste = (types: string[], file: File) => {
      const clipboardData = { types, files: [file] };
      field().dispatchEvent(Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData }));
    };
    paste(['text/plain', 'text/html', 'Files'], new File([''], 'cells.png', { type: 'image/png' }));
    expect(page.querySelector('[role=alert]')).toBeNull();
    paste(['Files'], new File([''], 'empty.txt'));
    await vi.waitFor(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('“empty.txt” is empty.'));
    expect(namesAsked()).not.toContain('message.send');
  });

  it('is closed, with the reason, to those who are no longer members', () => {
    show({ row: aConversation(joe, { isMember: false }) });
    expect(page.querySelector('textarea')).toBeNull();
    expect(page.textContent).toBe('You are no longer a member of this conversation.');
  });
});
