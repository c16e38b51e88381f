import '../support/extension.ts';
import { describe, expect, it } from 'vitest';
import { type Selection, toggleMark } from '../../popup/conversation/marks.ts';
import {
  findTrigger,
  mentionable,
  suggestEmoticons,
  suggestPeople,
  typeableEmoticons,
} from '../../popup/conversation/suggesting.ts';
import { emoticonOfShortcut } from '../../src/markup/emoticon-shortcuts.ts';
import { anna, fred, joe, team } from '../support/chat.ts';
import { aConversation, anAccount, people } from '../support/stored-chat.ts';

/** A text with its selection between brackets. */
function selected(text: string): Selection {
  const start = text.indexOf('[');
  const end = text.indexOf(']') - 1;
  return { text: text.replace(/[[\]]/g, ''), start, end };
}
const shown = ({ text, start, end }: Selection) =>
  `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;

describe('marks around a selection', () => {
  it.each([
    ['so [very] good', '*', 'so *[very]* good'],
    ['so *[very]* good', '*', 'so [very] good'],
    ['so [] good', '_', 'so _[]_ good'],
    ['so[ very ]good', '~', 'so ~[very]~ good'],
    ['run [npm ci]', 'code', 'run `[npm ci]`'],
    ['[a\nb]', 'code', '{code}[a\nb]{code}'],
    ['[one\n\ntwo]', '*', '[*one*\n\n*two*]'],
  ] as const)('%j with %s becomes %j', (before, mark, after) => {
    expect(shown(toggleMark(selected(before), mark))).toBe(after);
  });
});

describe('a word that asks for suggestions', () => {
  it.each([
    ['@', 'mention', 0, ''],
    ['hi @jo', 'mention', 3, 'jo'],
    ['(@anna co', 'mention', 1, 'anna co'],
    ['so :sm', 'emoticon', 3, 'sm'],
    ['(hea', 'emoticon', 0, 'hea'],
  ])('%j asks for a %s', (text, kind, start, query) => {
    expect(findTrigger(text, text.length)).toEqual({ kind, start, query });
  });

  it.each(['mail@example', ':s', '12:30', 'https://x', 'a@b @', 'plain'])('%j asks for none but a bare @', (text) => {
    expect(findTrigger(text, text.length)).toEqual(
      text.endsWith(' @') ? { kind: 'mention', start: text.length - 1, query: '' } : undefined,
    );
  });

  it('counts only up to the caret', () => {
    expect(findTrigger('@jo and more', 3)).toMatchObject({ query: 'jo' });
  });
});

describe('suggestions', () => {
  const view = (row: ReturnType<typeof aConversation>) => ({
    ...{ account: anAccount(), row, messages: [], hasOlderStored: false, outbox: [], typing: [], people },
  });

  it('are the other members of a group and everyone, those first whose name begins with what is typed', () => {
    const members = [fred, joe, anna, '8:bea.1'].map((id) => ({ id, role: 'user' as const }));
    const row = aConversation(team, { kind: 'group', members });
    const candidates = mentionable(view(row), new Map([['8:bea.1', 'Bea Anders']]));
    expect(candidates.map(({ id }) => id).sort()).toEqual(['*', '8:bea.1', anna, joe].sort());
    expect(candidates.at(-1)).toEqual({ id: '*', name: 'all' });
    const found = suggestPeople(candidates, 'an');
    expect(found[0]?.person).toBe(anna);
    expect(found.map(({ person }) => person)).toContain('8:bea.1');
    expect(suggestPeople(candidates, 'nobody')).toEqual([]);
    expect(suggestPeople(candidates, 'all').map(({ insert }) => insert)).toEqual(['@all ']);
  });

  it('are the partner alone in a conversation of two', () => {
    expect(mentionable(view(aConversation(joe)), new Map()).map(({ id }) => id)).toEqual([joe]);
  });

  it('are emoticons by their word, put in as a shortcut that becomes them', () => {
    expect(suggestEmoticons('lau')[0]).toMatchObject({ emoticon: '😄' });
    for (const { type, shortcut } of typeableEmoticons()) expect(emoticonOfShortcut(shortcut)?.type).toBe(type);
    expect(new Set(typeableEmoticons().map(({ type }) => type)).size).toBe(typeableEmoticons().length);
  });
});
