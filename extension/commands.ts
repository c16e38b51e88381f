// Everything a page may ask of the worker, on one page: name, payload schema, result type. The worker checks the sender
// first, then the payload; every command is answered with a value or with an error that has a kind.
import * as v from 'valibot';
import type { Account } from '../src/model/account.ts';
import type { ServiceErrorKind } from '../src/service/error.ts';
import type { DirectReply } from '../src/service/operations.ts';
import type { FindStep } from '../src/ucwa/sign-in/step.ts';
import { browser } from './browser.ts';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(512));
const place = v.pipe(v.string(), v.maxLength(2048));
const places = v.pipe(v.array(place), v.maxLength(32));
const grant = v.picklist(['password', 'windows']);
const secret = v.pipe(v.string(), v.maxLength(1024));

/** The payload schema of each command. Written without spreads: only so do bundlers leave it out of pages, which never read it. */
export const commandSchemas = {
  /** Starts at a page's opening: bring everything up to date now. */
  wake: v.object({}),
  /** Opens the sign-in window of a server and adds the account that signed in. The host permission must be there. */
  'account.add': v.object({ server: place }),
  'account.signIn': v.object({ account: id }),
  /** Looks for the server of a sign-in address; hosts are asked only when they are `approved` and permitted. */
  'account.find': v.object({ address: id, server: place, approved: places }),
  /** Signs in at the server that was found and adds the account, or answers what must be allowed before. */
  'account.addWith': v.object({
    address: id,
    server: place,
    approved: places,
    grant,
    userName: secret,
    password: secret,
  }),
  'account.signInWith': v.object({ account: id, grant, userName: secret, password: secret }),
  /** Revokes the sign-in and forgets it; keeps or deletes what is stored of the account. */
  'account.signOut': v.object({ account: id, keepMessages: v.boolean() }),
  /** Removes an account that is signed out, with everything stored. */
  'account.remove': v.object({ account: id }),
  'connection.retry': v.object({ account: id }),
  'presence.set': v.object({
    account: id,
    presence: v.picklist(['online', 'away', 'busy', 'doNotDisturb', 'beRightBack', 'offWork', 'invisible', 'offline']),
  }),
  /** Sends what a page composed: a message, with `upload` one about a stored attachment, with `target` an edit or a deletion. */
  'message.send': v.object({
    account: id,
    conversation: id,
    text: v.pipe(v.string(), v.maxLength(8000)),
    messagetype: id,
    content: v.pipe(v.string(), v.maxLength(131_072)),
    extras: v.optional(v.record(v.string(), v.string())),
    target: v.optional(id),
    upload: v.optional(v.object({ attachment: id, part: id, object: v.record(v.string(), v.unknown()) })),
  }),
  'message.retry': v.object({ account: id, clientId: id }),
  /** Takes out of the outbox what was not sent, or is still being uploaded; answers its text, so that it can be put back to edit. */
  'message.discard': v.object({ account: id, clientId: id }),
  'typing.show': v.object({ account: id, conversation: id, isTyping: v.boolean() }),
  /** The user has really seen the conversation up to this order. */
  'conversation.seen': v.object({ account: id, conversation: id, order: v.number() }),
  /** Brings older messages of a conversation from the server; answers whether there may be more. */
  'conversation.loadOlder': v.object({ account: id, conversation: id }),
  /** Makes sure a direct conversation with this contact exists here; answers its id. */
  'conversation.start': v.object({ account: id, contact: id }),
  /** Reads one conversation from the server again: its members, topic and settings. */
  'conversation.refresh': v.object({ account: id, conversation: id }),
  /** Reads the contact list, the block list and the open requests from the server again. */
  'contacts.refresh': v.object({ account: id }),
  /** Sends one request of an on-demand operation (`operations.ts`): the worker adds the token and checks the place. */
  'server.request': v.object({
    account: id,
    place: id,
    method: v.picklist(['GET', 'POST', 'PUT', 'DELETE']),
    path: v.pipe(v.string(), v.startsWith('/'), v.maxLength(8192)),
    json: v.optional(v.unknown()),
    form: v.optional(v.record(v.string(), v.string())),
    attachment: v.optional(id),
    headers: v.optional(v.record(v.string(), v.string())),
  }),
  /** Brings a file or picture into the store of objects, if it is not there yet, from the account's server. */
  'object.fetch': v.object({ account: id, uri: v.pipe(v.string(), v.maxLength(8192)) }),
  'draft.save': v.object({ account: id, conversation: id, text: v.pipe(v.string(), v.maxLength(8000)) }),
  /** Reads the account's flags and options from the server, also after a page wrote one. */
  'preferences.read': v.object({ account: id }),
  /** Deletes what is stored of one account (messages, contacts) and fetches the recent part again. */
  'storage.delete': v.object({ account: id }),
  /** Deletes the recorded incidents of all accounts. */
  'incidents.clear': v.object({}),
  /** Notification permission or detail changed in the options page. */
  'notifications.changed': v.object({}),
} as const;

export type CommandName = keyof typeof commandSchemas;
export type CommandPayload<Name extends CommandName> = v.InferOutput<(typeof commandSchemas)[Name]>;

/** What each command answers; commands that are not listed answer nothing. */
type CommandResults = {
  'account.add': Account;
  'account.find': FindStep;
  'account.addWith': Account | FindStep;
  'message.send': { clientId: string };
  'message.discard': { text: string };
  'conversation.loadOlder': { hasMore: boolean };
  'conversation.start': { conversation: string };
  'server.request': DirectReply;
};
export type CommandResult<Name extends CommandName> = Name extends keyof CommandResults ? CommandResults[Name] : null;

/**
 * Errors beyond those of a service: a window closed by the user, a missing permission, what can be wrong about an address or a way
 * to sign in, a refused command, an own fault.
 */
export type CommandErrorKind =
  | ServiceErrorKind
  | 'cancelled'
  | 'permission'
  | 'not-skylark'
  | 'already-added'
  | 'bad-address'
  | 'no-server'
  | 'no-sign-in'
  | 'wrong-password'
  | 'system-sign-in'
  | 'grant-refused'
  | 'origin-refused'
  | 'further-hosts'
  | 'storage'
  | 'refused'
  | 'no-answer'
  | 'fault';

export type CommandReply<T> =
  | { ok: true; value: T }
  | { ok: false; error: { kind: CommandErrorKind; message: string } };

export const commandMarker = 'skylark-command';
export type CommandEnvelope = { [commandMarker]: CommandName; payload: unknown };

/** A command that failed; `kind` chooses the sentence for the user. */
export class CommandError extends Error {
  readonly kind: CommandErrorKind;
  constructor(kind: CommandErrorKind, message: string) {
    super(message);
    this.name = 'CommandError';
    this.kind = kind;
  }
}

/**
 * Sends a command to the worker, starting it when it is not running.
 * @throws CommandError, `no-answer` when the worker does not answer within `timeoutMs`.
 */
export async function command<Name extends CommandName>(
  name: Name,
  payload: CommandPayload<Name>,
  timeoutMs = 30_000,
): Promise<CommandResult<Name>> {
  const envelope: CommandEnvelope = { [commandMarker]: name, payload };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CommandError('no-answer', 'the background part did not answer')), timeoutMs);
  });
  try {
    const reply = (await Promise.race([browser.runtime.sendMessage(envelope), silence])) as
      | CommandReply<CommandResult<Name>>
      | undefined;
    if (!reply) throw new CommandError('no-answer', 'the background part did not answer');
    if (!reply.ok) throw new CommandError(reply.error.kind, reply.error.message);
    return reply.value;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('no-answer', error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}
