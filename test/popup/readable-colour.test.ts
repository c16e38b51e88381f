import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, readableColour } from '../../popup/message/readable-colour.ts';

const tokens = readFileSync(join(import.meta.dirname, '../../extension/ui/tokens.css'), 'utf8');
const token = (name: string) => {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
  if (!found?.[1] || !found[2]) throw new Error(`no colour ${name}`);
  return { light: found[1], dark: found[2] };
};

describe('a colour of words', () => {
  it('can be read on every bubble of both themes, whatever it was', () => {
    const channel = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'));
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (parts) => {
        const colours = readableColour(`#${parts.join('')}`);
        for (const ground of [token('surface-soft'), token('accent-soft')]) {
          expect(contrast(colours?.light ?? '', ground.light)).toBeGreaterThanOrEqual(4.5);
          expect(contrast(colours?.dark ?? '', ground.dark)).toBeGreaterThanOrEqual(4.5);
        }
      }),
    );
  });

  it('stays as it is where it can be read', () => {
    expect(readableColour('#800000')?.light).toBe('#800000');
    expect(readableColour('#ffff00')?.dark).toBe('#ffff00');
    expect(readableColour('yellow')).toEqual(readableColour('#ff0'));
  });

  it.each(['', 'red;background:url(x)', '#12', '#12345g', 'toString', 'rebeccapurple'])('%j is none', (colour) => {
    expect(readableColour(colour)).toBeUndefined();
  });

  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
