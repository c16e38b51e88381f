import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { Button, IconButton } from '../../extension/ui/Button.tsx';
import { chatIcon } from '../../extension/ui/icons.ts';
import type { Account, ContactId } from '../../src/model/account.ts';
import { showPresence } from '../../src/model/presence.ts';
import { Row } from '../list/Row.tsx';
import { announce } from '../notices.ts';
import { openPanel } from '../screen.ts';
import { refreshContacts, useAction } from './hooks.ts';
import { shownName, userName } from './names.ts';
import type { ContactView } from './sections.ts';
import { startConversation } from './start-conversation.ts';

type FoundItemProps = {
  account: Account;
  found: { contact: ContactId; name: string };
  line: string;
  contacts: readonly ContactView[];
  isBot?: boolean;
  /** Absent where nobody can be asked to be a contact: then there is writing. */
  onAdd?: (() => void) | undefined;
};

/** Somebody who was found: who it is, and what they are to the user. */
export function FoundItem({ account, found, line, contacts, isBot = false, onAdd }: FoundItemProps) {
  const [isBusy, run] = useAction();
  const { contact } = found;
  const known = contacts.find(({ row }) => row.id === contact);
  const name = shownName(contact, found.name);
  async function addBot() {
    const isDone = await run(async () => {
      await operationsOf(account).requests?.send(contact, '');
      await refreshContacts(account.id);
    });
    if (isDone) announce(text('popupPersonAdded', name));
  }
  return (
    <li class="list-item person-item" data-contact={contact}>
      <Row
        id={contact}
        name={name}
        line={{
          text: [!isBot && name !== userName(contact) && userName(contact), line].filter(Boolean).join(' · '),
          tone: 'message',
        }}
        presence={showPresence(known?.presence)}
        isFocusable
        onOpen={() => openPanel({ name: 'person', account: account.id, contact })}
      />
      {known?.row.isContact || known?.row.isBlocked ? (
        <span class="person-item-state">{text(stateKey(known))}</span>
      ) : !isBot && !onAdd ? (
        <IconButton
          icon={chatIcon}
          label={text('popupPersonMessageTo', name)}
          onClick={() => void run(() => startConversation(account.id, contact))}
        />
      ) : (
        <Button isSmall isBusy={isBusy} onClick={() => (isBot ? void addBot() : onAdd?.())}>
          {text('popupPersonAdd')}
        </Button>
      )}
    </li>
  );
}

function stateKey({ row }: ContactView): 'popupPersonBlocked' | 'popupPersonIsContact' | 'popupPersonIsAsked' {
  if (row.isBlocked) return 'popupPersonBlocked';
  return row.isAuthorised || row.kind === 'bot' ? 'popupPersonIsContact' : 'popupPersonIsAsked';
}
