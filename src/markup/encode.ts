import { emoticonOfShortcut } from './emoticons.ts';
import { escapeMarkup } from './entities.ts';
import { linkifyText } from './linkify.ts';

/** Somebody to be mentioned: where `@name` stands in the text it becomes a mention of `id` (`*` for everyone). */
export interface Mention {
  id: string;
  name: string;
}

/**
 * Turns typed text into `RichText` content (skype.md 7.5): everything is escaped, bare addresses become links,
 * emoticon shortcuts that stand alone become emoticons, `@name` of the given people mentions. Line feeds stay.
 */
export function encodePlainText(text: string, mentions: readonly Mention[] = []): string {
  return linkifyText(text.replace(/\r\n?/g, '\n'))
    .map((node) => {
      if (node.kind === 'text') return encodeMentions(node.text, mentions);
      return `<a href="${escapeMarkup(node.href)}">${escapeMarkup(node.text)}</a>`;
    })
    .join('');
}

// The leftmost mention first, of several at the same place the longest name.
function encodeMentions(text: string, mentions: readonly Mention[]): string {
  let content = '';
  let done = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', Math.max(done, at + 1))) {
    const named = mentions.filter(({ name }) => name && text.startsWith(name, at + 1));
    const mention = named.sort((a, b) => b.name.length - a.name.length)[0];
    if (!mention) continue;
    const tag = `<at id="${escapeMarkup(mention.id)}">${escapeMarkup(mention.name)}</at>`;
    content += encodeWords(text.slice(done, at)) + tag;
    done = at + 1 + mention.name.length;
  }
  return content + encodeWords(text.slice(done));
}

function encodeWords(text: string): string {
  return text
    .split(/(\s+)/)
    .map((word) => {
      const emoticon = emoticonOfShortcut(word);
      return emoticon ? `<ss type="${emoticon.type}">${escapeMarkup(word)}</ss>` : escapeMarkup(word);
    })
    .join('');
}
