// A fault counts as acted on only when the client did what it calls for, and not because some request came by.
import { describe, expect, it } from 'vitest';
import { type Exchange, type Fault, faults, pollFaults } from '../../soak/faults.ts';
import { createWatch, type FaultCount } from '../../soak/watch.ts';

const poll = '/v1/users/ME/endpoints/SELF/subscriptions/0/poll';
const exchange: Exchange = { method: 'POST', path: poll, status: 200, headers: {}, body: Buffer.from('{}') };

function faultNamed(wanted: string): Fault {
  const found = [...faults, ...pollFaults].find(({ name }) => name === wanted);
  if (!found) throw new Error(`no fault "${wanted}"`);
  return found;
}

/** A watch with a clock that the test moves. */
function watching() {
  const counts = new Map<string, FaultCount>();
  const clock = { nowMs: 1_000 };
  const watch = createWatch(counts, () => clock.nowMs);
  const meet = (name: string) => {
    watch.injected(faultNamed(name));
    watch.reached(faultNamed(name), exchange);
  };
  const see = (method: string, path: string, headers = {}) => watch.see({ method, path, headers });
  return { counts, clock, meet, see, injected: (name: string) => watch.injected(faultNamed(name)) };
}

describe('what is known of a fault', () => {
  it('is that it was injected, as long as the client was not there to meet it', () => {
    const { counts, injected, see } = watching();
    injected('500');
    see('POST', poll);
    expect(counts.get('500')).toEqual({ injected: 1, reached: 0, answered: 0 });
  });

  it('is that a reply that only came slowly was taken', () => {
    const { counts, meet } = watching();
    meet('latency');
    expect(counts.get('latency')).toEqual({ injected: 1, reached: 1, answered: 1 });
  });

  it('is that an expired endpoint was registered anew, which another poll is not', () => {
    const { counts, meet, see } = watching();
    meet('endpoint expired');
    see('POST', poll);
    expect(counts.get('endpoint expired')?.answered).toBe(0);
    see('POST', '/v1/users/ME/endpoints');
    see('POST', '/v1/users/ME/endpoints');
    expect(counts.get('endpoint expired')?.answered).toBe(1);
  });

  it('is that a limited client came again, but not before the time it was told', () => {
    const { counts, clock, meet, see } = watching();
    meet('429 seconds');
    clock.nowMs += 500;
    see('POST', poll);
    expect(counts.get('429 seconds')?.answered).toBe(0);
    clock.nowMs += 1_500;
    see('POST', poll);
    expect(counts.get('429 seconds')?.answered).toBe(1);
  });

  it('is that events that came twice were taken, when the next poll names its place', () => {
    const { counts, meet, see } = watching();
    meet('events twice');
    see('POST', poll);
    expect(counts.get('events twice')?.answered).toBe(0);
    see('POST', poll, { 'skylark-position': '7' });
    expect(counts.get('events twice')?.answered).toBe(1);
  });

  it('is nothing, when what came was too late to be because of it', () => {
    const { counts, clock, meet, see } = watching();
    meet('401');
    clock.nowMs += 600_000;
    see('POST', '/v1/users/ME/endpoints');
    expect(counts.get('401')?.answered).toBe(0);
  });
});
