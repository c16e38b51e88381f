import { parseMarkup } from '../../../src/markup/message-markup.ts';
import { toPlainText } from '../../../src/markup/plain-text.ts';

const bytes = 65_536;

/** Pieces that scanners of markup are known to stumble over. */
const pieces = [
  ...['<b>', '</b>', '<i><b>', '<a href="', '<a href="javascript:', '&', '&#', '&#x1f600;', '<!--', '-->', '<![CDATA['],
  ...[
    '<ss type="smile">',
    '</ss>',
    '<quote author="a" timestamp="1">',
    '</quote>',
    'http://a.b/',
    'www.',
    '@',
    '"',
    "'",
  ],
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<b ',
    ' x="',
    '\u0000',
    '\u202e',
    '👨‍👩‍👧',
    'a',
    ' ',
    '\n',
    '<legacyquote>',
    '</legacyquote>',
    '(((',
    '<e_m ',
    '<a href="http://xn--a.ä/">x</a> ',
    'https://ö.ä.ä/ ',
    '<ss type="1f60d_x">a</ss>',
    '\n<b>x</b>',
  ],
];

/** One piece over and over, two pieces in turn, and pieces by chance, 64 KB each. */
function hostileTexts(seed: number, count: number): string[] {
  let state = seed;
  const next = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % most;
  };
  const piece = () => pieces[next(pieces.length)] ?? '';
  const fill = (make: () => string) => {
    let text = '';
    while (text.length < bytes) text += make();
    return text.slice(0, bytes);
  };
  return Array.from({ length: count }, (_, index) => {
    const [first, second] = [pieces[index % pieces.length] ?? '', piece()];
    if (index < pieces.length) return fill(() => first);
    if (index < pieces.length * 4) {
      let turn = 0;
      return fill(() => (turn++ % 2 === 0 ? first : second));
    }
    return fill(piece);
  });
}

/** What other programs take from this one is not the text's doing: what took long is timed again, and the least counts. */
const suspiciousMs = 5;

function timeOnce(text: string): number {
  const beganMs = performance.now();
  toPlainText(parseMarkup(text), 200);
  return performance.now() - beganMs;
}

/** Milliseconds for one of the hostile texts; the first call in a page finds the code cold. */
export function timeOneMarkup(seed: number, index: number): number {
  const text = hostileTexts(seed, index + 1)[index] ?? '';
  return timeOnce(text);
}

/** Milliseconds from text to safe tree and preview, for each of the hostile texts, and to look at every character once. */
export function timeMarkup(seed: number, count: number): { oursMs: number[]; lookMs: number[] } {
  const texts = hostileTexts(seed, count);
  for (const text of texts.slice(0, 20)) parseMarkup(text);
  const oursMs: number[] = [];
  const lookMs: number[] = [];
  let seen = 0;
  for (const text of texts) {
    const ms = timeOnce(text);
    oursMs.push(ms > suspiciousMs ? Math.min(ms, timeOnce(text), timeOnce(text)) : ms);
    const lookedMs = performance.now();
    for (let index = 0; index < text.length; index += 1) seen += text.charCodeAt(index);
    lookMs.push(performance.now() - lookedMs);
  }
  if (seen === 0) throw new Error('nothing was read');
  return { oursMs, lookMs };
}
