// The index of emoticons (skype.md 10.2), made from the table that our own client draws from. It never changes while the gateway
// runs; its address has the hash of its text, so that a client may keep it for ever.
import { createHash } from 'node:crypto';
import { listEmoticons } from '../../src/markup/emoticon-shortcuts.ts';

const hashLength = 32;

const items = listEmoticons().map(({ type, unicode, shortcuts }) => ({
  id: type,
  type: 'emoticon',
  description: type,
  // Readers take the first one without asking whether there is any.
  shortcuts: shortcuts.length > 0 ? shortcuts : [`(${type})`],
  unicode,
  visible: true,
}));

/** The whole index as JSON. There are no pictures: clients show the character. */
export const emoticonIndex = JSON.stringify({ items, packs: [{ id: 'smileys', items: items.map(({ id }) => id) }] });

/** Names this release of the index: hexadecimal, the beginning of its SHA-256. */
export const emoticonHash = createHash('sha256').update(emoticonIndex).digest('hex').slice(0, hashLength);
