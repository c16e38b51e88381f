// Icons that only the settings page shows, on the grid of the interface kit.
import type { IconShape } from '../extension/ui/icons.ts';

export const bellIcon: IconShape = {
  path: 'M5.5 13.5h9l-1.2-2V8.2a3.3 3.3 0 0 0-6.6 0v3.3l-1.2 2ZM8.6 15.8a1.6 1.6 0 0 0 2.8 0',
};
export const lockIcon: IconShape = {
  path: 'M5.5 9h9a1 1 0 0 1 1 1v5.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM7 9V6.6a3 3 0 0 1 6 0V9M10 12v1.6',
};
export const brushIcon: IconShape = {
  path: 'M10 3.5a6.5 6.5 0 1 0 0 13c1.2 0 1.7-.8 1.4-1.7-.4-1.2.3-2.1 1.5-2.1h1.3c1.4 0 2.3-1 2.3-2.4C16.5 6.3 13.6 3.5 10 3.5ZM6.8 9.7v.1M8.5 6.8v.1M12 6.8v.1',
};
export const storageIcon: IconShape = {
  path: 'M10 3.5c3.3 0 6 1 6 2.3S13.3 8.1 10 8.1 4 7.1 4 5.8s2.7-2.3 6-2.3ZM4 5.8v8.4c0 1.3 2.7 2.3 6 2.3s6-1 6-2.3V5.8M4 10c0 1.3 2.7 2.3 6 2.3s6-1 6-2.3',
};
export const shieldIcon: IconShape = {
  path: 'M10 3.5 15.5 5.5v4c0 3.4-2.2 5.9-5.5 7-3.3-1.1-5.5-3.6-5.5-7v-4L10 3.5ZM10 7v3.4M10 12.8v.1',
};
export const profileIcon: IconShape = {
  path: 'M4.5 4h11a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM8 10a1.6 1.6 0 1 0 0-3.2A1.6 1.6 0 0 0 8 10ZM5.6 13.4c.3-1.3 1.2-2 2.4-2s2.1.7 2.4 2M12.3 8h2M12.3 11h2',
};
export const deviceIcon: IconShape = {
  path: 'M4.5 4.5h8a1 1 0 0 1 1 1V7M3.5 12.5v-7a1 1 0 0 1 1-1M2.5 14.5h7M11.5 7.5h4a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1h-4a1 1 0 0 1-1-1V8.5a1 1 0 0 1 1-1ZM13 13.8h1',
};
export const shownIcon: IconShape = {
  path: 'M2.5 10s2.8-5 7.5-5 7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5ZM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
};
export const hiddenIcon: IconShape = {
  path: 'M2.5 10s2.8-5 7.5-5 7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5ZM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM4 16 16 4',
};
