import { useMemo } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { connectionState } from '../accounts/account-words.ts';
import type { PageModel } from '../model.ts';
import type { AccountView } from '../queries.ts';
import { Section } from '../Section.tsx';
import { AccountPreferences } from './AccountPreferences.tsx';
import { AutoBuddySwitch } from './AutoBuddySwitch.tsx';
import { PreferenceRows } from './PreferenceRows.tsx';

/** Who may reach the account, and how. */
export function PrivacyTab({ model }: { model: PageModel }) {
  const view = model.chosen.value;
  return (
    <>
      <AccountPreferences model={model} about={text('optionsPrivacyAbout')}>
        {(preferences, isDisabled) => (
          <PreferenceRows tab="privacy" preferences={preferences} isDisabled={isDisabled} />
        )}
      </AccountPreferences>
      {/* Why an account cannot be asked is said above. */}
      {connectionState(view?.session) === 'online' && view && <AddressBook key={view.account.id} view={view} />}
    </>
  );
}

function AddressBook({ view: { account } }: { view: AccountView }) {
  const { addressBook } = useMemo(() => operationsOf(account), [account.id, account.kind, account.user]);
  if (!addressBook) return null;
  return (
    <Section title={text('optionsAddressBook')} about={text('optionsAddressBookAbout')}>
      <AutoBuddySwitch operations={addressBook} />
    </Section>
  );
}
