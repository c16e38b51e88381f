// @vitest-environment happy-dom
// What the popup asks of the worker to show a message, and when: nothing without a click or the setting.
import { extension } from '../support/extension.ts';
import '../support/extension.ts';
// The fake database copies what it keeps, which it can do with a blob of Node only.
import { Blob as NodeBlob } from 'node:buffer';
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PreferencesRow } from '../../extension/database.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { changeSettings } from '../../extension/settings.ts';
import { stored } from '../../extension/ui/stored.ts';
import { drawWith } from '../../popup/cell.ts';
import { lookOf, MessageContent } from '../../popup/message/MessageContent.tsx';
import { openedConversation, openedPanels } from '../../popup/screen.ts';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import type { MessageContent as Content } from '../../src/model/message.ts';
import { joe } from '../support/chat.ts';
import { aConversation, account, aMessage, anAccount, people } from '../support/stored-chat.ts';

const blobOf = (content: string) => new NodeBlob([content]) as Blob;

type Envelope = { 'skylark-command': string; payload: Record<string, unknown> };

const uri = 'https://api.asm.skype.com/v1/objects/0-weu-d3-1';
const sendMessage = vi.fn<(envelope: Envelope) => Promise<unknown>>();
let page: HTMLElement;

beforeEach(async () => {
  extension.reset();
  page = document.createElement('div');
  document.body.replaceChildren(page);
  sendMessage.mockReset();
  openedPanels.value = [];
  Object.assign(extension.api.runtime, { sendMessage });
  await changeSettings({ showPictures: 'ask' });
});
afterEach(() => render(null, page));

/** The worker's part: stores what it is asked for. */
function serve(answer: (uri: string) => string | undefined = () => 'content') {
  sendMessage.mockImplementation(async ({ 'skylark-command': name, payload }) => {
    if (name !== 'object.fetch') return { ok: true, value: { conversation: '8:mary.9', text: '{}' } };
    const content = answer(String(payload.uri));
    if (content === undefined) return { ok: false, error: { kind: 'not-found', message: 'gone' } };
    const row = { account, uri: String(payload.uri), content: blobOf(content), usedAtMs: 1 };
    await (await stored()).put('objects', row);
    return { ok: true, value: null };
  });
}

function show(content: Content, flags?: number[]) {
  const preferences: PreferencesRow = { account, flags: flags ?? [], callPolicy: 'anyone', readAtMs: 1 };
  const view: OpenConversation = {
    ...{ account: anAccount(), row: aConversation(joe), messages: [], hasOlderStored: false, outbox: [], typing: [] },
    people,
    ...(flags && { preferences }),
  };
  const draw = () => render(<MessageContent message={aMessage(1, { content })} look={lookOf(view)} />, page);
  drawWith(draw);
  draw();
}

const asked = () => sendMessage.mock.calls.map(([envelope]) => [envelope['skylark-command'], envelope.payload.uri]);
const button = (label: string) =>
  [...page.querySelectorAll('button')].find((one) => one.textContent?.trim() === label || one.title === label);
const press = async (label: string) => {
  await vi.waitFor(() => expect(button(label)).toBeDefined());
  button(label)?.click();
};
/** Long enough for anything that would be asked without being told to. */
const settle = async () => {
  await (await stored()).get('objects', ['x', 'x']);
  await vi.waitFor(() => expect(page.textContent).not.toBe(''));
  await (await stored()).get('objects', ['x', 'x']);
};

describe('a picture', () => {
  const picture: Content = { kind: 'picture', object: { name: 'hills.png', uri } };

  it('is fetched after a click, and opens in full after another', async () => {
    serve();
    show(picture);
    await settle();
    expect(asked()).toEqual([]);
    await press('Show picture');
    await vi.waitFor(() => expect(page.querySelector('img')?.src).toMatch(/^blob:/));
    expect(page.querySelector('img')?.alt).toBe('hills.png');
    expect(asked()).toEqual([['object.fetch', `${uri}/views/imgt1`]]);
    await press('Open the picture');
    const message = aMessage(1);
    expect(openedPanels.value).toEqual([
      { name: 'picture', account, conversation: message.conversation, message: message.id },
    ]);
  });

  it('is shown at once when it is stored', async () => {
    await (await stored()).put('objects', {
      account,
      uri: `${uri}/views/imgt1`,
      content: blobOf('x'),
      usedAtMs: 1,
    });
    show(picture);
    await vi.waitFor(() => expect(page.querySelector('img')).not.toBeNull());
    expect(asked()).toEqual([]);
    await (await stored()).clear('objects');
  });

  it('comes alone where the setting says so, but never from a foreign place', async () => {
    serve();
    await changeSettings({ showPictures: 'always' });
    show({
      kind: 'picture',
      object: { name: '', uri: 'https://tracker.example/1', thumbnailUri: 'https://tracker.example/2' },
    });
    await settle();
    expect(asked()).toEqual([]);
    show({ kind: 'picture', object: { name: '', uri, thumbnailUri: 'https://tracker.example/2' } });
    await vi.waitFor(() => expect(page.querySelector('img')).not.toBeNull());
    expect(asked()).toEqual([['object.fetch', `${uri}/views/imgt1`]]);
    await (await stored()).clear('objects');
  });

  it('that cannot be fetched says why, and can be tried again', async () => {
    let isThere = false;
    serve(() => (isThere ? 'x' : undefined));
    show(picture);
    await press('Show picture');
    await vi.waitFor(() => expect(page.querySelector('.card-failure')?.textContent).not.toBe(''));
    isThere = true;
    await press('Try again');
    await vi.waitFor(() => expect(page.querySelector('img')).not.toBeNull());
    await (await stored()).clear('objects');
  });
});

describe('sound and film', () => {
  it.each(['audio', 'video'] as const)('%s plays in its place after a click', async (kind) => {
    serve();
    show({ kind, object: { name: 'sea', uri } });
    await settle();
    expect(asked()).toEqual([]);
    await press('Play');
    await vi.waitFor(() => expect(page.querySelector(kind)?.getAttribute('src')).toMatch(/^blob:/));
    expect(asked()).toEqual([['object.fetch', `${uri}/views/${kind}`]]);
    page.querySelector(kind)?.dispatchEvent(new Event('error'));
    await vi.waitFor(() => expect(page.textContent).toContain('This browser cannot play it.'));
    expect(button('Download')).toBeDefined();
    await (await stored()).clear('objects');
  });
});

describe('a link', () => {
  const link = (path: string): Content => ({
    kind: 'text',
    body: parseMarkup(`see https://www.example.org/${path}`),
    isAction: false,
  });
  const describedAs = (title: string) =>
    sendMessage.mockResolvedValue({
      ok: true,
      value: { text: JSON.stringify({ url: 'x', title, description: 'Words' }) },
    });

  it('is described by the server where the account wants previews, once', async () => {
    describedAs('An example');
    show(link('one'), []);
    await vi.waitFor(
      () => expect(page.querySelector('.link-card')?.textContent).toBe('An exampleWordsexample.org'),
      10_000,
    );
    show(link('one'), []);
    expect(sendMessage).toHaveBeenCalledTimes(1);
    expect(sendMessage.mock.calls[0]?.[0]?.payload).toMatchObject({
      place: 'urlInfo',
      path: '/v1/url/info?url=https%3A%2F%2Fwww.example.org%2Fone',
    });
  });

  it('has its picture after a click, where the picture is with our server', async () => {
    const picture = 'http://127.0.0.1:8787/urlp.asm.skype.com/v1/url/thumbnail/abc';
    const describe = (title: string, thumbnail: string) =>
      sendMessage.mockImplementation(async ({ 'skylark-command': name, payload }) => {
        if (name !== 'object.fetch') {
          return { ok: true, value: { text: JSON.stringify({ url: 'x', title, thumbnail }) } };
        }
        const row = { account, uri: String(payload.uri), content: blobOf('content'), usedAtMs: 1 };
        await (await stored()).put('objects', row);
        return { ok: true, value: null };
      });
    describe('A page', picture);
    show(link('with-picture'), []);
    await vi.waitFor(() => expect(page.querySelector('.link-card')?.textContent).toContain('A page'), 10_000);
    expect(page.querySelector('.link-picture')).toBeNull();
    await press('Show picture');
    await vi.waitFor(() => expect(page.querySelector('.link-picture')?.getAttribute('src')).toMatch(/^blob:/));
    render(null, page);
    describe('Another page', 'https://tracker.example/abc');
    show(link('with-foreign-picture'), []);
    await vi.waitFor(() => expect(page.querySelector('.link-card')?.textContent).toContain('Another page'), 10_000);
    expect(page.querySelector('.link-picture, button')).toBeNull();
  });

  it('asks nobody while the preferences are not known, and shows host and path', async () => {
    describedAs('Nothing');
    show(link('two'));
    await settle();
    expect(page.querySelector('.link-card')?.textContent).toBe('example.org/two');
    expect(sendMessage).not.toHaveBeenCalled();
  });

  it('with flag 11 asks after a click only', async () => {
    describedAs('On request');
    show(link('three'), [11]);
    await settle();
    expect(page.querySelector('.link-card')).toBeNull();
    expect(sendMessage).not.toHaveBeenCalled();
    await press('Preview');
    await vi.waitFor(() => expect(page.querySelector('.link-card')?.textContent).toContain('On request'));
  });

  it('that the server knows nothing of keeps its host and path', async () => {
    sendMessage.mockResolvedValue({ ok: false, error: { kind: 'not-found', message: 'none' } });
    show(link('four'), []);
    await vi.waitFor(() => expect(sendMessage).toHaveBeenCalled());
    await settle();
    expect(page.querySelector('.link-card')?.textContent).toBe('example.org/four');
  });
});

describe('people who are shared', () => {
  it('can be looked at, and written to', async () => {
    serve();
    show({ kind: 'contacts', contacts: [{ id: '8:mary.9', name: 'Mary Major' }] });
    await press('Add');
    expect(openedPanels.value).toEqual([{ name: 'person', account, contact: '8:mary.9' }]);
    await press('Open chat');
    await vi.waitFor(() => expect(openedConversation.value).toEqual({ account, conversation: '8:mary.9' }));
  });
});
