import { describe, expect, it } from 'vitest';
import { type ConnectionState, mayMove, move } from '../../src/sync/connection.ts';

const states: ConnectionState[] = ['signed-out', 'connecting', 'online', 'waiting', 'expired', 'refused', 'paused'];

describe('the connection of an account', () => {
  it('may stay as it is in every state', () => {
    for (const state of states) expect(move(state, state)).toBe(state);
  });

  it('comes online from connecting only', () => {
    expect(states.filter((state) => state !== 'online' && mayMove(state, 'online'))).toEqual(['connecting']);
  });

  it('can be signed out of and connected again from every state', () => {
    for (const state of states) {
      expect(mayMove(state, 'signed-out')).toBe(true);
      expect(mayMove(state, 'connecting')).toBe(true);
    }
  });

  it('refuses a change that is not in the table', () => {
    expect(() => move('expired', 'online')).toThrow('illegal connection change from expired to online');
    expect(() => move('paused', 'waiting')).toThrow('illegal connection change');
  });
});
