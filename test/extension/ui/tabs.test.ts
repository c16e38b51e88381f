import { describe, expect, it } from 'vitest';
import { nextTab } from '../../../extension/ui/Tabs.tsx';

describe('a key pressed on tab 1 of 3', () => {
  it.each([
    ['ArrowDown', false, 2],
    ['ArrowUp', false, 0],
    ['ArrowRight', false, 2],
    ['ArrowLeft', false, 0],
    ['ArrowRight', true, 0],
    ['ArrowLeft', true, 2],
    ['Home', false, 0],
    ['End', false, 2],
    ['Enter', false, undefined],
    ['Tab', false, undefined],
  ])('%s, right to left: %s, leads to tab %s', (key, isRtl, to) => {
    expect(nextTab(key, 1, 3, isRtl)).toBe(to);
  });

  it('goes round at both ends', () => {
    expect(nextTab('ArrowDown', 2, 3, false)).toBe(0);
    expect(nextTab('ArrowUp', 0, 3, false)).toBe(2);
  });
});
