import { describe, expect, it } from 'vitest';
import { faults, pollFaults } from '../../soak/faults.ts';
import { missed, toothless } from '../../soak/report.ts';
import { ucwaFaults } from '../../soak/ucwa-faults.ts';

const count = (reached: number, answered: number) => ({ injected: reached, reached, answered });
const once = Object.fromEntries([...faults, ...pollFaults, ...ucwaFaults].map(({ name }) => [name, count(1, 1)]));

describe('what a run says about itself', () => {
  it('is which faults did not happen, so that nothing is believed of them', () => {
    const { 'poll reply lost': _, ...others } = once;
    expect(missed({ faults: once, hasUcwa: true })).toEqual([]);
    expect(missed({ faults: others, hasUcwa: true })).toEqual(['poll reply lost']);
    const { 'UCWA: package lost': __, ...withoutPackages } = once;
    expect(missed({ faults: withoutPackages, hasUcwa: true })).toEqual(['UCWA: package lost']);
    expect(missed({ faults: withoutPackages, hasUcwa: false })).toEqual([]);
  });

  it('is which faults were met often without an effect', () => {
    const result = { faults: { hang: count(5, 0), reset: count(4, 0), '500': count(9, 1) } };
    expect(toothless(result)).toEqual(['hang']);
  });
});
