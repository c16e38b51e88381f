// What could be meant by the word that is being typed: people after `@`, emoticons after `:`.
import type { OpenConversation } from '../../extension/queries.ts';
import { fold } from '../../extension/search.ts';
import { text } from '../../extension/text.ts';
import { knownName, personName } from '../../extension/ui/names.ts';
import { listEmoticons } from '../../src/markup/emoticon-shortcuts.ts';
import type { ContactId } from '../../src/model/account.ts';
import type { Mention } from '../../src/service/composing.ts';

/** One suggestion: what it shows, and what it puts in place of what was typed. */
export type Suggestion = {
  key: string;
  label: string;
  detail?: string;
  person?: ContactId;
  emoticon?: string;
  insert: string;
};

/** A word that asks for suggestions: where it begins, and what is typed of it. */
export type Trigger = { kind: 'mention' | 'emoticon'; start: number; query: string };

const most = 6;

/** The word before the caret, when it begins like a mention or an emoticon. */
export function findTrigger(typed: string, caret: number): Trigger | undefined {
  const before = typed.slice(0, caret);
  const mention = /(?:^|[\s([{"'*_~])@([^\n@]{0,40})$/u.exec(before);
  if (mention) return { kind: 'mention', start: caret - (mention[1] ?? '').length - 1, query: mention[1] ?? '' };
  const emoticon = /(?:^|\s)[:(]([a-z]{2,20})$/i.exec(before);
  if (emoticon) return { kind: 'emoticon', start: caret - (emoticon[1] ?? '').length - 1, query: emoticon[1] ?? '' };
  return undefined;
}

/** Everybody who can be mentioned in a conversation: the others in it, and in a group everyone at once. */
export function mentionable(view: OpenConversation, names: ReadonlyMap<ContactId, string>): Mention[] {
  const { row, account, people } = view;
  const nameOf = (id: ContactId, given?: string) => knownName(people, account.id, id, names.get(id) ?? given);
  if (row.kind === 'direct') {
    const partner = row.partner ?? row.id;
    const name = nameOf(partner, row.lastMessage?.sender === partner ? row.lastMessage.senderName : undefined);
    return name ? [{ id: partner, name }] : [];
  }
  const others = row.members.filter(({ id }) => id !== account.user);
  const named = others.flatMap(({ id, name: given }) => {
    const name = nameOf(id, given);
    return name ? [{ id, name }] : [];
  });
  return [...named.sort((a, b) => a.name.localeCompare(b.name)), { id: '*', name: text('composerEveryone') }];
}

/** People that fit what is typed, those whose name begins with it first. */
export function suggestPeople(candidates: readonly Mention[], query: string): Suggestion[] {
  const wanted = fold(query);
  const fits = candidates.flatMap((mention) => {
    const at = ` ${fold(mention.name)}`.indexOf(` ${wanted}`);
    // A whole name with more behind it is written already.
    return at < 0 || (wanted !== '' && /\s$/.test(query) && fold(mention.name) === wanted) ? [] : [{ mention, at }];
  });
  return fits
    .sort((a, b) => a.at - b.at)
    .slice(0, most)
    .map(({ mention: { id, name } }) => ({
      key: id,
      label: name,
      person: id,
      insert: `@${name} `,
      ...(id === '*' && { detail: text('composerEveryoneDetail') }),
    }));
}

/** Emoticons that can be typed, each once, by the word and with the shortcut that stands for it. */
export function typeableEmoticons(): { type: string; unicode: string; shortcut: string }[] {
  return listEmoticons().flatMap(({ type, unicode, shortcuts }) => {
    const shortcut = shortcuts.find((word) => word.startsWith('(')) ?? shortcuts[0];
    return shortcut ? [{ type, unicode, shortcut: shortcuts[0]?.length === 2 ? shortcuts[0] : shortcut }] : [];
  });
}

/** Emoticons whose word begins with what is typed, then those that contain it. */
export function suggestEmoticons(query: string): Suggestion[] {
  const wanted = query.toLowerCase();
  return typeableEmoticons()
    .filter(({ type }) => type.includes(wanted))
    .sort((a, b) => a.type.indexOf(wanted) - b.type.indexOf(wanted))
    .slice(0, most)
    .map(({ type, unicode, shortcut }) => ({
      ...{ key: type, label: type, detail: shortcut, emoticon: unicode, insert: `${shortcut} ` },
    }));
}

/** The name of a suggested person for their picture. */
export const suggestedName = (view: OpenConversation, { person = '', label }: Suggestion): string =>
  person === '*' ? label : personName(view.people, view.account.id, person, label);
