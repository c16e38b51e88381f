import { expect, it } from 'vitest';
import { createParking } from '../../../../gateway/ucwa/channel/parking.ts';

const never = new AbortController().signal;

it('does not miss news that come between the look and the wait', async () => {
  const parking = createParking();
  const ticket = parking.open(['a']);
  parking.wake('a');
  await ticket.wait(60_000, never);
  ticket.close();
  expect(parking.count()).toBe(0);
});

it('hears of what it watches now, and of everything when anything may have happened', async () => {
  const parking = createParking();
  const ticket = parking.open(['a']);
  ticket.watch(['b']);
  parking.wake('a');
  const heard: string[] = [];
  const waiting = ticket.wait(60_000, never).then(() => heard.push('woken'));
  await Promise.resolve();
  expect(heard).toEqual([]);
  parking.wake('b');
  await waiting;
  const again = ticket.wait(60_000, never);
  parking.wakeAll();
  await again;
  expect(heard).toEqual(['woken']);
});

it('ends its wait with its time, and with the client', async () => {
  const parking = createParking();
  const ticket = parking.open([]);
  await ticket.wait(5, never);
  const leaving = new AbortController();
  const waiting = ticket.wait(60_000, leaving.signal);
  leaving.abort();
  await waiting;
  await ticket.wait(60_000, leaving.signal);
  expect(parking.count()).toBe(1);
});
