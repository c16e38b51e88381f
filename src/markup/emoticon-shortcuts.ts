// What people type for the emoticons.
import { unicodeByType } from './emoticons.ts';

// Shortcuts besides `(type)`, for the types that have any. An exclamation mark says that `(type)` is too common a remark in
// brackets to be taken for the emoticon.
const table = `smile :),sad :(,laugh :D :d,cool 8-) B=) B-),surprised :O :o,wink ;),cry ;(,speechless :|,kiss :*,tongueout :P :p
blush :$,puke :&,angry :@ x( X(,worry :S :s,nerd 8-| B-|,lipssealed :x :X :#,!wait,!think :-? :=?,!happy,!yes (y)
!no (n),heart <3,!mail,!sun,!time,!music,!coffee,!cake,!beer,!star,!idea,!ok,!check,!fire,!cat,!dog,!gift,!wonder :^)
sleepy |),dull |(,evilgrin ]:),!fingers,!call,!rain,!drink,!pizza,!phone,!movie,!cash,!drunk,!smoke,!swear,!punch,!rock
!bug`;

export interface Emoticon {
  type: string;
  unicode: string;
}

const isFace = /^[:;8|x].$/;
const byShortcut = new Map<string, Emoticon>();

const typed = new Map(
  table.split(/[,\n]/).map((entry) => {
    const [word = '', ...shortcuts] = entry.split(' ');
    return [word.replace('!', ''), { hasBrackets: !word.startsWith('!'), shortcuts }] as const;
  }),
);

for (const [type, unicode] of unicodeByType) {
  const { hasBrackets, shortcuts } = typed.get(type) ?? { hasBrackets: true, shortcuts: [] };
  for (const shortcut of hasBrackets ? [...shortcuts, `(${type})`] : shortcuts) {
    byShortcut.set(shortcut, { type, unicode });
    // With a nose: `:)`, `:-)` and `:=)` are the same face.
    for (const nose of isFace.test(shortcut) ? '-=' : '')
      byShortcut.set(shortcut.replace(/^./, `$&${nose}`), { type, unicode });
  }
}

/** The emoticon that a typed word such as `:)` or `(y)` stands for. */
export const emoticonOfShortcut = (word: string): Emoticon | undefined => byShortcut.get(word);

/** Every emoticon with all the words that stand for it; there may be none. */
export function listEmoticons(): (Emoticon & { shortcuts: string[] })[] {
  return [...unicodeByType].map(([type, unicode]) => ({
    type,
    unicode,
    shortcuts: [...byShortcut].flatMap(([shortcut, emoticon]) => (emoticon.type === type ? [shortcut] : [])),
  }));
}
