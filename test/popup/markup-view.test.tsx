// @vitest-environment happy-dom
import '../support/extension.ts';
import { render } from 'preact';
import { beforeEach, describe, expect, it } from 'vitest';
import { type MarkupLook, MarkupView } from '../../popup/message/MarkupView.tsx';
import type { MarkupNode, MarkupTree } from '../../src/markup/tree.ts';
import { fred } from '../support/chat.ts';

const look: MarkupLook = { showsEmoticons: true, own: fred, nameOf: () => undefined };
let page: HTMLElement;

function show(tree: MarkupTree, changes: Partial<MarkupLook> = {}): HTMLElement {
  render(<MarkupView tree={tree} look={{ ...look, ...changes }} />, page);
  return page;
}

const words = (text: string): MarkupNode => ({ kind: 'text', text });

beforeEach(() => {
  page = document.createElement('div');
  document.body.replaceChildren(page);
});

describe('a message on screen', () => {
  it('shows markup in text as the characters it consists of', () => {
    const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>&lt;b&gt;';
    show([words(hostile), { kind: 'bold', children: [words(hostile)] }, { kind: 'mention', id: '8:x', text: hostile }]);
    expect(page.querySelectorAll('img, script, iframe')).toHaveLength(0);
    expect(page.textContent).toBe(hostile.repeat(3));
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'chrome://settings',
    'blob:https://a.example/1',
    '//a.example',
    'nonsense',
    '',
  ])('never makes a link of %j, whatever the tree says', (href) => {
    show([{ kind: 'link', href, text: 'click me' }]);
    expect(page.querySelector('a')).toBeNull();
    expect(page.textContent).toBe('click me');
  });

  it('opens links in a tab that learns nothing about us', () => {
    show([{ kind: 'link', href: 'https://www.example.org/a?b', text: 'here' }]);
    const link = page.querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://www.example.org/a?b');
    expect(link?.target).toBe('_blank');
    expect(link?.rel).toBe('noopener noreferrer');
    expect(page.textContent).toBe('here');
  });

  it('names the true host of a deceptive link', () => {
    show([{ kind: 'link', href: 'https://evil.example/login', text: 'bank.example' }]);
    expect(page.textContent).toBe('bank.example (leads to evil.example)');
  });

  it('survives a tree that is deeper than any parser of ours makes', () => {
    let tree: MarkupTree = [words('deep')];
    for (let depth = 0; depth < 5_000; depth++) tree = [{ kind: 'quote', children: tree }];
    show(tree);
    expect(page.textContent).toBe('…');
    expect(page.querySelectorAll('blockquote').length).toBeLessThan(100);
  });

  it('leaves out a node it does not know', () => {
    show([{ kind: 'iframe', children: [words('x')] } as unknown as MarkupNode, words('rest')]);
    expect(page.innerHTML).toBe('rest');
  });

  it('shows emoticons, or what was typed when the account does not want them or we do not know them', () => {
    const smile: MarkupNode = { kind: 'emoticon', type: 'smile', shortcut: ':)', unicode: '🙂' };
    expect(show([smile]).textContent).toBe('🙂');
    expect(page.querySelector('[role=img]')?.getAttribute('aria-label')).toBe('smile');
    expect(show([smile], { showsEmoticons: false }).textContent).toBe(':)');
    expect(show([{ kind: 'emoticon', type: 'odd', shortcut: '(odd)' }]).textContent).toBe('(odd)');
  });

  it('lets mentions of the user and of everyone stand out', () => {
    show([
      { kind: 'mention', id: fred, text: 'Fred' },
      { kind: 'mention', id: '*', text: 'all' },
      { kind: 'mention', id: '8:joe.4', text: 'Joe' },
    ]);
    const own = Array.from(page.querySelectorAll('.mention-own'), (mention) => mention.textContent);
    expect(own).toEqual(['Fred', 'all']);
  });

  it('names the author of a quote, and never by an identifier', () => {
    const quote = (author?: string, authorId?: string): MarkupNode => ({
      kind: 'quote',
      ...(author !== undefined && { author }),
      ...(authorId !== undefined && { authorId }),
      children: [words('said')],
    });
    const nameOf = (id: string) => (id === '8:joe.4' ? 'Joe Bloggs' : undefined);
    expect(show([quote('Anna Cooper')]).textContent).toBe('Anna Coopersaid');
    expect(show([quote(undefined, '8:joe.4')], { nameOf }).textContent).toBe('Joe Bloggssaid');
    expect(show([quote('8:kim', '8:kim')], { nameOf }).textContent).toBe('said');
  });
});
