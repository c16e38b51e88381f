// The worker of a Skype account against a server that promises no more than the protocol does, in thousands of orders of what can
// happen: whatever is lost, late, repeated or killed on the way, at rest everything is as the server and the user have it.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Figures, interleavings, searchTimeoutMs } from './effort.ts';
import { liveThrough } from './skype-life.ts';
import { plan } from './skype-steps.ts';

const figures = new Figures();
afterAll(() => figures.write('skype'));

describe('a Skype account', () => {
  it(
    'has at rest what the server and the user have, whatever happened in whatever order',
    async () => {
      const holds = fc.asyncProperty(plan, async (made) => {
        const found = await liveThrough(made, figures);
        if (found.length > 0) throw new Error(found.join('\n'));
      });
      await fc.assert(holds, interleavings(500));
      expect(figures.counts.interleavings).toBeGreaterThan(0);
    },
    searchTimeoutMs,
  );
});
