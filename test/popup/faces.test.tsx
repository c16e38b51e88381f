// @vitest-environment happy-dom
import { extension } from '../support/extension.ts';
import '../support/extension.ts';
// The fake database copies what it keeps, which it can do with a blob of Node only.
import { Blob as NodeBlob } from 'node:buffer';
import { render } from 'preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContactRow } from '../../extension/database.ts';
import { changeSettings } from '../../extension/settings.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { stored } from '../../extension/ui/stored.ts';
import { drawWith } from '../../popup/cell.ts';
import { account, anAccount } from '../support/stored-chat.ts';

const face = 'https://avatar.skype.com/v1/avatars/joe.4/public?v=1';
const asked: unknown[] = [];
let page: HTMLElement;

const aContact = (id: string, avatarUrl: string) =>
  ({ account, id, kind: 'person', name: id, avatarUrl }) as unknown as ContactRow;
const sources = () => [...page.querySelectorAll('img')].map((image) => image.src);

beforeEach(async () => {
  page = document.createElement('div');
  document.body.replaceChildren(page);
  const sendMessage = async ({ payload }: { payload: { uri: string } }) => {
    asked.push(payload.uri);
    const content = new NodeBlob(['x']) as Blob;
    await (await stored()).put('objects', { account, uri: payload.uri, content, usedAtMs: 1 });
    return { ok: true, value: null };
  };
  Object.assign(extension.api.runtime, { sendMessage });
});

describe('faces of people', () => {
  it('come where the setting wants pictures, from the own server or by the name of who they show; others keep their initials', async () => {
    const database = await stored();
    await database.put('accounts', anAccount());
    await database.put('contacts', aContact('8:joe.4', face));
    await database.put('contacts', aContact('8:eve', 'https://tracker.example/eve.png'));
    await database.put('contacts', aContact('sip:lou@example.org', 'photo:sip:lou@example.org'));
    const draw = () => {
      const shown = ['8:joe.4', '8:eve', '8:kim', 'sip:lou@example.org'].map((id) => (
        <Avatar key={id} id={id} name="A B" />
      ));
      render(<div>{shown}</div>, page);
    };
    drawWith(draw);
    await import('../../popup/faces.ts');
    draw();
    await database.get('contacts', [account, '8:joe.4']);
    draw();
    expect(sources()).toEqual([]);
    expect(asked).toEqual([]);
    await changeSettings({ showPictures: 'always' });
    await vi.waitFor(() =>
      expect(sources()).toEqual([/^blob:/, /^blob:/].map((source) => expect.stringMatching(source))),
    );
    expect(asked).toEqual([face, 'photo:sip:lou@example.org']);
    const initials = [...page.querySelectorAll<HTMLElement>('.avatar-face')].map((one) => one.dataset.initials);
    expect(initials.map((letters) => letters !== '')).toEqual([false, true, true, false]);
    await changeSettings({ showPictures: 'ask' });
    await vi.waitFor(() => expect(sources()).toEqual([]));
  });
});
