// The one door between pages and worker: whatever knocks, only a well-formed command of an own page is carried out.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import type { Runtime } from 'webextension-polyfill';
import { type CommandHandlers, createCommandListener } from '../../background/commands.ts';
import type { Context } from '../../background/context.ts';
import { type CommandName, type CommandReply, commandMarker, commandSchemas } from '../../extension/commands.ts';
import { anyJson, runs } from './effort.ts';

vi.hoisted(() => Object.assign(globalThis, { chrome: { runtime: { id: 'skylark-id' } } }));

const id = 'skylark-id';
const ownUrl = `chrome-extension://${id}/`;
const own = { id, url: `${ownUrl}popup/index.html`, origin: ownUrl.slice(0, -1) };
const names = Object.keys(commandSchemas) as CommandName[];

function desk() {
  const done: { name: string; payload: unknown }[] = [];
  const handlers = Object.fromEntries(
    names.map((name) => [
      name,
      async (payload: unknown) => {
        done.push({ name, payload });
        return null;
      },
    ]),
  ) as unknown as CommandHandlers;
  const browser = { runtime: { id, getURL: () => ownUrl } };
  const context = { browser, report: () => undefined } as unknown as Context;
  const listener = createCommandListener(context, async () => handlers) as unknown as (
    message: unknown,
    sender: Runtime.MessageSender,
    sendResponse: (reply: unknown) => void,
  ) => true | undefined;
  const ask = (message: unknown, sender: object) =>
    new Promise<CommandReply<unknown> | undefined>((resolve) => {
      let isAnswered = false;
      const isPending = listener(message, sender as Runtime.MessageSender, (reply) => {
        isAnswered = true;
        resolve(reply as CommandReply<unknown>);
      });
      if (!isPending && !isAnswered) resolve(undefined);
    });
  return { done, ask };
}

const payload = fc.oneof(
  anyJson,
  fc.dictionary(
    fc.constantFrom(
      'account',
      'conversation',
      'text',
      'messagetype',
      'content',
      'path',
      'place',
      'method',
      'uri',
      '__proto__',
    ),
    anyJson,
  ),
);
const envelope = fc.oneof(
  anyJson,
  fc.record({ [commandMarker]: fc.oneof(fc.constantFrom<string>(...names), anyJson), payload }),
);

describe('commands', () => {
  it('of an own page are carried out as their schema reads them, or refused; nothing throws', async () => {
    await fc.assert(
      fc.asyncProperty(envelope, async (message) => {
        const { done, ask } = desk();
        const reply = await ask(message, own);
        if (!reply?.ok) {
          expect(done).toEqual([]);
          if (reply) expect(reply.error.kind).toBe('refused');
          return;
        }
        const [{ name, payload: taken } = { name: '', payload: undefined }] = done;
        expect(v.is(commandSchemas[name as CommandName], taken)).toBe(true);
      }),
      runs(600),
    );
  });

  it('of anybody else are never carried out', async () => {
    const foreign = fc.record(
      {
        id: fc.oneof(fc.constant(id), fc.string()),
        url: fc.oneof(fc.webUrl(), fc.constantFrom(`https://a.example/${ownUrl}`, `chrome-extension://${id}x/`, '')),
        origin: fc.oneof(fc.webUrl(), fc.constantFrom('null', '')),
      },
      { requiredKeys: [] },
    );
    const valid = { [commandMarker]: 'wake', payload: {} };
    await fc.assert(
      fc.asyncProperty(foreign, fc.oneof(fc.constant(valid), envelope), async (sender, message) => {
        const { done, ask } = desk();
        const reply = await ask(message, sender);
        expect(reply?.ok ?? false).toBe(false);
        expect(done).toEqual([]);
      }),
      runs(400),
    );
  });
});
