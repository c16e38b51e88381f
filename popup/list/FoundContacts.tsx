import { useState } from 'preact/hooks';
import type { FoundContact } from '../../extension/search.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { presenceName } from '../../extension/ui/PresenceDot.tsx';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import { showPresence } from '../../src/model/presence.ts';
import { showFailure } from '../notices.ts';
import { openConversation } from '../screen.ts';
import { ask } from '../worker.ts';

type FoundContactsProps = { contacts: readonly FoundContact[]; accountMark: (account: string) => string | undefined };

/** People the search found with whom there is no conversation yet; opening one starts it. */
export function FoundContacts({ contacts, accountMark }: FoundContactsProps) {
  const [starting, setStarting] = useState<FoundContact | undefined>(undefined);
  if (contacts.length === 0) return null;

  async function start(found: FoundContact) {
    if (starting) return;
    setStarting(found);
    const reply = await ask('conversation.start', { account: found.account, contact: found.contact.id });
    setStarting(undefined);
    if (reply.ok) openConversation({ account: found.account, conversation: reply.value.conversation });
    else showFailure(reply.error.kind);
  }

  return (
    <section aria-labelledby="found-contacts">
      <h2 id="found-contacts" class="list-heading">
        {text('popupContacts')}
      </h2>
      <ul>
        {contacts.map((found) => (
          <li key={`${found.account} ${found.contact.id}`} class="list-item">
            <ContactItem
              found={found}
              mark={accountMark(found.account)}
              isBusy={starting === found}
              onOpen={() => void start(found)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

type ContactItemProps = { found: FoundContact; mark: string | undefined; isBusy: boolean; onOpen: () => void };

function ContactItem({ found, mark, isBusy, onOpen }: ContactItemProps) {
  const { contact, name } = found;
  const presence = showPresence(found.presence);
  return (
    <button type="button" class="item" data-row tabIndex={-1} aria-busy={isBusy || undefined} onClick={onOpen}>
      <span class="item-face" title={presenceName(presence)}>
        <Avatar id={contact.id} name={name} presence={presence} />
      </span>
      <span class="item-words">
        <span class="item-top">
          <span class="item-name cut" dir="auto">
            {name}
          </span>
          {mark && <span class="item-account cut">{mark}</span>}
        </span>
        <span class="item-bottom">
          <span class="item-line cut" dir="auto">
            {contact.mood || text(contact.kind === 'bot' ? 'popupStartWithBot' : 'popupStartWithPerson')}
          </span>
          {isBusy && <Spinner label={text('popupStarting')} />}
        </span>
      </span>
    </button>
  );
}
