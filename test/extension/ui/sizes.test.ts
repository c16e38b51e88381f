import { expect, it } from 'vitest';
import { fileSize } from '../../../extension/ui/sizes.ts';

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [36, '36 bytes'],
  [999, '999 bytes'],
  [38_400, '38 kB'],
  [2_480_000, '2.5 MB'],
  [10_700_000_000, '10.7 GB'],
])('%i bytes are said as %s', (bytes, words) => {
  expect(fileSize(bytes)).toBe(words);
});
