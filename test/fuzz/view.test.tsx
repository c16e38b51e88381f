// @vitest-environment happy-dom
// The whole way of a message of others to the screen: whatever they send, the page has our own elements, no attribute that does anything, and
// no address that leads out of the web.
import '../support/extension.ts';
import fc from 'fast-check';
import { render } from 'preact';
import { beforeEach, describe, expect, it } from 'vitest';
import { summarise } from '../../background/summary.ts';
import type { MessageRow } from '../../extension/database.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { arrange } from '../../popup/conversation/arrange.ts';
import { lastLine } from '../../popup/list/last-line.ts';
import { readCards } from '../../popup/message/card-content.ts';
import { MarkupView } from '../../popup/message/MarkupView.tsx';
import { lookOf } from '../../popup/message/MessageContent.tsx';
import { MessageGroup, MessageLine } from '../../popup/message/MessageGroup.tsx';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import type { MarkupNode } from '../../src/markup/tree.ts';
import type { Message } from '../../src/model/message.ts';
import { decodeMessage } from '../../src/skype/decode/message.ts';
import { fred, joe } from '../support/chat.ts';
import { aConversation, account, anAccount, people } from '../support/stored-chat.ts';
import { anyJson, damaged, runs, trickyText } from './effort.ts';
import { address, element, soup } from './markup-pieces.ts';
import { message } from './message-samples.ts';
import { checkTree } from './safe-tree.ts';

let page: HTMLElement;
beforeEach(() => {
  page = document.createElement('div');
  document.body.replaceChildren(page);
});

const ownElements = new Set(
  'UL LI DIV SPAN BDI A B I U S CODE PRE BR BLOCKQUOTE CITE EM STRONG BUTTON IMG SVG PATH CIRCLE G RECT TIME SMALL P Q'.split(
    ' ',
  ),
);
const ownAttributes =
  /^(class|href|target|rel|title|dir|role|alt|src|style|type|tabindex|datetime|viewbox|d|fill|aria-[a-z]+|data-[a-z-]+)$/;
const drawing = /^(width|height|stroke[a-z-]*|focusable|xmlns|cx|cy|r|disabled|hidden|lang|id|popover|popovertarget)$/;

function faultOf(found: Element): string | undefined {
  if (!ownElements.has(found.tagName.toUpperCase())) return 'is no element of ours';
  for (const { name, value } of Array.from(found.attributes)) {
    if (!ownAttributes.test(name.toLowerCase()) && !drawing.test(name.toLowerCase()))
      return `has the attribute ${name}`;
    if (name === 'style' && !/^(--colour-(light|dark):\s*#[\da-f]{6};?\s*)+$/.test(value))
      return `has the style ${value}`;
    if (name === 'src' && !value.startsWith('blob:')) return 'fetches a picture by itself';
    if (name === 'href' && !['http:', 'https:', 'mailto:', 'tel:'].includes(new URL(value).protocol))
      return `leads to ${value}`;
  }
  if (
    found.tagName === 'A' &&
    (found.getAttribute('rel') !== 'noopener noreferrer' || found.getAttribute('target') !== '_blank')
  ) {
    return 'opens a page that learns of us';
  }
  return undefined;
}

function checkPage(): void {
  expect(
    page.querySelector('script, style, iframe, object, embed, link, base, form, svg *[href], [srcdoc]'),
  ).toBeNull();
  for (const found of Array.from(page.querySelectorAll('*'))) {
    // What can be done with a message has elements of its own; nothing of a message is in it.
    if (found.parentElement?.closest('[popover]')) continue;
    const fault = faultOf(found);
    if (fault !== undefined) expect.fail(`<${found.tagName}> ${fault}`);
  }
}

const view = (row: MessageRow, kind: 'direct' | 'group'): OpenConversation => ({
  account: anAccount(),
  row: aConversation(joe, { kind }),
  messages: [row],
  hasOlderStored: false,
  outbox: [],
  typing: [],
  people,
});

function show(row: MessageRow, kind: 'direct' | 'group'): void {
  const look = lookOf(view(row, kind));
  const items = arrange([row], [], fred).map((item) => {
    if (item.kind === 'line') return <MessageLine key={item.key} message={item.message} look={look} />;
    if (item.kind !== 'group') return null;
    return (
      <MessageGroup
        key={item.key}
        group={item}
        look={look}
        isGroupChat={kind === 'group'}
        isConnected={true}
        onEdit={() => undefined}
      />
    );
  });
  render(<ul>{items}</ul>, page);
}

const rowOf = (found: Message): MessageRow => ({ ...found, account, incoming: 1 });

describe('a message of others on the screen', () => {
  it('is shown with our own elements alone, of whatever type it is', () => {
    fc.assert(
      fc.property(message, fc.constantFrom('direct', 'group'), (resource, kind) => {
        const result = decodeMessage(resource, { user: fred, nowMs: 1714979300000 });
        const event = 'events' in result ? result.events[0] : undefined;
        if (event?.type !== 'message') return;
        const row = rowOf(event.message);
        show(row, kind);
        checkPage();
        const entry = { row: aConversation(joe, { kind, lastMessage: summarise(row) }), typing: [] };
        expect(lastLine(entry, people, 1714979300000).text).toBeTypeOf('string');
      }),
      runs(250),
    );
  });

  it('that was stored by a later version of Skylark, with content of another kind, is a placeholder', () => {
    const base = decodeMessage(
      {
        id: '1',
        version: '1',
        messagetype: 'Text',
        content: 'x',
        from: `x/contacts/${joe}`,
        conversationLink: `x/conversations/${joe}`,
      },
      { user: fred, nowMs: 0 },
    );
    const event = 'events' in base ? base.events[0] : undefined;
    if (event?.type !== 'message') throw new Error('the sample is no message');
    fc.assert(
      fc.property(trickyText, anyJson, (kind, more) => {
        show({ ...rowOf(event.message), content: { kind, more } as never }, 'direct');
        checkPage();
      }),
      runs(60),
    );
  });
});

describe('markup on the screen', () => {
  const look = { showsEmoticons: true, own: fred, nameOf: () => undefined };

  it('has our own elements alone', () => {
    fc.assert(
      fc.property(fc.oneof(soup, element), (content) => {
        render(<MarkupView tree={parseMarkup(content)} look={look} />, page);
        checkPage();
      }),
      runs(400),
    );
  });

  // Nobody but the parser makes trees; the page looks at each address and colour once more all the same.
  const text = fc.oneof(trickyText, address);
  const { tree } = fc.letrec<{ tree: MarkupNode[] }>((tie) => ({
    tree: fc.array(
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.record({ kind: fc.constant('text'), text }),
        fc.record({ kind: fc.constant('link'), href: address, text }),
        fc.record({ kind: fc.constant('mention'), id: text, text }),
        fc.record({ kind: fc.constant('emoticon'), type: text, shortcut: text, unicode: text }),
        fc.record({
          kind: fc.constant('colour'),
          colour: fc.oneof(text, fc.constantFrom('red', '#abc', 'url(//a)')),
          children: tie('tree'),
        }),
        fc.record({
          kind: fc.constant('quote'),
          author: text,
          authorId: text,
          sentAtMs: fc.nat(),
          children: tie('tree'),
        }),
        fc.record({
          kind: fc.oneof(fc.constantFrom('bold', 'code', 'preformatted', 'script'), text),
          children: tie('tree'),
        }),
      ) as unknown as fc.Arbitrary<MarkupNode>,
      { maxLength: 4 },
    ),
  }));

  it('has our own elements alone even for a tree that no parser made', () => {
    fc.assert(
      fc.property(tree, (nodes) => {
        render(<MarkupView tree={nodes} look={look} />, page);
        checkPage();
      }),
      runs(300),
    );
  });
});

describe('a node of a kind that no tree has', () => {
  it.each(['__proto__', 'constructor', 'toString', 'iframe', ''])('is left out: %j', (kind) => {
    const look = { showsEmoticons: true, own: fred, nameOf: () => undefined };
    render(<MarkupView tree={[{ kind, children: [] } as never, { kind: 'text', text: 'rest' }]} look={look} />, page);
    expect(page.innerHTML).toBe('rest');
  });
});

describe('a card of a bot', () => {
  const card = {
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.hero',
        content: {
          ...{ title: 'Tomorrow', subtitle: 'Weather', text: 'Sunny, <b>19</b>' },
          buttons: [
            { type: 'openUrl', title: 'More', value: 'https://weather.example/' },
            { type: 'openUrl', title: 'Less', value: 'javascript:alert(1)' },
            { type: 'imBack', title: 'Friday', value: 'Friday' },
          ],
        },
      },
    ],
  };

  it('has text, a safe tree, and buttons that lead into the web or say something', () => {
    const raw = fc.oneof(damaged([card]), anyJson).map((value) => {
      try {
        return `<URIObject><Swift b64="${btoa(JSON.stringify(value).replace(/[\u0080-\uffff]/g, '?'))}"/></URIObject>`;
      } catch {
        return '<URIObject><Swift b64="e30="/></URIObject>';
      }
    });
    fc.assert(
      fc.property(fc.oneof(raw, soup), (content) => {
        for (const { title, subtitle, body, buttons } of readCards(content)) {
          expect(Math.max(title.length, subtitle.length)).toBeLessThanOrEqual(500);
          checkTree(body);
          for (const button of buttons) {
            if ('href' in button)
              expect(['http:', 'https:', 'mailto:', 'tel:']).toContain(new URL(button.href).protocol);
            else expect(button.reply.length).toBeLessThanOrEqual(2_000);
          }
        }
      }),
      runs(400),
    );
  });
});
