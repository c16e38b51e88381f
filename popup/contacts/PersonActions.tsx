import { useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { addIcon, chatIcon, groupIcon, trashIcon } from '../../extension/ui/icons.ts';
import type { MenuItem } from '../../extension/ui/Menu.tsx';
import { MoreButton } from '../../extension/ui/MoreButton.tsx';
import type { Account, ContactId } from '../../src/model/account.ts';
import { announce } from '../notices.ts';
import { AddDialog } from './AddDialog.tsx';
import { BlockDialog } from './BlockDialog.tsx';
import { GroupsDialog } from './GroupsDialog.tsx';
import { refreshContacts, useAction } from './hooks.ts';
import type { PersonView } from './person-view.ts';
import { RemoveDialog } from './RemoveDialog.tsx';
import { startConversation } from './start-conversation.ts';

const starIcon = { path: 'M10 3.2l2.1 4.3 4.7.7-3.4 3.3.8 4.7-4.2-2.2-4.2 2.2.8-4.7L3.2 8.2l4.7-.7Z' };
const blockIcon = { path: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM5.1 5.1l9.8 9.8' };

type PersonActionsProps = { account: Account; contact: ContactId; name: string; view: PersonView };
type Question = 'add' | 'groups' | 'remove' | 'block';

/** What the user can do with a person. */
export function PersonActions({ account, contact, name, view }: PersonActionsProps) {
  const [isBusy, run] = useAction();
  const [question, setQuestion] = useState<Question | undefined>(undefined);
  const { deciding, requests } = operationsOf(account);
  const { isContact = false, isBlocked = false, isFavourite = false } = view.contact ?? {};
  const isBot = view.contact?.kind === 'bot' || contact.startsWith('28:');
  const close = () => setQuestion(undefined);
  const change = (work: () => Promise<unknown> | undefined, done: string) =>
    void run(async () => {
      await work();
      await refreshContacts(account.id);
      announce(done);
    });
  const add = () => {
    if (isBot) change(() => requests?.send(contact, ''), text('popupPersonAdded', name));
    else setQuestion('add');
  };
  const unblock = () => change(() => deciding?.unblock(contact), text('popupPersonUnblockedNow', name));
  const items: MenuItem[] = [
    ...(isContact
      ? [{ label: text('popupPersonGroups'), icon: groupIcon, onChoose: () => setQuestion('groups') }]
      : []),
    ...(isContact
      ? [{ label: text('popupPersonRemove'), icon: trashIcon, onChoose: () => setQuestion('remove') }]
      : []),
    isBlocked
      ? { label: text('popupPersonUnblock'), icon: blockIcon, onChoose: unblock }
      : { label: text('popupPersonBlock'), icon: blockIcon, onChoose: () => setQuestion('block') },
  ];
  const dialog = { account, contact, name, onClose: close };
  return (
    <div class="person-actions">
      {isBlocked ? (
        <Button kind="primary" isBusy={isBusy} onClick={unblock}>
          {text('popupPersonUnblock')}
        </Button>
      ) : (
        <Button
          kind={view.request ? 'plain' : 'primary'}
          icon={chatIcon}
          onClick={() => void run(() => startConversation(account.id, contact))}
        >
          {text('popupPersonMessage')}
        </Button>
      )}
      {!isContact && !isBlocked && !view.request && requests && (
        <Button icon={addIcon} isBusy={isBusy} onClick={add}>
          {text('popupPersonAdd')}
        </Button>
      )}
      {isContact && deciding && (
        <button
          type="button"
          class="icon-button person-star"
          aria-pressed={isFavourite}
          aria-label={text('popupPersonFavourite')}
          title={text(isFavourite ? 'popupPersonFavouriteOff' : 'popupPersonFavourite')}
          onClick={() =>
            change(
              () => deciding.setFavourite(contact, !isFavourite),
              text(isFavourite ? 'popupPersonFavouriteGone' : 'popupPersonFavouriteNow', name),
            )
          }
        >
          <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d={starIcon.path} />
          </svg>
        </button>
      )}
      {deciding && <MoreButton label={text('popupMore')} sections={[{ items }]} />}
      {question === 'add' && <AddDialog {...dialog} />}
      {question === 'groups' && <GroupsDialog {...dialog} />}
      {question === 'remove' && <RemoveDialog {...dialog} />}
      {question === 'block' && <BlockDialog {...dialog} />}
    </div>
  );
}
