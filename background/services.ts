// Which service speaks for which kind of account.
import type { AccountKind, ContactId } from '../src/model/account.ts';
import type { ChannelStore, ChatService, SessionStore } from '../src/service/service.ts';
import type { Transport } from '../src/service/transport.ts';
import { createSkypeService } from '../src/skype/client/service.ts';
import type { Context } from './context.ts';

/** What a service is given to speak for one account. */
export type ServiceSurroundings = {
  /** Origin of the configured server: the only source of trust for every address that follows. */
  server: string;
  /** The signed-in user, once it is known. */
  user?: ContactId;
  /** Where sign-in found the account (`Account.place`), and how the service says that it lives elsewhere now. */
  place: unknown;
  keepPlace(place: unknown): Promise<void>;
  transport: Transport;
  session: SessionStore;
  channel: ChannelStore;
  /** A token that is believed to work. */
  readToken(): Promise<string>;
  nowMs(): number;
  version: string;
  /** The server tried to lead a token to a foreign place: `what` named it, `detail` holds no secret. */
  onSecurityEvent(what: string, detail: string): void;
};

export type ServiceFactory = (
  surroundings: ServiceSurroundings,
  context: Context,
) => ChatService | Promise<ChatService>;
export type ServiceFactories = Partial<Record<AccountKind, ServiceFactory>>;

export const serviceFactories = {
  skype: ({ onSecurityEvent, ...surroundings }: Omit<ServiceSurroundings, 'place' | 'keepPlace' | 'channel'>) =>
    createSkypeService({
      ...surroundings,
      sha256,
      onSecurityEvent: ({ where, origin }) => onSecurityEvent(where, origin),
    }),
  ucwa: async (surroundings: ServiceSurroundings, context: Context) =>
    (await context.loadPart('ucwa')).createService(surroundings, context),
} satisfies ServiceFactories;

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}
