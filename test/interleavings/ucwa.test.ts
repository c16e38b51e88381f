// The worker of a UCWA account against a server that promises no more than the protocol does, in thousands of orders of what can
// happen: whatever is lost, late, repeated or killed on the way, at rest everything is as the server and the user have it.
import { describe, it } from 'vitest';
import { searchTimeoutMs } from './effort.ts';
import { search } from './search.ts';
import { plan } from './ucwa-steps.ts';
import { UcwaWorld } from './ucwa-world.ts';

describe('a UCWA account', () => {
  it(
    'has at rest what the server counts as collected, once and in order, whatever happened in whatever order',
    () => search('ucwa', plan, (made) => new UcwaWorld(made)),
    searchTimeoutMs,
  );
});
