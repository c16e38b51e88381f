import './contacts.css';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { SearchField } from '../frame/SearchField.tsx';
import { accountLabel } from '../list/account-label.ts';
import { moveFocus } from '../list/ConversationList.tsx';
import { PanelPage } from '../panel/PanelPage.tsx';
import type { PanelProps } from '../panels.ts';
import { FindPeople } from './FindPeople.tsx';
import { useStored } from './hooks.ts';
import { OwnContacts } from './OwnContacts.tsx';
import { contactsStores, readContacts } from './sections.ts';

/** What the panel looked like when something was opened on top of it. */
export type ContactsMemory = { account?: string; tab: 'own' | 'find'; query: string; opened?: string };

const memories = new WeakMap<object, ContactsMemory>();

const tabs = ['own', 'find'] as const;

/** The contacts of an account, and the directory to find more. */
export function Panel({ panel, listing }: PanelProps<'contacts'>) {
  const known = listing.accounts.filter(({ account }) => operationsOf(account).people).map((view) => view.account);
  const [memory, setMemory] = useState<ContactsMemory>(
    memories.get(panel) ?? { tab: panel.query ? 'find' : 'own', query: panel.query ?? '' },
  );
  const field = useRef<HTMLInputElement>(null);
  const chosen = known.find(({ id }) => id === (memory.account ?? panel.account)) ?? known[0];
  const view = useStored(contactsStores, async (database) => (chosen ? readContacts(database, chosen.id) : undefined), [
    chosen?.id,
  ]);
  const remember = (change: Partial<ContactsMemory>) => setMemory((last) => ({ ...last, ...change }));
  memories.set(panel, memory);
  useArrows(field);
  useLayoutEffect(() => field.current?.focus(), [memory.tab]);

  return (
    <PanelPage class="people" title={text('popupContacts')} isFilled>
      {known.length > 1 && (
        <fieldset class="filter">
          <legend class="unseen">{text('popupAccounts')}</legend>
          {known.map((account) => (
            <button
              key={account.id}
              type="button"
              class="filter-choice cut"
              aria-pressed={account === chosen}
              onClick={() => remember({ account: account.id })}
            >
              {accountLabel(account, known)}
            </button>
          ))}
        </fieldset>
      )}
      <fieldset class="people-tabs">
        <legend class="unseen">{text('popupPeopleWhere')}</legend>
        {tabs.map((tab) => (
          <button key={tab} type="button" aria-pressed={memory.tab === tab} onClick={() => remember({ tab })}>
            {text(`popupPeople_${tab}`)}
          </button>
        ))}
      </fieldset>
      <SearchField
        class="people-search"
        label={text(`popupPeopleSearch_${memory.tab}`)}
        query={memory.query}
        fieldRef={field}
        onQuery={(query) => remember({ query })}
      />
      {chosen && view && memory.tab === 'own' && (
        <OwnContacts
          account={chosen}
          view={view}
          query={memory.query}
          opened={memory.opened}
          onOpen={(opened) => memories.set(panel, { ...memory, opened })}
          onFind={() => remember({ tab: 'find' })}
        />
      )}
      {chosen && view && memory.tab === 'find' && (
        <FindPeople key={chosen.id} account={chosen} view={view} query={memory.query} />
      )}
    </PanelPage>
  );
}

/** Arrow keys move among the rows. */
function useArrows(field: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const element = field.current?.closest<HTMLElement>('.people');
    const onKeyDown = (event: KeyboardEvent) => {
      const isInMenu = event.target instanceof Element && event.target.closest('[role=menu], dialog, textarea');
      if (element && !isInMenu && /^Arrow(Up|Down)$/.test(event.key) && moveFocus(element, event.key))
        event.preventDefault();
    };
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  }, [field]);
}
