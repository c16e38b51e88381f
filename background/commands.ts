// Takes commands from our own pages. Whose message it is comes first, by what the browser says about the sender; then the
// payload's schema; then the handler. Every command is answered.
import * as v from 'valibot';
import type { Runtime } from 'webextension-polyfill';
import {
  CommandError,
  type CommandErrorKind,
  type CommandName,
  type CommandPayload,
  type CommandReply,
  type CommandResult,
  commandMarker,
  commandSchemas,
} from '../extension/commands.ts';
import { ServiceError } from '../src/service/error.ts';
import type { Context } from './context.ts';

export type CommandHandlers = {
  [Name in CommandName]: (payload: CommandPayload<Name>) => Promise<CommandResult<Name>>;
};

/** True when a message comes from a page of this extension, and not from another extension or a web page. */
export function isOwnPage(sender: Runtime.MessageSender & { origin?: string }, ownId: string, ownUrl: string): boolean {
  if (sender.id !== ownId || !sender.url?.startsWith(ownUrl)) return false;
  return sender.origin === undefined || `${sender.origin}/` === ownUrl;
}

/** The command in a message; undefined when the message is not one of ours. */
function commandOf(message: unknown): { name: unknown; payload: unknown } | undefined {
  if (typeof message !== 'object' || message === null || !(commandMarker in message)) return undefined;
  return { name: message[commandMarker], payload: 'payload' in message ? message.payload : undefined };
}

/**
 * The listener for `runtime.onMessage`. Decides at once whether it answers, then answers always.
 * @param getHandlers resolves when the worker is ready
 */
export function createCommandListener(context: Context, getHandlers: () => Promise<CommandHandlers>) {
  const { id, getURL } = context.browser.runtime;
  const ownUrl = getURL('');

  async function answer(name: unknown, payload: unknown): Promise<CommandReply<unknown>> {
    try {
      if (typeof name !== 'string' || !Object.hasOwn(commandSchemas, name)) {
        throw new CommandError('refused', 'there is no such command');
      }
      const known = name as CommandName;
      const parsed = v.safeParse(commandSchemas[known], payload);
      if (!parsed.success) throw new CommandError('refused', `the payload of ${known} is not valid`);
      const handle = (await getHandlers())[known] as (payload: unknown) => Promise<unknown>;
      return { ok: true, value: await handle(parsed.output) };
    } catch (error) {
      return { ok: false, error: describeError(context, error) };
    }
  }

  const listen = (
    message: unknown,
    sender: Runtime.MessageSender,
    sendResponse: (reply: unknown) => void,
  ): true | undefined => {
    const command = commandOf(message);
    if (!command) return undefined;
    if (!isOwnPage(sender, id, ownUrl)) {
      sendResponse({ ok: false, error: { kind: 'refused', message: 'only own pages may command' } });
      return undefined;
    }
    void answer(command.name, command.payload).then(sendResponse);
    return true;
  };
  // The types know listeners that always or never answer; this one answers its own messages and leaves the rest alone.
  return listen as Runtime.OnMessageListenerCallback;
}

function describeError(context: Context, error: unknown): { kind: CommandErrorKind; message: string } {
  if (error instanceof CommandError || error instanceof ServiceError)
    return { kind: error.kind, message: error.message };
  if (error instanceof DOMException) return { kind: 'storage', message: error.name };
  context.report(error);
  return { kind: 'fault', message: 'own fault' };
}
