// What each command does, one line or two each; the work is in the subject's own file.
import { CommandError } from '../extension/commands.ts';
import type { AccountId, ContactId } from '../src/model/account.ts';
import type { DirectRequest } from '../src/service/operations.ts';
import type { Accounts } from './accounts.ts';
import type { Apply } from './apply.ts';
import { within } from './apply-read.ts';
import type { CommandHandlers } from './commands.ts';
import type { Contacts } from './contacts.ts';
import type { Context } from './context.ts';
import type { ReadDetails } from './details.ts';
import type { LoadOlder } from './history.ts';
import type { Notifications } from './notifications.ts';
import type { FetchObject } from './objects.ts';
import type { Outbox } from './outbox.ts';
import type { SetPresence } from './own-presence.ts';
import type { ReadPreferences } from './preferences.ts';
import type { Reading } from './reading.ts';
import { type Runners, reportOwn } from './runners.ts';
import type { Sessions } from './session.ts';
import type { Typing } from './typing.ts';

export type HandlerParts = {
  accounts: Accounts;
  apply: Apply;
  contacts: Contacts;
  fetchObject: FetchObject;
  loadOlder: LoadOlder;
  notifications: Notifications;
  outbox: Outbox;
  readDetails: ReadDetails;
  readPreferences: ReadPreferences;
  reading: Reading;
  runners: Runners;
  sessions: Sessions;
  setPresence: SetPresence;
  typing: Typing;
  /** Brings everything up to date now. */
  wake(): void;
};

export function createHandlers(context: Context, parts: HandlerParts): CommandHandlers {
  const { accounts, outbox, reading, runners, sessions } = parts;
  const linkOf = (account: AccountId) => runners.get(account).link;
  const quietly = (work: Promise<unknown>) => void work.catch((fault) => reportOwn(context, fault));
  const nothing = async (work: Promise<unknown>) => {
    await work;
    return null;
  };

  async function retryConnection(account: AccountId): Promise<null> {
    const { poller } = runners.get(account);
    const state = (await sessions.read(account))?.state;
    if (state === 'refused' || state === 'expired') await sessions.move(account, 'connecting', { failures: 0 });
    poller.wake();
    return null;
  }

  async function startConversation(account: AccountId, contact: ContactId): Promise<{ conversation: string }> {
    const { link } = runners.get(account);
    const range = within(account);
    const rows = await (await context.database()).getAll('conversations', range);
    const known = rows.find((row) => row.kind === 'direct' && row.partner === contact);
    if (known) return { conversation: known.id };
    // A direct conversation has the identifier of the other person.
    const conversation = { id: contact, kind: 'direct', partner: contact } as const;
    await parts.apply(link.account, { events: [{ type: 'conversation', conversation }], unreadable: [] });
    // Whom nobody has heard of has no name yet.
    quietly(parts.contacts.resolve(link, [contact]));
    return { conversation: contact };
  }

  async function saveDraft(account: AccountId, conversation: string, text: string): Promise<null> {
    const database = await context.database();
    if (text === '') await database.delete('drafts', [account, conversation]);
    else await database.put('drafts', { account, conversation, text, savedAtMs: context.nowMs() });
    context.committed(['drafts']);
    return null;
  }

  async function clearIncidents(): Promise<null> {
    await (await context.database()).clear('incidents');
    context.committed(['incidents']);
    return null;
  }

  return {
    async wake() {
      parts.wake();
      return null;
    },
    'account.add': ({ server }) => accounts.add(server),
    'account.find': (wanted) => accounts.find(wanted),
    'account.addWith': ({ grant, userName, password, ...wanted }) =>
      accounts.addWith(wanted, { grant, userName, password }),
    'account.signInWith': ({ account, ...proof }) => nothing(accounts.signInWith(account, proof)),
    'account.signIn': ({ account }) => nothing(accounts.signIn(account)),
    'account.signOut': ({ account, keepMessages }) => nothing(accounts.signOut(account, keepMessages)),
    'account.remove': ({ account }) => nothing(accounts.remove(account)),
    'connection.retry': ({ account }) => retryConnection(account),
    'presence.set': ({ account, presence }) => nothing(parts.setPresence(runners.get(account), presence)),
    async 'message.send'(message) {
      const link = linkOf(message.account);
      if (!message.target && message.content.trim() === '') throw new CommandError('invalid', 'the message is empty');
      const added = await outbox.add(message);
      parts.typing.forget(link, message.conversation);
      quietly(outbox.flush(link));
      return added;
    },
    async 'message.retry'({ account, clientId }) {
      const link = linkOf(account);
      await outbox.retry(account, clientId);
      quietly(outbox.flush(link));
      return null;
    },
    'message.discard': ({ account, clientId }) => outbox.discard(account, clientId),
    async 'typing.show'({ account, conversation, isTyping }) {
      quietly(parts.typing.show(linkOf(account), conversation, isTyping));
      return null;
    },
    async 'conversation.seen'({ account, conversation, order }) {
      const link = linkOf(account);
      await reading.see(link, conversation, order);
      quietly(reading.publish(link));
      return null;
    },
    'conversation.loadOlder': ({ account, conversation }) => parts.loadOlder(linkOf(account), conversation),
    'conversation.start': ({ account, contact }) => startConversation(account, contact),
    'conversation.refresh': ({ account, conversation }) => nothing(parts.readDetails(linkOf(account), conversation)),
    'contacts.refresh': ({ account }) => nothing(parts.contacts.refresh(linkOf(account))),
    async 'server.request'({ account, attachment, ...request }) {
      const file = attachment && (await (await context.database()).get('attachments', [account, attachment]));
      const sent = file ? { ...request, body: file.content } : request;
      return linkOf(account).call((service) => service.request(sent as DirectRequest));
    },
    'object.fetch': ({ account, uri }) => nothing(parts.fetchObject({ link: linkOf(account), uri })),
    'draft.save': ({ account, conversation, text }) => saveDraft(account, conversation, text),
    'preferences.read': ({ account }) => nothing(parts.readPreferences(linkOf(account))),
    'storage.delete': ({ account }) => nothing(accounts.refetch(account)),
    'incidents.clear': clearIncidents,
    'notifications.changed': () => nothing(parts.notifications.withdraw()),
  };
}
