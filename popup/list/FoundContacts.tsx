import { useState } from 'preact/hooks';
import type { FoundContact } from '../../extension/search.ts';
import { text } from '../../extension/text.ts';
import { Button, IconButton } from '../../extension/ui/Button.tsx';
import { personIcon, searchIcon } from '../../extension/ui/icons.ts';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import type { AccountId } from '../../src/model/account.ts';
import { showPresence } from '../../src/model/presence.ts';
import { showFailure } from '../notices.ts';
import { openConversation, openPanel } from '../screen.ts';
import { ask } from '../worker.ts';
import { Row } from './Row.tsx';

type FoundContactsProps = {
  contacts: readonly FoundContact[];
  accountMark: (account: string) => string | undefined;
};

/** Leads on to the directory, with the words that were searched for. */
export function FindPeopleButton({ account, query }: { account: AccountId | undefined; query: string }) {
  return (
    <p class="list-more">
      <Button isSmall icon={searchIcon} onClick={() => openPanel({ name: 'contacts', account, query })}>
        {text('popupPeopleFind')}
      </Button>
    </p>
  );
}

/** People the search found with whom there is no conversation yet; opening one starts it. */
export function FoundContacts({ contacts, accountMark }: FoundContactsProps) {
  const [starting, setStarting] = useState<string | undefined>(undefined);
  if (contacts.length === 0) return null;

  async function start({ account, contact }: FoundContact) {
    if (starting) return;
    setStarting(contact.id);
    const reply = await ask('conversation.start', { account, contact: contact.id });
    setStarting(undefined);
    if (reply.ok) openConversation({ account, conversation: reply.value.conversation });
    else showFailure(reply.error.kind);
  }

  return (
    <section aria-labelledby="found-contacts">
      <h2 id="found-contacts" class="list-heading">
        {text('popupContacts')}
      </h2>
      <ul>
        {contacts.map((found) => (
          <li key={`${found.account} ${found.contact.id}`} class="list-item found-contact">
            <Row
              id={found.contact.id}
              name={found.name}
              line={{ text: found.contact.mood || text(`popupStart_${found.contact.kind}`), tone: 'message' }}
              presence={showPresence(found.presence)}
              mark={accountMark(found.account)}
              onOpen={() => void start(found)}
            >
              {starting === found.contact.id && <Spinner label={text('popupStarting')} />}
            </Row>
            <IconButton
              icon={personIcon}
              label={text('popupPersonOf', found.name)}
              onClick={() => openPanel({ name: 'person', account: found.account, contact: found.contact.id })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
