import { useEffect, useRef } from 'preact/hooks';
import type { ConversationKey, Listing } from '../../extension/queries.ts';
import { countedText, text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { addIcon, chatIcon, offlineIcon, searchIcon } from '../../extension/ui/icons.ts';
import type { AccountId } from '../../src/model/account.ts';
import { useRenewal } from '../clock.ts';
import { AccountFilter } from '../frame/AccountFilter.tsx';
import { ConnectionBanners } from '../frame/ConnectionBanners.tsx';
import { EmptyState } from '../frame/EmptyState.tsx';
import { MoreMenu } from '../frame/MoreMenu.tsx';
import { OwnPresenceMenu } from '../frame/OwnPresenceMenu.tsx';
import { SearchField } from '../frame/SearchField.tsx';
import { announce } from '../notices.ts';
import { openedConversation, openOptions } from '../screen.ts';
import { accountLabel } from './account-label.ts';
import { ConversationList } from './ConversationList.tsx';
import { FindPeopleButton, FoundContacts } from './FoundContacts.tsx';
import type { ListModel } from './listing.ts';
import { RequestStrip } from './RequestStrip.tsx';

type ListScreenProps = { list: ListModel; listing: Listing; cameFrom: ConversationKey | undefined };

/** The list of conversations with everything around it. */
export function ListScreen({ list, listing, cameFrom }: ListScreenProps) {
  const field = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLElement>(null);
  const accounts = listing.accounts.map((view) => view.account);
  const accountMark = (id: AccountId) => {
    const account = accounts.length > 1 && !list.account.value && accounts.find((candidate) => candidate.id === id);
    return account ? accountLabel(account, accounts) : undefined;
  };
  const isShown = (id: AccountId) => !list.account.value || list.account.value === id;
  useSlash(field);
  useRenewal(listing.entries.flatMap((entry) => entry.typing.map((typing) => typing.untilMs)));

  function goToRows(isOpening: boolean) {
    const row = body.current?.querySelector<HTMLElement>('[data-row]');
    if (isOpening) row?.click();
    else row?.focus();
  }

  if (listing.accounts.length === 0) return <NoAccount />;
  return (
    <>
      <header class="bar">
        <OwnPresenceMenu accounts={listing.accounts} />
        <SearchField
          label={text('popupSearch')}
          hint={text('popupSearchHint')}
          query={list.query.value}
          fieldRef={field}
          onQuery={list.setQuery}
          onEnter={goToRows}
        />
        <MoreMenu
          account={list.account.value}
          hasUnread={listing.entries.some(({ row }) => row.unread > 0)}
          hasContacts={listing.accounts.some(({ session }) => session?.capabilities?.contacts)}
          hasGroups={listing.accounts.some(({ session }) => session?.capabilities?.groups)}
        />
      </header>
      {accounts.length > 1 && (
        <AccountFilter accounts={listing.accounts} chosen={list.account.value} onChoose={list.narrow} />
      )}
      <ConnectionBanners accounts={listing.accounts} />
      <RequestStrip
        accounts={accounts}
        requests={(list.requests.data.value ?? []).filter(({ account }) => isShown(account))}
      />
      <section class="list-frame" ref={body}>
        <h1 class="unseen">{text('popupConversations')}</h1>
        {list.query.value.trim() ? (
          <SearchResults list={list} accountMark={accountMark} />
        ) : listing.entries.length > 0 ? (
          <ConversationList
            key={list.account.value ?? ''}
            entries={listing.entries}
            people={listing.people}
            current={openedConversation.value}
            focusOn={cameFrom}
            accountMark={accountMark}
            onEnd={list.showMore}
          />
        ) : (
          <NoConversations listing={listing} account={list.account.value} onSearch={() => field.current?.focus()} />
        )}
      </section>
    </>
  );
}

/** `/` goes to the search from anywhere but a text field. */
function useSlash(field: { readonly current: HTMLInputElement | null }) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const isTyping = event.target instanceof Element && event.target.matches('input, textarea');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [field]);
}

function SearchResults({ list, accountMark }: { list: ListModel; accountMark: (id: AccountId) => string | undefined }) {
  const found = list.found();
  const count = found ? found.conversations.length + found.contacts.length : undefined;
  useEffect(() => {
    if (count !== undefined) announce(count === 0 ? text('popupNothingFound') : countedText('popupFound', count));
  }, [count]);
  if (!found) return <div class="list" aria-busy="true" />;
  if (count === 0) {
    return (
      <EmptyState
        icon={searchIcon}
        title={text('popupNothingFound')}
        actions={<FindPeopleButton account={list.account.value} query={list.query.value.trim()} />}
      >
        {text('popupNothingFoundAdvice', list.query.value.trim())}
      </EmptyState>
    );
  }
  return (
    <ConversationList
      entries={found.conversations}
      people={found.people}
      current={openedConversation.value}
      accountMark={accountMark}
    >
      <FoundContacts contacts={found.contacts} accountMark={accountMark} />
      <FindPeopleButton account={list.account.value} query={list.query.value.trim()} />
    </ConversationList>
  );
}

function NoAccount() {
  return (
    <section class="list-frame">
      <h1 class="unseen">{text('extensionName')}</h1>
      <EmptyState
        icon={chatIcon}
        title={text('popupWelcome')}
        actions={
          <Button kind="primary" icon={addIcon} onClick={() => void openOptions()}>
            {text('popupAddAccount')}
          </Button>
        }
      >
        {text('popupWelcomeAdvice')}
      </EmptyState>
    </section>
  );
}

type NoConversationsProps = { listing: Listing; account: AccountId | undefined; onSearch: () => void };

/** Nothing is stored: still under way, not reachable, or really nothing yet. */
function NoConversations({ listing, account, onSearch }: NoConversationsProps) {
  const sessions = listing.accounts
    .filter((view) => account === undefined || view.account.id === account)
    .map((view) => view.session);
  if (sessions.some((session) => session?.state === 'online')) {
    return (
      <EmptyState
        icon={chatIcon}
        title={text('popupNoConversations')}
        actions={<Button icon={searchIcon} onClick={onSearch} children={text('popupFindContact')} />}
      >
        {text('popupNoConversationsAdvice')}
      </EmptyState>
    );
  }
  if (sessions.some((session) => !session || session.state === 'connecting')) {
    return <EmptyState title={text('popupFetching')}>{text('popupFetchingAdvice')}</EmptyState>;
  }
  return (
    <EmptyState icon={offlineIcon} title={text('popupOfflineStart')}>
      {text('popupOfflineStartAdvice')}
    </EmptyState>
  );
}
