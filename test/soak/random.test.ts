import { describe, expect, it } from 'vitest';
import { createChance } from '../../soak/random.ts';

const some = (chance: { next(): number }) => Array.from({ length: 5 }, () => chance.next());

describe('chance with a seed', () => {
  it('repeats itself, and is another with another seed', () => {
    expect(some(createChance(7))).toEqual(some(createChance(7)));
    expect(some(createChance(7))).not.toEqual(some(createChance(8)));
  });

  it('has branches that do not depend on how often others were asked', () => {
    const [quiet, busy] = [createChance(7), createChance(7)];
    some(busy);
    some(busy.branch('other'));
    expect(some(busy.branch('user'))).toEqual(some(quiet.branch('user')));
    expect(some(quiet.branch('user'))).not.toEqual(some(quiet.branch('other')));
  });
});
