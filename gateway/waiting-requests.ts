// How many requests of one connection may wait for their answers. A client that sends on and on without reading would else fill the
// memory with requests that are read and not answered yet: the server reads sockets while the database is busy.
import type { OutgoingReply } from './context.ts';

/**
 * Answers whether one more request of a connection is too many, and counts it until its reply is out or its connection is gone.
 * Node reads no more of a connection whose replies pile up, so that a refusal for each bounds what is read.
 */
export type CountWaiting = (socket: object, reply: OutgoingReply) => boolean;

/** @param most so many may wait at the same time */
export function createCountWaiting(most: number): CountWaiting {
  const waiting = new WeakMap<object, number>();
  return (socket, reply) => {
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    reply.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    return count > most;
  };
}
