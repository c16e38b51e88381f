// The connection of one account. It changes only along this table; every state has a sentence and an icon on screen.
//
//   signed-out --sign in--> connecting --opened--> online --session lost--> connecting
//                               ^  |                 |
//                               |  +---failed---> waiting (network or server; tries again by itself)
//                               +---retry due--------+
//   any connected state --token refused--> expired (needs the user)   --user goes offline--> paused

/** `waiting`: not connected, trying again by itself. `refused`: the server said no, the user must act. */
export type ConnectionState = 'signed-out' | 'connecting' | 'online' | 'waiting' | 'expired' | 'refused' | 'paused';

const allowed: Record<ConnectionState, readonly ConnectionState[]> = {
  'signed-out': ['connecting', 'paused'],
  connecting: ['online', 'waiting', 'expired', 'refused', 'paused', 'signed-out'],
  online: ['connecting', 'waiting', 'expired', 'refused', 'paused', 'signed-out'],
  waiting: ['connecting', 'expired', 'refused', 'paused', 'signed-out'],
  expired: ['connecting', 'paused', 'signed-out'],
  refused: ['connecting', 'paused', 'signed-out'],
  paused: ['connecting', 'expired', 'signed-out'],
};

/** True when the table has an arrow from one state to the other; staying is always allowed. */
export function mayMove(from: ConnectionState, to: ConnectionState): boolean {
  return from === to || allowed[from].includes(to);
}

/**
 * The next state, checked against the table.
 * @throws Error on an illegal transition: that is a fault of ours, never of a server.
 */
export function move(from: ConnectionState, to: ConnectionState): ConnectionState {
  if (!mayMove(from, to)) throw new Error(`illegal connection change from ${from} to ${to}`);
  return to;
}
