// Classic Skype emoticons: the word in `<ss type="word">` and its Unicode form. The shortcuts that people type are in
// `emoticon-shortcuts.ts`: who only reads messages does not need them.

const table = `smile 🙂,sad 🙁,laugh 😄,cool 😎,surprised 😮,wink 😉,cry 😢,sweat 😅,speechless 😐,kiss 😗,tongueout 😛,blush 😊,inlove 😍,yawn 🥱
puke 🤮,doh 🤦,angry 😠,wasntme 😇,party 🥳,worry 😟,nerd 🤓,lipssealed 🤐,hi 👋,devil 😈,angel 😇,wait ✋,hug 🤗,giggle 🤭,clap 👏
think 🤔,bow 🙇,rofl 🤣,whew 😮‍💨,happy 😃,smirk 😏,yes 👍,no 👎,handshake 🤝,highfive 🙌,heart ❤️,brokenheart 💔,mail ✉️,flower 🌸
sun ☀️,time 🕒,music 🎵,coffee ☕,muscle 💪,cake 🎂,beer 🍺,star ⭐,facepalm 🤦,idea 💡,lol 😂,ok 👌,thanks 🙏,pray 🙏,check ✅,fire 🔥
dance 💃,cat 🐱,dog 🐶,poop 💩,rose 🌹,gift 🎁,wonder 🤔,sleepy 😴,dull 😑,evilgrin 😈,mmm 😋,fingers 🤞,call 📞,envy 😒,rain 🌧️
drink 🍸,pizza 🍕,phone 📱,movie 🎬,cash 💰,drunk 🥴,smoke 🚬,swear 🤬,punch 👊,ninja 🥷,rock 🤘,bug 🐛,bear 🐻`;

/** Every emoticon type with its Unicode form. */
export const unicodeByType: ReadonlyMap<string, string> = new Map(
  table.split(/[,\n]/).map((entry) => entry.split(' ') as [string, string]),
);

/**
 * The Unicode form of an emoticon type, undefined for one we do not know. Late clients name emoticons by code point
 * (`1f60d_smilingfacewithhearteyes`).
 */
export function unicodeOfEmoticon(type: string): string | undefined {
  const known = unicodeByType.get(type.toLowerCase());
  const codes = known === undefined ? /^([0-9a-f]{4,6}(?:-[0-9a-f]{4,6}){0,7})(?:_|$)/.exec(type)?.[1] : undefined;
  if (codes === undefined) return known;
  const points = codes.split('-').map((code) => Number.parseInt(code, 16));
  return points.every(isPictureCode) ? String.fromCodePoint(...points) : undefined;
}

// Symbols and pictures, their joiner and variation selector; nothing that could be markup or an override.
const isPictureCode = (code: number): boolean =>
  (code >= 0x2190 && code <= 0x2bff) || (code >= 0x1f000 && code <= 0x1faff) || code === 0x200d || code === 0xfe0f;
