import './fake-browser.ts';
import { CommandError, type CommandErrorKind, type command } from '../../extension/commands.ts';
import type { PreferenceWriting } from '../../src/service/account-operations.ts';
import type { DirectRequest } from '../../src/service/operations.ts';
import type { CallPolicy, Preferences } from '../../src/service/service.ts';

type Send = typeof command;

/** An account's preferences at a server, and the worker through which pages reach it. Every flag write is one request that may fail. */
export function fakePreferences(flags: readonly number[] = [], callPolicy: CallPolicy = 'anyone') {
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
    read: (): Preferences => ({ flags: [...server.flags].sort((a, b) => a - b) }),
    send: (async (name: string, payload: unknown) => {
      await server.gate;
      if (name === 'preferences.read') return null;
      if (name !== 'server.request') throw new Error(`unexpected command ${name}`);
      const { place, method, path, json } = payload as DirectRequest;
      if (place === 'options' && method === 'GET') {
        const value = server.callPolicy === 'anyone' ? 'EVERYONE_CAN_CALL' : 'AUTHORIZED_CAN_CALL';
        return { text: JSON.stringify({ value }) };
      }
      if (place === 'options') {
        const { value } = json as { value: string };
        await server.writing.setCallPolicy(value === 'EVERYONE_CAN_CALL' ? 'anyone' : 'contacts');
      } else if (place === 'flags') {
        await server.writing.setFlag(Number(path.slice('/flags/v1/'.length)), method === 'PUT');
      } else throw new Error(`unexpected service ${place}`);
      return { text: '' };
    }) as Send,
    writing: {
      readCallPolicy: async (): Promise<CallPolicy> => server.callPolicy,
      async setCallPolicy(policy) {
        await server.gate;
        request(`calls ${policy}`, () => {
          server.callPolicy = policy;
        });
      },
      async setFlag(flag, isSet) {
        await server.gate;
        request(`${isSet ? 'set' : 'clear'} ${flag}`, () => {
          if (isSet) server.flags.add(flag);
          else server.flags.delete(flag);
        });
      },
    } satisfies PreferenceWriting as PreferenceWriting,
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
