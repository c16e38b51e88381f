import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { chatIcon } from '../../extension/ui/icons.ts';
import type { AccountId } from '../../src/model/account.ts';
import { showPresence } from '../../src/model/presence.ts';
import { nowMs } from '../clock.ts';
import { Row } from '../list/Row.tsx';
import { openPanel } from '../screen.ts';
import { useAction } from './hooks.ts';
import { presenceWords } from './presence-words.ts';
import type { ContactView } from './sections.ts';
import { startConversation } from './start-conversation.ts';

/** The second line of a contact: what matters most of what is known. */
export function contactLine({ row, presence }: ContactView): string {
  if (row.isBlocked) return text('popupPersonBlocked');
  if (row.mood) return row.mood;
  if (row.kind === 'bot') return text('popupPersonBot');
  if (!row.isAuthorised) return text('popupPersonWaiting');
  return presenceWords(presence, nowMs.value);
}

type ContactItemProps = { account: AccountId; view: ContactView; isFocusable: boolean; onOpen: () => void };

/** One contact: opens what is known of them, or the conversation. */
export function ContactItem({ account, view, isFocusable, onOpen }: ContactItemProps) {
  const [, run] = useAction();
  const { row, name, presence } = view;
  return (
    <li class="list-item person-item" data-contact={row.id}>
      <Row
        id={row.id}
        name={name}
        line={{ text: contactLine(view), tone: 'message' }}
        presence={row.isBlocked ? 'unknown' : showPresence(presence)}
        isFocusable={isFocusable}
        onOpen={() => {
          onOpen();
          openPanel({ name: 'person', account, contact: row.id });
        }}
      />
      {!row.isBlocked && (
        <IconButton
          icon={chatIcon}
          label={text('popupPersonMessageTo', name)}
          onClick={() => void run(() => startConversation(account, row.id))}
        />
      )}
    </li>
  );
}
