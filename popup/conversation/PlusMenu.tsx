import { useRef, useState } from 'preact/hooks';
import { browser } from '../../extension/browser.ts';
import { type Choosable, choosableStores, readChoosable } from '../../extension/group-queries.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import { Button, IconButton } from '../../extension/ui/Button.tsx';
import { Dialog } from '../../extension/ui/Dialog.tsx';
import { addIcon, fileIcon, personIcon } from '../../extension/ui/icons.ts';
import { Menu, type MenuItem } from '../../extension/ui/Menu.tsx';
import { skypeName } from '../../extension/ui/names.ts';
import type { ContactId } from '../../src/model/account.ts';
import type { NamedContact } from '../../src/model/message.ts';
import { PeoplePicker } from '../groups/PeoplePicker.tsx';
import { useFollowed } from '../groups/use-followed.ts';
import { isTab, openTab } from '../screen.ts';

type PlusMenuProps = {
  view: OpenConversation;
  mayShareFiles: boolean;
  mayShareContacts: boolean;
  onFiles: (files: File[]) => void;
  onContacts: (contacts: NamedContact[]) => void;
};

/** In Firefox a popup closes, and with it everything in it, as soon as the window for choosing files opens. */
const closesWithPicker = !isTab && browser.runtime.getURL('').startsWith('moz-extension:');

/** What can be sent besides words; nothing at all where there is no such thing. */
export function PlusMenu({ view, mayShareFiles, mayShareContacts, onFiles, onContacts }: PlusMenuProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [isChoosing, setChoosing] = useState(false);
  const key = { account: view.account.id, conversation: view.row.id };
  const file: MenuItem = {
    label: text('composerFile'),
    icon: fileIcon,
    onChoose: () => (closesWithPicker ? void openTab(key) : picker.current?.click()),
    ...(closesWithPicker && { description: text('composerFileInTab') }),
  };
  const items: MenuItem[] = [
    ...(mayShareFiles ? [file] : []),
    ...(mayShareContacts
      ? [{ label: text('composerContact'), icon: personIcon, onChoose: () => setChoosing(true) }]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <div class="composer-plus">
      <Menu label={text('composerMore')} side="start" sections={[{ items }]}>
        {({ isExpanded, onClick }) => (
          <IconButton icon={addIcon} label={text('composerMore')} isExpanded={isExpanded} hasMenu onClick={onClick} />
        )}
      </Menu>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={text('composerFile')}
        onChange={(event) => {
          const files = Array.from(event.currentTarget.files ?? []);
          event.currentTarget.value = '';
          onFiles(files);
        }}
      />
      {isChoosing && (
        <ContactsDialog
          account={key.account}
          onClose={() => setChoosing(false)}
          onShare={(contacts) => {
            setChoosing(false);
            onContacts(contacts);
          }}
        />
      )}
    </div>
  );
}

type ContactsDialogProps = { account: string; onClose: () => void; onShare: (contacts: NamedContact[]) => void };

/** Asks which contacts are to be shared. */
function ContactsDialog({ account, onClose, onShare }: ContactsDialogProps) {
  const people = useFollowed(choosableStores, (database) => readChoosable(database, account), [account]) ?? [];
  const [chosen, setChosen] = useState<ContactId[]>([]);
  const isChosen = ({ id }: Choosable) => chosen.includes(id);
  const share = () => {
    const contacts = people.filter(isChosen).map(({ id, name }) => ({ id, name }));
    if (contacts.length > 0) onShare(contacts);
  };
  return (
    <Dialog
      title={text('composerContactTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text('uiCancel')}</Button>
          <Button kind="primary" isDisabled={chosen.length === 0} onClick={share}>
            {text('popupSend')}
          </Button>
        </>
      }
    >
      <div class="composer-contacts">
        <PeoplePicker
          people={people}
          chosen={chosen}
          nameOf={(id) => people.find((person) => person.id === id)?.name ?? skypeName(id)}
          onChange={setChosen}
          onDone={share}
        />
      </div>
    </Dialog>
  );
}
