import { describe, expect, it } from 'vitest';
import { shownPresence } from '../../../../gateway/ucwa/people/availability.ts';
import { readTimeSpan } from '../../../../gateway/ucwa/people/time-span.ts';

describe('what is shown for a status', () => {
  it.each([
    ['Online', null, false, 'Online'],
    ['Online', 'Online', true, 'Online'],
    ['Idle', null, true, 'IdleOnline'],
    ['Busy', null, false, 'Busy'],
    ['Busy', 'Busy', true, 'IdleBusy'],
    ['Busy', 'DoNotDisturb', true, 'DoNotDisturb'],
    ['Away', 'BeRightBack', false, 'BeRightBack'],
    ['Away', 'DoNotDisturb', false, 'Away'],
    ['Online', 'DoNotDisturb', false, 'Online'],
    ['Online', 'Offwork', false, 'Online'],
    ['Busy', 'nonsense', false, 'Busy'],
    ['Hidden', null, false, 'Offline'],
    ['Offline', 'Away', false, 'Offline'],
  ] as const)('%s with %s behind it, inactive: %s, is %s', (status, finer, isInactive, availability) => {
    expect(shownPresence(status, finer, isInactive)).toEqual({ availability });
  });

  it('names the activity of somebody off work', () => {
    expect(shownPresence('Away', 'Offwork', false)).toEqual({ availability: 'Away', activity: 'off-work' });
  });
});

describe('a time span', () => {
  it.each([
    ['PT5M', 300_000],
    ['PT1H30M', 5_400_000],
    ['PT0.5S', 500],
    ['P1D', 86_400_000],
    ['00:05:00', 300_000],
    ['0.00:05:00', 300_000],
    ['00:00:30.5', 30_500],
    [' 01:00:00 ', 3_600_000],
  ])('%s is %i ms', (text, ms) => {
    expect(readTimeSpan(text)).toBe(ms);
  });

  it.each(['', '5', 'PT', 'P', '5 minutes', 'PT0S', 'P2D', '-PT5M', '00:05', 'PT5M5'])('"%s" is none', (text) => {
    expect(readTimeSpan(text)).toBeUndefined();
  });
});
