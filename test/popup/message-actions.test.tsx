// @vitest-environment happy-dom
import { extension } from '../support/extension.ts';
import '../support/extension.ts';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandReply } from '../../extension/commands.ts';
import type { MessageRow, OutboxRow } from '../../extension/database.ts';
import { drawWith } from '../../popup/cell.ts';
import { composerTask } from '../../popup/conversation/task.ts';
import { MessageActions } from '../../popup/message/MessageActions.tsx';
import { PendingMessage } from '../../popup/message/PendingMessage.tsx';
import { PendingState } from '../../popup/message/PendingState.tsx';
import { fred, joe } from '../support/chat.ts';
import { account, aMessage, anAccount, anOutboxRow } from '../support/stored-chat.ts';

let page: HTMLElement;
let answer: (name: string, payload: Record<string, unknown>) => CommandReply<unknown>;
const asked: [string, Record<string, unknown>][] = [];
const onEdit = vi.fn();

beforeEach(() => {
  asked.length = 0;
  onEdit.mockReset();
  answer = () => ({ ok: true, value: null });
  Object.assign(extension.api.runtime, {
    sendMessage: async (envelope: { 'skylark-command': string; payload: Record<string, unknown> }) => {
      asked.push([envelope['skylark-command'], envelope.payload]);
      return answer(envelope['skylark-command'], envelope.payload);
    },
  });
  HTMLElement.prototype.showPopover ??= () => {};
  HTMLElement.prototype.hidePopover ??= () => {};
  composerTask.value = undefined;
  page = document.createElement('div');
  document.body.replaceChildren(page);
});
afterEach(() => render(null, page));

async function labelsOf(message: MessageRow, owner = anAccount()): Promise<string[]> {
  const draw = () => render(<MessageActions message={message} owner={owner} />, page);
  drawWith(draw);
  draw();
  await act(() => {
    page.querySelector('.message-actions')?.dispatchEvent(new Event('pointerenter'));
    page.querySelector('.message-actions')?.dispatchEvent(new Event('focusin', { bubbles: true }));
  });
  return [...page.querySelectorAll('[role=menuitem]')].map((item) => item.textContent?.trim() ?? '');
}
const choose = (label: string) =>
  [...page.querySelectorAll<HTMLElement>('button')].find((item) => item.textContent?.trim() === label)?.click();

describe('what can be done with a message', () => {
  it('is quoting and copying those of others, and changing and deleting own ones too', async () => {
    expect(await labelsOf(aMessage(1, { sender: joe }))).toEqual(['Quote', 'Copy text']);
    expect(await labelsOf(aMessage(2, { sender: fred }))).toEqual(['Quote', 'Copy text', 'Edit', 'Delete']);
  });

  it('is nothing for a deleted message, and no changing of what is not text', async () => {
    expect(await labelsOf(aMessage(1, { sender: fred, content: { kind: 'deleted' } }))).toEqual([]);
    const contacts = aMessage(2, { sender: fred, content: { kind: 'contacts', contacts: [] } });
    expect(await labelsOf(contacts)).toEqual(['Delete']);
  });

  it('is copying alone where the service has no quotes, edits and deletions', async () => {
    const owner = anAccount({ id: 'account-2', kind: 'ucwa' });
    expect(await labelsOf(aMessage(1, { sender: joe }), owner)).toEqual(['Copy text']);
    expect(await labelsOf(aMessage(2, { sender: fred }), owner)).toEqual(['Copy text']);
    expect(await labelsOf(aMessage(3, { sender: fred, content: { kind: 'card', text: '' } }), owner)).toEqual([]);
  });

  it('makes a message the task of the reply box', async () => {
    const message = aMessage(1, { sender: fred });
    await labelsOf(message);
    choose('Edit');
    expect(composerTask.value).toEqual({ kind: 'edit', message });
  });

  it('deletes only after the question is answered', async () => {
    const message = aMessage(7, { sender: fred });
    await labelsOf(message);
    choose('Delete');
    await vi.waitFor(() => expect(page.querySelector('dialog')?.textContent).toContain('gone for everybody'));
    expect(asked).toEqual([]);
    page.querySelector<HTMLElement>('dialog .button-danger')?.click();
    await vi.waitFor(() => expect(page.querySelector('dialog')).toBeNull());
    const payload = { account, conversation: joe, text: '', messagetype: 'RichText', content: '', target: message.id };
    expect(asked).toEqual([['message.send', payload]]);
  });
});

function showPending(row: OutboxRow) {
  const shown = row.target === undefined ? PendingMessage : PendingState;
  const Shown = shown as typeof PendingMessage;
  render(<Shown row={row} owner={anAccount()} isConnected onEdit={onEdit} />, page);
}

describe('a change on its way', () => {
  it('says what is being done, and nothing more once it is done', () => {
    showPending(anOutboxRow({ target: '7' }));
    expect(page.textContent).toBe('Saving…');
    showPending(anOutboxRow({ target: '7', content: '' }));
    expect(page.textContent).toBe('Deleting…');
    showPending(anOutboxRow({ target: '7', state: 'sent' }));
    expect(page.textContent).toBe('');
  });

  it('says why it failed, and can be tried again or left as it was', async () => {
    showPending(anOutboxRow({ target: '7', content: '', text: '', state: 'failed', error: 'forbidden' }));
    expect(page.textContent).toContain('Not deleted.');
    choose('Leave as it was');
    await vi.waitFor(() => expect(asked).toEqual([['message.discard', { account, clientId: 'client-1' }]]));
    expect(onEdit).not.toHaveBeenCalled();
  });
});

describe('a file on its way', () => {
  const upload = { attachment: 'file-1', part: 'original', object: {} };

  it('can be cancelled until all of it is there', async () => {
    showPending(anOutboxRow({ text: 'a.txt', upload, state: 'sending' }));
    expect(page.querySelector('progress')?.getAttribute('aria-label')).toBe('Sending “a.txt”');
    choose('Cancel');
    await vi.waitFor(() => expect(asked).toContainEqual(['message.discard', { account, clientId: 'client-1' }]));
    showPending(anOutboxRow({ text: 'a.txt', upload: { ...upload, isComplete: true }, state: 'sending' }));
    expect(page.querySelector('progress')).toBeNull();
  });

  it('shows how much of it has arrived, as the server tells it', async () => {
    answer = (name, payload) => {
      if (name !== 'server.request') return { ok: true, value: null };
      expect(payload).toMatchObject({ place: 'objects', path: '/v1/objects/0-weu-1/views/original/status' });
      return { ok: true, value: { text: '{"content_length":40}' } };
    };
    const row = anOutboxRow({ text: 'a.txt', upload: { ...upload, objectId: '0-weu-1' }, state: 'sending' });
    showPending(row);
    await vi.waitFor(() => expect(asked.map(([name]) => name)).toContain('server.request'));
  });

  it('that the server refuses says so, and offers no text to edit', () => {
    showPending(anOutboxRow({ text: 'a.txt', upload, state: 'failed', error: 'invalid' }));
    expect(page.textContent).toContain('does not take this file');
    const labels = [...page.querySelectorAll('.not-sent button')].map((button) => button.textContent?.trim());
    expect(labels).toEqual(['Retry', 'Delete']);
  });
});
