import './fake-browser.ts';
import { CommandError, type CommandErrorKind, type command } from '../../extension/commands.ts';
import type { Preferences } from '../../src/service/service.ts';

type Send = typeof command;

/** An account's preferences at a server, behind the worker's commands. Every flag write is one request that may fail. */
export function fakePreferences(flags: readonly number[] = [], callPolicy: Preferences['callPolicy'] = 'anyone') {
  const server = {
    flags: new Set(flags),
    callPolicy,
    /** The request, counted from one, at which to fail from now on; 0 for none. */
    failAt: 0,
    failure: 'server' as CommandErrorKind,
    /** When set, requests arrive, but their answers are lost. */
    losesAnswers: false,
    /** Held back until called. */
    gate: undefined as Promise<void> | undefined,
    requests: [] as string[],
    read: (): Preferences => ({ flags: [...server.flags].sort((a, b) => a - b), callPolicy: server.callPolicy }),
    send: (async (name: string, payload: unknown) => {
      await server.gate;
      if (name === 'preferences.read') return null;
      if (name === 'preferences.setCallPolicy') {
        request(`calls ${(payload as { policy: string }).policy}`, () => {
          server.callPolicy = (payload as { policy: Preferences['callPolicy'] }).policy;
        });
      } else if (name === 'preferences.setFlags') {
        for (const { flag, isSet } of (payload as { flags: { flag: number; isSet: boolean }[] }).flags) {
          request(`${isSet ? 'set' : 'clear'} ${flag}`, () => {
            if (isSet) server.flags.add(flag);
            else server.flags.delete(flag);
          });
        }
      } else throw new Error(`unexpected command ${name}`);
      return null;
    }) as Send,
  };
  let count = 0;
  function request(what: string, perform: () => void): void {
    server.requests.push(what);
    count += 1;
    const fails = server.failAt > 0 && count >= server.failAt;
    if (!fails || server.losesAnswers) perform();
    if (fails) throw new CommandError(server.failure, 'told to fail');
  }
  return server;
}
