// Names of the icons in icons.css. Pages with icons of their own give the path data instead.

/** One icon: its name in icons.css, or path data on a 20 x 20 grid. */
export type IconShape = string | { path: string };

export const backIcon = 'back';
export const forwardIcon = 'forward';
export const downIcon = 'down';
export const arrowDownIcon = 'arrow-down';
export const closeIcon = 'close';
export const searchIcon = 'search';
export const sendIcon = 'send';
export const moreIcon = 'more';
export const settingsIcon = 'settings';
export const tabIcon = 'tab';
export const checkIcon = 'check';
export const doubleCheckIcon = 'double-check';
export const warningIcon = 'warning';
export const infoIcon = 'info';
export const clockIcon = 'clock';
export const retryIcon = 'retry';
export const editIcon = 'edit';
export const trashIcon = 'trash';
export const mutedIcon = 'muted';
export const personIcon = 'person';
export const groupIcon = 'group';
export const fileIcon = 'file';
export const pictureIcon = 'picture';
export const videoIcon = 'video';
export const audioIcon = 'audio';
export const callIcon = 'call';
export const placeIcon = 'place';
export const linkIcon = 'link';
export const offlineIcon = 'offline';
export const addIcon = 'add';
export const chatIcon = 'chat';
