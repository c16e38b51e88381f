// The worker of a Skype account against a server that promises no more than the protocol does, in thousands of orders of what can
// happen: whatever is lost, late, repeated or killed on the way, at rest everything is as the server and the user have it.
import { describe, it } from 'vitest';
import { searchTimeoutMs } from './effort.ts';
import { search } from './search.ts';
import { plan } from './skype-steps.ts';
import { SkypeWorld } from './skype-world.ts';

describe('a Skype account', () => {
  it(
    'has at rest what the server and the user have, whatever happened in whatever order',
    () => search('skype', plan, (made) => new SkypeWorld(made)),
    searchTimeoutMs,
  );
});
