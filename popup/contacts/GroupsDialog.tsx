import { useId, useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { fold } from '../../extension/search.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Dialog } from '../../extension/ui/Dialog.tsx';
import { SettingFailure } from '../../extension/ui/SettingFailure.tsx';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import type { Account, ContactId } from '../../src/model/account.ts';
import { refreshContacts, useAction, useAnswer } from './hooks.ts';

const longestName = 60;

type GroupsDialogProps = { account: Account; contact: ContactId; name: string; onClose: () => void };

/** Which groups of contacts somebody is in; each choice is saved at once. */
export function GroupsDialog({ account, contact, name, onClose }: GroupsDialogProps) {
  const id = useId();
  const { deciding } = operationsOf(account);
  const [answer, askAgain] = useAnswer(deciding && (() => deciding.listGroups()), [account.id], true);
  const [newName, setNewName] = useState('');
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const [isBusy, run] = useAction((kind) => setFailure(errorSentence(kind)));
  const groups = answer.state === 'here' ? answer.value.filter((group) => !group.isFavourites) : [];

  async function save(work: () => Promise<unknown> | undefined) {
    setFailure(undefined);
    const isDone = await run(async () => {
      await work();
      await refreshContacts(account.id);
    });
    askAgain();
    return isDone;
  }
  async function create(event: Event) {
    event.preventDefault();
    const wanted = newName.trim();
    if (wanted === '' || !deciding) return;
    const isDone = await save(async () => {
      const same = groups.find((group) => fold(group.name) === fold(wanted));
      const group = same ?? (await deciding.createGroup(wanted));
      await deciding.setInGroup(group.id, contact, true);
    });
    if (isDone) setNewName('');
  }
  const sentence = failure ?? (answer.state === 'failed' ? errorSentence(answer.kind) : undefined);
  return (
    <Dialog
      title={text('popupPersonGroupsOf', name)}
      isBusy={isBusy}
      onClose={onClose}
      actions={<Button onClick={onClose} isDisabled={isBusy} children={text('popupPersonDone')} />}
    >
      {answer.state === 'waiting' && <Spinner label={text('popupPeopleSearching')} />}
      {answer.state === 'here' && groups.length === 0 && <p class="soft">{text('popupPersonNoGroups')}</p>}
      {groups.length > 0 && (
        <ul class="people-groups">
          {groups.map((group) => (
            <li key={group.id}>
              <label class="people-check">
                <input
                  type="checkbox"
                  checked={group.contacts.includes(contact)}
                  disabled={isBusy}
                  onChange={(event) => {
                    const isMember = event.currentTarget.checked;
                    void save(() => deciding?.setInGroup(group.id, contact, isMember));
                  }}
                />
                <span>
                  <bdi>{group.name}</bdi>
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      <form class="people-new-group" onSubmit={(event) => void create(event)}>
        <label class="unseen" for={id}>
          {text('popupPersonNewGroup')}
        </label>
        <input
          id={id}
          class="field-input"
          value={newName}
          maxLength={longestName}
          placeholder={text('popupPersonNewGroup')}
          dir="auto"
          onInput={(event) => setNewName(event.currentTarget.value)}
        />
        <Button type="submit" isBusy={isBusy} isDisabled={newName.trim() === ''}>
          {text('popupPersonCreateGroup')}
        </Button>
      </form>
      <SettingFailure words={sentence} />
    </Dialog>
  );
}
