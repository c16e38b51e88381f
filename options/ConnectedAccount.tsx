import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { operationsOf } from '../extension/operations.ts';
import { connectionSentence } from '../extension/sentences.ts';
import { text } from '../extension/text.ts';
import { Banner } from '../extension/ui/Banner.tsx';
import type { AccountOperations } from '../src/service/operations.ts';
import { AccountPicker } from './AccountPicker.tsx';
import { connectionState } from './accounts/account-words.ts';
import type { PageModel } from './model.ts';
import type { AccountView } from './queries.ts';
import { TabLink } from './TabLink.tsx';

type ConnectedAccountProps = {
  model: PageModel;
  children: (view: AccountView, operations: AccountOperations) => ComponentChildren;
};

/** What a tab shows of the chosen account while it can be asked; why it cannot be, if so. */
export function ConnectedAccount({ model, children }: ConnectedAccountProps) {
  const view = model.chosen.value;
  if (!model.accounts.value.value) return null;
  if (!view) {
    return (
      <section class="section">
        <Banner title={text('optionsNoAccount')} actions={<TabLink tab="accounts">{text('optionsAdd')}</TabLink>}>
          {text('optionsNoAccountAbout')}
        </Banner>
      </section>
    );
  }
  return (
    <>
      <AccountPicker model={model} />
      <OfAccount key={view.account.id} view={view}>
        {children}
      </OfAccount>
    </>
  );
}

type OfAccountProps = { view: AccountView; children: ConnectedAccountProps['children'] };

function OfAccount({ view, children }: OfAccountProps) {
  const { account, session } = view;
  const operations = useMemo(() => operationsOf(account), [account.id, account.kind, account.user]);
  const state = connectionState(session);
  // What was shown, or begun to be written, does not go away with the connection.
  const wasOnline = useRef(false);
  wasOnline.current ||= state === 'online';
  return (
    <>
      {state !== 'online' && (
        <section class="section">
          <Banner
            tone={state === 'connecting' ? 'info' : 'warning'}
            title={text('optionsCannotAsk')}
            actions={state !== 'connecting' && <TabLink tab="accounts">{text('optionsGoToAccounts')}</TabLink>}
          >
            {connectionSentence(state)}
          </Banner>
        </section>
      )}
      {wasOnline.current && children(view, operations)}
    </>
  );
}
