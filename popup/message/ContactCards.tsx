import { useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { personName } from '../../extension/ui/names.ts';
import type { NamedContact } from '../../src/model/message.ts';
import { showFailure } from '../notices.ts';
import { openConversation, openPanel } from '../screen.ts';
import { ask } from '../worker.ts';
import type { MessageLook } from './look.ts';

/** People that somebody shared: one card each, with the way to their card and to a conversation. */
export function ContactCards({ contacts, look }: { contacts: readonly NamedContact[]; look: MessageLook }) {
  return (
    <>
      {contacts.map((contact) => (
        <ContactCard key={contact.id} contact={contact} look={look} />
      ))}
    </>
  );
}

function ContactCard({ contact: { id, name: given }, look }: { contact: NamedContact; look: MessageLook }) {
  const [isBusy, setBusy] = useState(false);
  const { account } = look;
  const name = personName(look.people, account, id, given);
  const chat = async () => {
    setBusy(true);
    const started = await ask('conversation.start', { account, contact: id });
    setBusy(false);
    if (started.ok) openConversation({ account, conversation: started.value.conversation });
    else showFailure(started.error.kind);
  };
  return (
    <span class="card contact-card">
      <Avatar id={id} name={name} />
      <span class="card-words">
        <span class="card-title" dir="auto">
          {name}
        </span>
        {id === look.own ? (
          <span class="card-detail">{text('popupThisIsYou')}</span>
        ) : (
          <span class="card-actions">
            <Button kind="quiet" isSmall onClick={() => openPanel({ name: 'person', account, contact: id })}>
              {text('popupAddContact')}
            </Button>
            <Button kind="quiet" isSmall isBusy={isBusy} onClick={() => void chat()}>
              {text('popupOpenChat')}
            </Button>
          </span>
        )}
      </span>
    </span>
  );
}
