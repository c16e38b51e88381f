import { useEffect, useRef } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { personIcon, searchIcon } from '../../extension/ui/icons.ts';
import type { Account, ContactId } from '../../src/model/account.ts';
import { EmptyState } from '../frame/EmptyState.tsx';
import { ContactItem } from './ContactItem.tsx';
import { RequestRows } from './RequestRows.tsx';
import { arrangeContacts, blockedContacts, type ContactsView, type ContactView, type Section } from './sections.ts';

type OwnContactsProps = {
  account: Account;
  view: ContactsView;
  query: string;
  /** Who was opened last: gets the focus when the list comes back. */
  opened: ContactId | undefined;
  onOpen: (contact: ContactId) => void;
  onFind: () => void;
};

function headingOf({ heading }: Section): string | undefined {
  if (heading?.kind === 'group') return heading.name;
  return heading && text(`popupPeopleSection_${heading.kind}`);
}

/** The contact list: requests, favourites, groups, everybody, and behind a fold those who are blocked. */
export function OwnContacts({ account, view, query, opened, onOpen, onFind }: OwnContactsProps) {
  const list = useRef<HTMLDivElement>(null);
  const sections = arrangeContacts(view.contacts, query);
  const blocked = query.trim() ? [] : blockedContacts(view.contacts);
  const first = sections[0]?.rows[0]?.row.id;
  useEffect(() => {
    const row = opened && list.current?.querySelector<HTMLElement>(`[data-contact="${CSS.escape(opened)}"] [data-row]`);
    if (row) row.focus();
  }, []);
  const item = (contact: ContactView, key: string) => (
    <ContactItem
      key={`${key} ${contact.row.id}`}
      account={account.id}
      view={contact}
      isFocusable={key === sections[0]?.key && contact.row.id === first}
      onOpen={() => onOpen(contact.row.id)}
    />
  );
  const isEmpty = sections.length === 0 && blocked.length === 0 && (query.trim() !== '' || view.requests.length === 0);
  if (isEmpty) return <NoContacts account={account} query={query.trim()} onFind={onFind} />;
  return (
    <div ref={list} class="list people-list">
      {view.requests.length > 0 && !query.trim() && (
        <section>
          <h2 class="list-heading">{text('popupRequests')}</h2>
          <RequestRows accounts={[account]} requests={view.requests} />
        </section>
      )}
      {sections.map((section) => (
        <section key={section.key}>
          {section.heading && <h2 class="list-heading cut">{headingOf(section)}</h2>}
          <ul>{section.rows.map((contact) => item(contact, section.key))}</ul>
        </section>
      ))}
      {blocked.length > 0 && (
        <details class="people-blocked">
          <summary class="list-heading">{text('popupPeopleBlocked', blocked.length)}</summary>
          <ul>{blocked.map((contact) => item(contact, 'blocked'))}</ul>
        </details>
      )}
    </div>
  );
}

function NoContacts({ account, query, onFind }: { account: Account; query: string; onFind: () => void }) {
  const find = <Button icon={searchIcon} onClick={onFind} children={text('popupPeopleFind')} />;
  return query ? (
    <EmptyState icon={searchIcon} title={text('popupNothingFound')} actions={find}>
      {text('popupPeopleNoneFound', query)}
    </EmptyState>
  ) : (
    <EmptyState icon={personIcon} title={text('popupPeopleNone')} actions={find}>
      {text(operationsOf(account).requests ? 'popupPeopleNoneAdvice' : 'popupPeopleNoneAdvice_write')}
    </EmptyState>
  );
}
