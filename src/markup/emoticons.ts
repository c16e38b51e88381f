// Classic Skype emoticons: the word in `<ss type="word">`, its Unicode form, and the shortcuts people type.

// One entry per emoticon: type, character, shortcuts besides `(type)`. An exclamation mark says that `(type)` is too
// common a remark in brackets to be taken for the emoticon.
const table = `smile 🙂 :),sad 🙁 :(,laugh 😄 :D :d,cool 😎 8-) B=) B-),surprised 😮 :O :o,wink 😉 ;),cry 😢 ;(,sweat 😅
speechless 😐 :|,kiss 😗 :*,tongueout 😛 :P :p,blush 😊 :$,inlove 😍,yawn 🥱,puke 🤮 :&,doh 🤦,angry 😠 :@ x( X(
wasntme 😇,party 🥳,worry 😟 :S :s,nerd 🤓 8-| B-|,lipssealed 🤐 :x :X :#,hi 👋,devil 😈,angel 😇,!wait ✋,hug 🤗
giggle 🤭,clap 👏,!think 🤔 :-? :=?,bow 🙇,rofl 🤣,whew 😮‍💨,!happy 😃,smirk 😏,!yes 👍 (y),!no 👎 (n),handshake 🤝
highfive 🙌,heart ❤️ <3,brokenheart 💔,!mail ✉️,flower 🌸,!sun ☀️,!time 🕒,!music 🎵,!coffee ☕,muscle 💪
!cake 🎂,!beer 🍺,!star ⭐,facepalm 🤦,!idea 💡,lol 😂,!ok 👌,thanks 🙏,pray 🙏,!check ✅,!fire 🔥,dance 💃,!cat 🐱,!dog 🐶,poop 💩
rose 🌹,!gift 🎁,!wonder 🤔 :^),sleepy 😴 |),dull 😑 |(,evilgrin 😈 ]:),mmm 😋,!fingers 🤞,!call 📞,envy 😒,!rain 🌧️
!drink 🍸,!pizza 🍕,!phone 📱,!movie 🎬,!cash 💰,!drunk 🥴,!smoke 🚬,!swear 🤬,!punch 👊,ninja 🥷,!rock 🤘,!bug 🐛,bear 🐻`;

interface Emoticon {
  type: string;
  unicode: string;
}

const isFace = /^[:;8|x].$/;
const byType = new Map<string, string>();
const byShortcut = new Map<string, Emoticon>();

for (const entry of table.split(/[,\n]/)) {
  const [word = '', unicode = '', ...shortcuts] = entry.split(' ');
  const type = word.replace('!', '');
  byType.set(type, unicode);
  if (type === word) shortcuts.push(`(${type})`);
  for (const shortcut of shortcuts) {
    byShortcut.set(shortcut, { type, unicode });
    // With a nose: `:)`, `:-)` and `:=)` are the same face.
    for (const nose of isFace.test(shortcut) ? '-=' : '')
      byShortcut.set(shortcut.replace(/^./, `$&${nose}`), { type, unicode });
  }
}

/**
 * The Unicode form of an emoticon type, undefined for one we do not know. Late clients name emoticons by code point
 * (`1f60d_smilingfacewithhearteyes`).
 */
export function unicodeOfEmoticon(type: string): string | undefined {
  const known = byType.get(type.toLowerCase());
  const codes = known === undefined ? /^([0-9a-f]{4,6}(?:-[0-9a-f]{4,6}){0,7})(?:_|$)/.exec(type)?.[1] : undefined;
  if (codes === undefined) return known;
  const points = codes.split('-').map((code) => Number.parseInt(code, 16));
  return points.every(isPictureCode) ? String.fromCodePoint(...points) : undefined;
}

// Symbols and pictures, their joiner and variation selector; nothing that could be markup or an override.
const isPictureCode = (code: number): boolean =>
  (code >= 0x2190 && code <= 0x2bff) || (code >= 0x1f000 && code <= 0x1faff) || code === 0x200d || code === 0xfe0f;

/** The emoticon that a typed word such as `:)` or `(y)` stands for. */
export const emoticonOfShortcut = (word: string): Emoticon | undefined => byShortcut.get(word);

/** Every emoticon with all the words that stand for it; there may be none. */
export function listEmoticons(): (Emoticon & { shortcuts: string[] })[] {
  return [...byType].map(([type, unicode]) => ({
    type,
    unicode,
    shortcuts: [...byShortcut].flatMap(([shortcut, emoticon]) => (emoticon.type === type ? [shortcut] : [])),
  }));
}
