// Icons of the composer: path data on a 20 x 20 grid, drawn for Skylark.
import type { IconShape } from '../../extension/ui/icons.ts';

export const quoteIcon: IconShape = { path: 'M4.5 5v10M8 6.5h8M8 10h8M8 13.5h5' };
export const copyIcon: IconShape = {
  path: 'M7.5 7.5V5A1.5 1.5 0 0 1 9 3.5h6A1.5 1.5 0 0 1 16.5 5v6a1.5 1.5 0 0 1-1.5 1.5h-2.5M5 7.5h6A1.5 1.5 0 0 1 12.5 9v6a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V9A1.5 1.5 0 0 1 5 7.5Z',
};
export const smileIcon: IconShape = {
  path: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7 11.5c.6 1.3 1.7 2 3 2s2.4-.7 3-2M7.6 8v.1M12.4 8v.1',
};
export const formatIcon: IconShape = {
  path: 'M3 14.5 6.5 5.5l3.5 9M4.2 11.5h4.6M16.5 14.5v-5M16.5 12a2.3 2.3 0 1 1-4.6 0 2.3 2.3 0 0 1 4.6 0Z',
};
export const boldIcon: IconShape = { path: 'M6.5 4.5h4a2.6 2.6 0 0 1 0 5.2h-4ZM6.5 9.7h4.7a2.9 2.9 0 0 1 0 5.8H6.5Z' };
export const italicIcon: IconShape = { path: 'M9 4.5h5M6 15.5h5M11.5 4.5l-3 11' };
export const strikeIcon: IconShape = {
  path: 'M3.5 10h13M14 6.5c-.5-1.3-2-2-4-2-2.3 0-3.8 1-3.8 2.6 0 1 .7 1.7 1.8 2.1M6 13.2c.5 1.5 2 2.3 4 2.3 2.4 0 4-1 4-2.7 0-.6-.2-1.1-.6-1.5',
};
export const codeIcon: IconShape = { path: 'M7.5 5.5 3 10l4.5 4.5M12.5 5.5 17 10l-4.5 4.5' };
