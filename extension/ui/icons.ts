// Outline icons on a 20 x 20 grid, drawn for Skylark. Each is a value of its own, so that a page carries only what it shows.

/** The path data of one icon; strokes, unless it says `filled`. */
export type IconShape = { path: string; isFilled?: true; flipsInRtl?: true };

export const backIcon: IconShape = { path: 'M12 4.5 6.5 10l5.5 5.5', flipsInRtl: true };
export const forwardIcon: IconShape = { path: 'M8 4.5 13.5 10 8 15.5', flipsInRtl: true };
export const downIcon: IconShape = { path: 'M4.5 7.5 10 13l5.5-5.5' };
export const arrowDownIcon: IconShape = { path: 'M10 4v12M5 11l5 5 5-5' };
export const closeIcon: IconShape = { path: 'M5 5l10 10M15 5 5 15' };
export const searchIcon: IconShape = {
  path: 'M8.75 14a5.25 5.25 0 1 0 0-10.5 5.25 5.25 0 0 0 0 10.5ZM12.6 12.6 16.5 16.5',
};
export const sendIcon: IconShape = {
  path: 'M3.5 10 16.5 4l-3.6 12.5-3.2-5.2L3.5 10Zm6.2 1.3L16.5 4',
  flipsInRtl: true,
};
export const moreIcon: IconShape = {
  path: 'M10 5.6a1.1 1.1 0 1 0 0-2.2 1.1 1.1 0 0 0 0 2.2Zm0 5.5a1.1 1.1 0 1 0 0-2.2 1.1 1.1 0 0 0 0 2.2Zm0 5.5a1.1 1.1 0 1 0 0-2.2 1.1 1.1 0 0 0 0 2.2Z',
  isFilled: true,
};
export const settingsIcon: IconShape = {
  path: 'M3 6h7.5M14.5 6H17M3 14h2.5M9.5 14H17M12.5 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7.5 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
};
export const tabIcon: IconShape = {
  path: 'M8 5H5a1.5 1.5 0 0 0-1.5 1.5V15A1.5 1.5 0 0 0 5 16.5h8.5A1.5 1.5 0 0 0 15 15v-3M11.5 3.5h5v5M16.5 3.5 9.5 10.5',
};
export const checkIcon: IconShape = { path: 'M4.5 10.5 8.2 14 15.5 6' };
export const doubleCheckIcon: IconShape = { path: 'M2.5 10.5 5.8 14 12 6.5M8.8 13.2l.8.8 7.4-7.5' };
export const warningIcon: IconShape = { path: 'M10 3.5 17.5 16.5H2.5L10 3.5ZM10 8.2v3.6M10 14.1v.1' };
export const infoIcon: IconShape = { path: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9.2v4.3M10 6.6v.1' };
export const clockIcon: IconShape = { path: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.2l2.8 1.8' };
export const retryIcon: IconShape = { path: 'M15.9 8.2A6.2 6.2 0 1 0 16.2 11M16.4 4.4v4h-4' };
export const editIcon: IconShape = { path: 'M12.3 4.6 15.4 7.7 7.3 15.8 3.8 16.2 4.2 12.7 12.3 4.6Z' };
export const trashIcon: IconShape = {
  path: 'M4 5.8h12M8 5.5V3.8h4v1.7M5.6 5.8l.7 10.4h7.4l.7-10.4M8.6 8.8v4.6M11.4 8.8v4.6',
};
export const mutedIcon: IconShape = {
  path: 'M5.5 13.5h9l-1.2-2V8.2a3.3 3.3 0 0 0-6-1.9M6.7 8.8v2.7l-1.2 2M8.6 15.8a1.6 1.6 0 0 0 2.8 0M3.5 3.5l13 13',
};
export const personIcon: IconShape = {
  path: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5',
};
export const groupIcon: IconShape = {
  path: 'M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.5 16c.4-2.7 2.4-4 5-4s4.6 1.3 5 4M13 4.4a2.5 2.5 0 0 1 0 4.8M14.6 12.4c1.6.5 2.6 1.7 2.9 3.6',
};
export const fileIcon: IconShape = {
  path: 'M11.5 3H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V6.5L11.5 3ZM11.5 3v3.5H15',
};
export const pictureIcon: IconShape = {
  path: 'M4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5v-9A1.5 1.5 0 0 1 4.5 4ZM3.5 14l4-4 3.5 3.5 2-2 3.5 3M12.5 8.3a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8Z',
};
export const videoIcon: IconShape = {
  path: 'M4 5.5h7.5a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1ZM12.5 9 17 6.5v7L12.5 11',
};
export const audioIcon: IconShape = { path: 'M4 8.5v3M7 6v8M10 4v12M13 7v6M16 8.5v3' };
export const callIcon: IconShape = {
  path: 'M6.2 3.5 8 7.2 6.4 8.7c.9 2 2.5 3.7 4.8 4.9L12.8 12l3.7 1.8c-.1 1.8-1.3 2.8-2.9 2.7C8.3 16.1 3.9 11.5 3.5 6.4c-.1-1.6.9-2.8 2.7-2.9Z',
};
export const placeIcon: IconShape = {
  path: 'M10 17c3.5-3.8 5.2-6.6 5.2-8.8a5.2 5.2 0 0 0-10.4 0C4.8 10.4 6.5 13.2 10 17ZM10 10a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
};
export const linkIcon: IconShape = {
  path: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3l-.9.9M11.5 8.5a3 3 0 0 0-4.3 0l-2.4 2.4a3 3 0 0 0 4.3 4.3l.9-.9',
};
export const offlineIcon: IconShape = {
  path: 'M3 8a10 10 0 0 1 4-2.4M17 8a10 10 0 0 0-6.5-3M5.5 11a6.5 6.5 0 0 1 3.2-1.8M14.5 11c-.5-.5-1-.9-1.6-1.2M10 14.5v.1M3.5 3.5l13 13',
};
export const addIcon: IconShape = { path: 'M10 4.5v11M4.5 10h11' };
export const chatIcon: IconShape = {
  path: 'M4.5 4h11A1.5 1.5 0 0 1 17 5.5v7a1.5 1.5 0 0 1-1.5 1.5H9.5L6 17v-3H4.5A1.5 1.5 0 0 1 3 12.5v-7A1.5 1.5 0 0 1 4.5 4Z',
};
