// Colours that people give to their words, moved towards black or white until they can be read on every bubble.

type Rgb = readonly [number, number, number];

/** Colours of bubbles in each theme, as in tokens.css: `--surface-soft`, `--accent-soft`. */
const grounds = {
  light: ['#eff2f5', '#dceef6'],
  dark: ['#222a32', '#183a4b'],
} as const;

/** Words for colours that old clients offered. */
const named: Record<string, string> = {
  black: '#000000',
  silver: '#c0c0c0',
  gray: '#808080',
  grey: '#808080',
  white: '#ffffff',
  maroon: '#800000',
  red: '#ff0000',
  purple: '#800080',
  fuchsia: '#ff00ff',
  magenta: '#ff00ff',
  green: '#008000',
  lime: '#00ff00',
  olive: '#808000',
  yellow: '#ffff00',
  navy: '#000080',
  blue: '#0000ff',
  teal: '#008080',
  aqua: '#00ffff',
  cyan: '#00ffff',
  orange: '#ffa500',
  brown: '#a52a2a',
  pink: '#ffc0cb',
};

/** Contrast that WCAG AA asks for. */
const least = 4.5;
const step = 0.05;

function parse(colour: string): Rgb | undefined {
  const hex = Object.hasOwn(named, colour) ? named[colour] : colour;
  const digits = hex?.slice(1).replace(/^(.)(.)(.)$/, '$1$1$2$2$3$3') ?? '';
  if (!hex?.startsWith('#') || !/^[\da-f]{6}$/i.test(digits)) return undefined;
  const part = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16);
  return [part(0), part(2), part(4)];
}

function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours (`#rrggbb`), 1 to 21; 1 when one of them cannot be read. */
export function contrast(one: string, other: string): number {
  const [a, b] = [parse(one), parse(other)];
  if (!a || !b) return 1;
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function readable(rgb: Rgb, theme: keyof typeof grounds): string {
  const goal = theme === 'light' ? 0 : 255;
  for (let share = 0; ; share += step) {
    const moved = rgb.map((part) => Math.round(part + (goal - part) * Math.min(1, share)));
    const hex = `#${moved.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    if (share >= 1 || grounds[theme].every((ground) => contrast(hex, ground) >= least)) return hex;
  }
}

/** A colour as it can be read in each theme; undefined for one that nobody knows. */
export function readableColour(colour: string): { light: string; dark: string } | undefined {
  const rgb = parse(colour);
  return rgb && { light: readable(rgb, 'light'), dark: readable(rgb, 'dark') };
}
